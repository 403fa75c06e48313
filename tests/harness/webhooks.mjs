// A receiver of webhooks, on this machine, that keeps what it was sent.
import { createHmac } from "node:crypto";
import { createServer } from "node:http";

// `answer` (request number, from 0, → status) may refuse.
export async function startReceiver({ answer = () => 204 } = {}) {
  const received = [];
  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      response.statusCode = answer(received.length);
      received.push({ path: request.url, headers: request.headers, body, json: JSON.parse(body) });
      response.end();
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    received,
    url: (path) => `http://127.0.0.1:${server.address().port}${path}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

// As docs/internals/webhooks.md tells receivers to check.
export function isSigned({ headers, body }, secret) {
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const text = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const wanted = `v1,${createHmac("sha256", key).update(text).digest("base64")}`;
  return headers["webhook-signature"].split(" ").includes(wanted);
}
