import { expect, it } from "vitest";
import { ApiError, readCookie, withQuery } from "./client";
import { matchShortcut } from "./shortcuts";

it("leaves out parameters without a value", () => {
  expect(withQuery("/a/", { x: 1, y: undefined, z: "", w: null, b: false, t: "a b&c" })).toBe(
    "/a/?x=1&b=false&t=a+b%26c",
  );
  expect(withQuery("/a/", undefined)).toBe("/a/");
});

it("reads one cookie among others", () => {
  expect(readCookie("a=1; leapfrog_csrf=x%3Dy=; b=2", "leapfrog_csrf")).toBe("x=y=");
  expect(readCookie("", "leapfrog_csrf")).toBeNull();
});

it("keeps the server's words and makes its own when there are none", () => {
  const error = new ApiError(400, { type: "validation_error", code: "x", detail: "Too long.", attr: "name" }, "r1");
  expect(error).toMatchObject({ status: 400, detail: "Too long.", attr: "name", requestId: "r1", signedOut: false });
  expect(new ApiError(500, {}, null).detail).toBe("The server answered 500 without an explanation.");
  expect(new ApiError(403, { code: "not_authenticated" }, null).signedOut).toBe(true);
  expect(new ApiError(403, { code: "permission_denied" }, null).signedOut).toBe(false);
});

it("takes the second key of a sequence only in time", () => {
  const calls: string[] = [];
  const keys = { "g l": () => calls.push("live"), l: () => calls.push("l") };
  matchShortcut(keys, "l", { key: "g", at: 0 }, 1000)?.();
  matchShortcut(keys, "l", { key: "g", at: 0 }, 5000)?.();
  matchShortcut(keys, "x", { key: "g", at: 0 }, 100)?.();
  expect(calls).toEqual(["live", "l"]);
});
