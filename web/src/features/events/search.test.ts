import { expect, it } from "vitest";
import { readEventsSearch, sameLook } from "./search";

it("reads filters, columns and the view, and nothing else", () => {
  expect(readEventsSearch({ event: "paid", columns: ["event", "time"], view: "7", evil: 1 })).toEqual({
    event: "paid",
    columns: ["event", "time"],
    view: 7,
  });
  expect(readEventsSearch({ view: "new", columns: [] })).toEqual({});
  expect(readEventsSearch({ view: -1 })).toEqual({});
});

it("tells looks apart, whatever view they began with", () => {
  const look = readEventsSearch({ event: "paid", columns: ["time", "event"], view: 3 });
  expect(sameLook(look, readEventsSearch({ columns: ["time", "event"], event: "paid" }))).toBe(true);
  expect(sameLook(look, readEventsSearch({ event: "paid" }))).toBe(false);
  // What the router reads has no prototype.
  const plan = Object.assign(Object.create(null), { type: "event", key: "plan" });
  const filtered = readEventsSearch({ properties: [plan], text: "a" });
  expect(sameLook(filtered, readEventsSearch({ text: "a", properties: [{ type: "event", key: "plan" }] }))).toBe(true);
});
