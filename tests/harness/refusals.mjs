// Requests that must be refused, one row each: [what, request, status, code, sentence, attr]. The request is a path
// below the project ("persons/?…"), or from the root ("/api/…"), after the method when it is not GET; then the body, if
// there is one. The sentence is the whole detail, or an expression that it matches.
import assert from "node:assert/strict";
import { it } from "node:test";

export function refuses(leapfrog, rows) {
  for (const [what, [asked, body], status, code, sentence, attr] of rows) {
    it(`${what}: ${status} ${code}`, async () => {
      const [, method = "GET", path] = /^(?:([A-Z]+) )?(.*)$/.exec(asked);
      const server = leapfrog();
      const whole = path.startsWith("/") ? path : `/api/projects/${server.project.id}/${path}`;
      const answer = await server.api(whole, { method, body });
      assert.equal(answer.status, status, answer.text);
      if (code !== undefined) assert.equal(answer.json.code, code, answer.text);
      if (sentence instanceof RegExp) assert.match(answer.json.detail, sentence);
      else assert.equal(answer.json.detail, sentence);
      if (attr !== undefined) assert.equal(answer.json.attr, attr);
    });
  }
}
