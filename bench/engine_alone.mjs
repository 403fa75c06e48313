// The engine by itself, without the server before it: the yardstick that ingestion is measured against.
import { join } from "node:path";
import { temporaryDirectory } from "../tests/harness/directories.mjs";
import { send } from "../tests/harness/http.mjs";
import { startProcess } from "../tests/harness/processes.mjs";
import { until } from "../tests/harness/until.mjs";

export class EngineAlone {
  static async start(program, threads = 2) {
    const directory = temporaryDirectory("engine");
    const socketPath = join(directory, "engine.sock");
    const child = startProcess(program, [
      "--data",
      join(directory, "data"),
      "--listen",
      `unix:${socketPath}`,
      "--threads",
      String(threads),
    ]);
    const engine = new EngineAlone(child, socketPath);
    await until(() => engine.query("SELECT 1"), { what: "the engine answering" });
    return engine;
  }

  constructor(child, socketPath) {
    this.child = child;
    this.socketPath = socketPath;
  }

  async query(sql, body) {
    const answer = await send(
      { socketPath: this.socketPath },
      body === undefined
        ? { method: "POST", path: "/", body: sql, keepAlive: false, timeout: 300_000 }
        : {
            method: "POST",
            path: `/?query=${encodeURIComponent(sql)}`,
            body,
            keepAlive: false,
            timeout: 300_000,
          },
    );
    if (answer.status !== 200) throw new Error(`${sql.slice(0, 200)}: ${answer.text.slice(0, 500)}`);
    return answer.body;
  }

  // Inserts `blocks` with `clients` at a time; rows per second, all acknowledged.
  async insertRate(sql, blocks, clients) {
    const rows = blocks.reduce((sum, block) => sum + block.rows, 0);
    const queue = [...blocks];
    const from = process.hrtime.bigint();
    const worker = async () => {
      for (let block = queue.shift(); block; block = queue.shift()) await this.query(sql, block.data);
    };
    await Promise.all(Array.from({ length: clients }, worker));
    return rows / (Number(process.hrtime.bigint() - from) / 1e9);
  }

  async stop() {
    this.child.kill("SIGTERM");
    await this.child.exited;
  }
}
