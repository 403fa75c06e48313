// A plain HTTP client with no opinions (any header, any body, any status), and raw sockets for what no client
// would send.
import http from "node:http";
import net from "node:net";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

// Sends one request; resolves to {status, headers, body: Buffer, text, json} where `json` parses on demand.
// `target` is a socket path ({socketPath}) or an origin ("http://127.0.0.1:1234").
export function send(
  target,
  { method = "GET", path = "/", headers = {}, body, timeout = 30_000, keepAlive = true } = {},
) {
  const where = typeof target === "string" ? originOf(target) : target;
  const data = body === undefined ? undefined : Buffer.isBuffer(body) ? body : Buffer.from(body);
  return new Promise((resolve, reject) => {
    const request = http.request({
      ...where,
      method,
      path,
      headers: {
        ...(data && !hasHeader(headers, "content-length") ? { "content-length": data.length } : {}),
        ...headers,
      },
      agent: keepAlive ? agent : false,
      timeout,
    });
    request.on("timeout", () => request.destroy(new Error(`${method} ${path}: no answer within ${timeout} ms`)));
    request.on("error", reject);
    request.on("response", (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => resolve(answerOf(response, Buffer.concat(chunks))));
    });
    request.end(data);
  });
}

export function answerOf(response, raw) {
  const encoding = response.headers["content-encoding"];
  const body = encoding === "gzip" ? gunzipSync(raw) : encoding === "br" ? brotliDecompressSync(raw) : raw;
  return {
    status: response.statusCode,
    headers: response.headers,
    raw,
    body,
    get text() {
      return body.toString("utf8");
    },
    get json() {
      return JSON.parse(body.toString("utf8"));
    },
  };
}

function originOf(origin) {
  const url = new URL(origin);
  return { host: url.hostname, port: url.port };
}

function hasHeader(headers, name) {
  return Object.keys(headers).some((key) => key.toLowerCase() === name);
}

// A TCP connection to the server, for half-sent, malformed and pipelined requests.
export class RawConnection {
  static async open(origin) {
    const { host, port } = originOf(origin);
    const socket = net.connect({ host, port: Number(port), noDelay: true });
    await new Promise((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return new RawConnection(socket);
  }

  constructor(socket) {
    this.socket = socket;
    this.received = Buffer.alloc(0);
    this.closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("data", (chunk) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.wake?.();
    });
    socket.on("close", () => {
      this.ended = true;
      this.wake?.();
    });
    socket.on("error", () => {});
  }

  write(data) {
    return new Promise((resolve) => this.socket.write(data, () => resolve()));
  }

  // Everything the server sends until `done(text)` is true or the server closes.
  async readUntil(done, timeout = 30_000) {
    const deadline = Date.now() + timeout;
    for (;;) {
      const text = this.received.toString("latin1");
      if (done(text) || this.ended) return text;
      if (Date.now() > deadline) throw new Error(`no such answer within ${timeout} ms; got: ${text.slice(0, 500)}`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, 250);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  // Reads one answer with a Content-Length body and takes it off the input: {status, head, body}.
  async answer(timeout = 30_000) {
    const complete = (text) => {
      const end = text.indexOf("\r\n\r\n");
      return end >= 0 && text.length >= end + 4 + lengthOf(text.slice(0, end));
    };
    const text = await this.readUntil(complete, timeout);
    if (!complete(text)) throw new Error(`the connection closed before a whole answer came: ${text.slice(0, 300)}`);
    const end = text.indexOf("\r\n\r\n");
    const head = text.slice(0, end);
    const total = end + 4 + lengthOf(head);
    this.received = this.received.subarray(total);
    return { status: Number(head.split(" ")[1]), head, body: text.slice(end + 4, total) };
  }

  close() {
    this.socket.destroy();
  }
}

function lengthOf(head) {
  const match = /^content-length: *(\d+)/im.exec(head);
  return match ? Number(match[1]) : 0;
}
