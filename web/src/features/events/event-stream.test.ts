import { describe, expect, it } from "vitest";
import { StreamParser } from "./event-stream";

const stream = ': hello\n\ndata: {"a":1}\n\nevent: x\r\ndata: one\r\ndata:two\r\n\r\n: ping\n\ndata: last\n\ndata: cut';
const messages = [
  { event: "message", data: '{"a":1}' },
  { event: "x", data: "one\ntwo" },
  { event: "message", data: "last" },
];

describe("StreamParser", () => {
  it("gives the data of complete messages", () => {
    expect(new StreamParser().push(stream)).toEqual(messages);
  });

  it("does not care how the stream is cut", () => {
    for (let size = 1; size < stream.length; size++) {
      const parser = new StreamParser();
      const found: unknown[] = [];
      for (let at = 0; at < stream.length; at += size) found.push(...parser.push(stream.slice(at, at + size)));
      expect(found, `pieces of ${size}`).toEqual(messages);
    }
  });
});
