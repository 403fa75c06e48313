import { expect, it } from "vitest";
import { idsIn } from "./data-deletion";

it("takes ids line by line, each once", () => {
  expect(idsIn(" user-1\r\nada@example.com\n\nuser-1\n")).toEqual(["user-1", "ada@example.com"]);
  expect(idsIn("  \n")).toEqual([]);
});

it("takes commas apart only on a single line: an id may have one", () => {
  expect(idsIn("a, b,,a")).toEqual(["a", "b"]);
  expect(idsIn("a,b\nc")).toEqual(["a,b", "c"]);
});
