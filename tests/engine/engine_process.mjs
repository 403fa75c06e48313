// Starts leapfrog-engine on a free loopback port in a directory of its own, and ends it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@clickhouse/client";

const program = resolve(fileURLToPath(new URL("../../build/release/leapfrog-engine", import.meta.url)));

export class Engine {
  // `directory` is kept when the engine restarts; remove() deletes it.
  static async start({ args = [], environment = {}, directory = mkdtempSync(join(tmpdir(), "engine-")) } = {}) {
    const engine = new Engine();
    engine.directory = directory;
    engine.data = join(directory, "data");
    engine.args = args;
    engine.environment = environment;
    await engine.launch();
    return engine;
  }

  async launch() {
    const args = ["--data", this.data, "--listen", "127.0.0.1:0", "--parent-pid", String(process.pid), ...this.args];
    this.child = spawn(program, args, {
      env: { ...process.env, ...this.environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.exited = once(this.child, "exit");
    this.errors = "";
    this.child.stderr.on("data", (text) => {
      this.errors += text;
    });
    const line = await Promise.race([
      firstLine(this.child.stdout),
      this.exited.then(([code]) => {
        throw new Error(`the engine ended with ${code}: ${this.errors}`);
      }),
    ]);
    const match = /^ready 127\.0\.0\.1:(\d+)$/.exec(line);
    if (!match) throw new Error(`unexpected first line: ${line}`);
    this.port = Number(match[1]);
    this.url = `http://127.0.0.1:${this.port}`;
  }

  // Ends the process; resolves to [code, signal].
  async stop(signal = "SIGTERM") {
    this.child.kill(signal);
    return this.exited;
  }

  async remove() {
    if (this.child.exitCode === null && this.child.signalCode === null) await this.stop("SIGKILL");
    rmSync(this.directory, { recursive: true, force: true });
  }

  client(options = {}) {
    return createClient({ url: this.url, log: { level: 127 }, ...options });
  }

  // Plain HTTP: resolves to {status, headers, body (Buffer), text, complete, trailers}.
  request({ sql, parameters = {}, body = "", headers = {}, method = "POST", path = "/" }) {
    const query = new URLSearchParams(parameters);
    if (sql !== undefined) query.set("query", sql);
    return new Promise((resolve, reject) => {
      const request = http.request(
        { port: this.port, host: "127.0.0.1", method, path: `${path}?${query}`, headers, agent: false },
        (response) => {
          const pieces = [];
          const end = () => {
            const whole = Buffer.concat(pieces);
            resolve({
              status: response.statusCode,
              headers: response.headers,
              body: whole,
              text: whole.toString(),
              complete: response.complete,
              trailers: response.trailers,
            });
          };
          response.on("data", (piece) => pieces.push(piece));
          response.on("end", end);
          response.on("error", end); // broke off: `complete` says so
        },
      );
      request.on("error", reject);
      request.end(body);
    });
  }

  // The answer's text without its last line break; throws what the engine says.
  async sql(sql, parameters = {}) {
    const response = await this.request({ body: sql, parameters });
    if (response.status !== 200) throw new Error(response.text);
    return response.text.replace(/\n$/, "");
  }
}

async function firstLine(stream) {
  let text = "";
  for await (const piece of stream) {
    text += piece;
    if (text.includes("\n")) return text.slice(0, text.indexOf("\n"));
  }
  return new Promise(() => {}); // it ended: the exit is told elsewhere
}

// Waits for a condition, at most `ms`.
export async function until(what, condition, ms = 10_000) {
  const deadline = Date.now() + ms;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
