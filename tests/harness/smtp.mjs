// A mail server for tests: takes letters over SMTP (RFC 5321), with STARTTLS and AUTH where it is told to, and reads
// them as a mail program would.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import tls from "node:tls";
import { temporaryDirectory } from "./directories.mjs";
import { runProcess } from "./processes.mjs";

// A certificate for 127.0.0.1, signed by itself: {certificate, key} as paths.
export async function makeCertificate(name = "mail") {
  const folder = temporaryDirectory("certificate");
  const paths = { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  const made = await runProcess("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
    ...["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
    ...["-keyout", paths.key, "-out", paths.certificate],
  ]);
  assert.equal(made.code, 0, made.stderr);
  return paths;
}

class Conversation {
  constructor(socket, server) {
    this.server = server;
    this.secure = false;
    this.attach(socket);
    this.reset();
    this.say("220 mail.test ready");
  }

  attach(socket) {
    this.socket = socket;
    this.buffer = "";
    socket.setEncoding("latin1");
    socket.on("data", (data) => this.take(data));
    socket.on("error", () => {});
  }

  reset() {
    this.from = undefined;
    this.to = [];
    this.data = undefined;
  }

  say(line) {
    this.socket.write(`${line}\r\n`);
  }

  take(data) {
    this.buffer += data;
    for (;;) {
      const end = this.buffer.indexOf("\r\n");
      if (end < 0) return;
      const line = this.buffer.slice(0, end);
      this.buffer = this.buffer.slice(end + 2);
      if (this.data) this.content(line);
      else this.command(line);
    }
  }

  content(line) {
    if (line !== ".") return this.data.push(line.startsWith(".") ? line.slice(1) : line);
    const raw = `${this.data.join("\r\n")}\r\n`;
    const { from, to, secure, user } = this;
    this.server.letters.push({ from, to, secure, user, raw, ...readLetter(raw) });
    this.reset();
    this.say("250 taken");
  }

  command(line) {
    const { options } = this.server;
    const [verb] = line.toUpperCase().split(" ");
    this.server.commands.push(verb);
    const may = !options.users || this.user;
    if (this.login) return this.answerLogin(line);
    if (verb === "EHLO" || verb === "HELO") {
      const offers = ["mail.test", "8BITMIME"];
      if (options.tls && !this.secure) offers.push("STARTTLS");
      if (options.users && (this.secure || !options.tls)) offers.push("AUTH PLAIN LOGIN");
      return this.say(offers.map((offer, at) => `250${at + 1 < offers.length ? "-" : " "}${offer}`).join("\r\n"));
    }
    if (verb === "STARTTLS" && options.tls) return this.startTls();
    if (verb === "AUTH") {
      const [, method, given] = line.split(" ");
      if (method.toUpperCase() !== "PLAIN") return this.say("504 only PLAIN");
      if (given) return this.answerLogin(given);
      this.login = true;
      return this.say("334 ");
    }
    if (verb === "MAIL") {
      if (!may) return this.say("530 who are you?");
      this.from = /<(.*?)>/.exec(line)[1];
      return this.say("250 ok");
    }
    if (verb === "RCPT") {
      const to = /<(.*?)>/.exec(line)[1];
      if (options.refuses?.(to)) return this.say("550 nobody here has that name");
      this.to.push(to);
      return this.say("250 ok");
    }
    if (verb === "DATA") {
      this.data = [];
      return this.say("354 go on");
    }
    if (verb === "RSET") this.reset();
    this.say(verb === "QUIT" ? "221 bye" : "250 ok");
    if (verb === "QUIT") this.socket.end();
  }

  answerLogin(given) {
    this.login = false;
    const [, user, password] = Buffer.from(given, "base64").toString().split("\0");
    if (this.server.options.users?.[user] !== password) return this.say("535 wrong user or password");
    this.user = user;
    this.say("235 welcome");
  }

  startTls() {
    const { tls: files } = this.server.options;
    this.say("220 go on");
    this.socket.removeAllListeners("data");
    const secureContext = tls.createSecureContext({
      cert: readFileSync(files.certificate),
      key: readFileSync(files.key),
    });
    this.secure = true;
    this.attach(new tls.TLSSocket(this.socket, { isServer: true, secureContext }));
    this.reset();
  }
}

// Options: `tls` ({certificate, key}: offers STARTTLS), `users` ({name: password}: asks for one), `refuses` (address →
// whether), `port` (any free one). `letters` are those that were taken.
export async function startMailServer(options = {}) {
  const server = { letters: [], commands: [], options };
  const sockets = new Set();
  const listener = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    new Conversation(socket, server);
  });
  await new Promise((resolve, reject) => {
    listener.once("error", reject);
    listener.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  server.port = listener.address().port;
  server.url = `smtp://127.0.0.1:${server.port}`;
  server.close = () =>
    new Promise((resolve) => {
      listener.close(resolve);
      for (const socket of sockets) socket.destroy();
    });
  return server;
}

const unfolded = (head) => head.replaceAll(/\r\n[ \t]/g, " ");

function headersOf(head) {
  return Object.fromEntries(
    unfolded(head)
      .split("\r\n")
      .filter(Boolean)
      .map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
}

// RFC 2047, as far as we write it.
const decodedHeader = (text = "") =>
  text
    .replaceAll(/\?=\s+=\?/g, "?==?")
    .replaceAll(/(=\?utf-8\?B\?[A-Za-z0-9+/=]*\?=)+/g, (words) =>
      Buffer.concat([...words.matchAll(/\?B\?(.*?)\?=/g)].map(([, word]) => Buffer.from(word, "base64"))).toString(),
    );

function decodedBody(text, encoding) {
  if (encoding === "base64") return Buffer.from(text, "base64");
  const plain = text
    .replaceAll("=\r\n", "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(plain, "latin1");
}

function partsOf(raw) {
  const end = raw.indexOf("\r\n\r\n");
  const headers = headersOf(raw.slice(0, end + 2));
  const body = raw.slice(end + 4);
  const type = headers["content-type"] ?? "text/plain";
  const boundary = /boundary="(.*?)"/.exec(type)?.[1];
  if (!boundary) {
    return [{ headers, type: type.split(";")[0], body: decodedBody(body, headers["content-transfer-encoding"]) }];
  }
  const pieces = `\r\n${body}`.split(`\r\n--${boundary}`).slice(1, -1);
  return pieces.flatMap((piece) => partsOf(piece.replace(/^\r\n/, "")));
}

// {headers, subject, text, html, pictures: {cid: bytes}} of a message of RFC 5322.
export function readLetter(raw) {
  const headers = headersOf(raw.slice(0, raw.indexOf("\r\n\r\n") + 2));
  const parts = partsOf(raw);
  const textOf = (type) =>
    parts
      .find((part) => part.type === type)
      ?.body.toString()
      .replaceAll("\r\n", "\n");
  const pictures = Object.fromEntries(
    parts
      .filter(({ type }) => type === "image/png")
      .map((part) => [part.headers["content-id"].slice(1, -1), part.body]),
  );
  return {
    headers,
    subject: decodedHeader(headers.subject),
    text: textOf("text/plain"),
    html: textOf("text/html"),
    pictures,
  };
}
