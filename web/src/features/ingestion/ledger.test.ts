import { describe, expect, it } from "vitest";
import type { Ledger } from "./api";
import { ledgerFates, reasonText, verdictOf } from "./ledger";

const ledger: Ledger = {
  received: 100,
  stored: 90,
  deduplicated: 4,
  rejected: { total: 5, by_reason: { missing_event_name: 5 } },
  waiting: 1,
  balanced: true,
  lag_bytes: 412,
  lag_seconds: 0.2,
  last_event_at: null,
  stalled: "",
  watermark: 7,
};

describe("the ledger in words", () => {
  it("is good when all is accounted for", () => {
    expect(verdictOf(ledger)).toMatchObject({ kind: "good", title: "Nothing is lost" });
    expect(ledgerFates(ledger).reduce((sum, fate) => sum + fate.count, 0)).toBe(ledger.received);
  });

  it("says how many are missing when it does not balance", () => {
    const verdict = verdictOf({ ...ledger, stored: 88, balanced: false });
    expect(verdict.kind).toBe("bad");
    expect(verdict.text).toContain("2 events");
  });

  it("tells waiting from losing", () => {
    expect(verdictOf({ ...ledger, received: 50_099, waiting: 50_000 })).toMatchObject({ kind: "wait" });
    expect(verdictOf({ ...ledger, stalled: "The engine is away." })).toMatchObject({ kind: "bad" });
    expect(verdictOf({ ...ledger, received: 0 })).toMatchObject({ kind: "wait", title: "Nothing received yet" });
  });

  it("has words for reasons it does not know", () => {
    expect(reasonText("some_new-reason")).toEqual({ title: "Some new reason", help: "" });
  });
});
