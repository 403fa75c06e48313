import { describe, expect, it } from "vitest";
import { fittingInterval, parseRange, rangeTitle } from "./dates";
import { convert, defaultQuery, insightKinds } from "./defaults";
import type { FunnelsQuery, RetentionQuery, TrendsQuery } from "./types";

describe("ranges of dates", () => {
  it.each([
    ["45d", { date_from: "-45d" }],
    ["last 6 weeks", { date_from: "-6w" }],
    ["3 months", { date_from: "-3m" }],
    ["Last 7 days", { date_from: "-7d" }],
    ["2026-10-01", { date_from: "2026-10-01" }],
    ["2026-10-01 to 2026-10-15", { date_from: "2026-10-01", date_to: "2026-10-15" }],
    ["2026-10-01..2026-10-01", { date_from: "2026-10-01", date_to: "2026-10-01" }],
  ])("%s is read", (text, range) => expect(parseRange(text)).toEqual(range));

  it.each(["", "soon", "2026-02-30", "2026-10-15 to 2026-10-01", "2026-10-01 to 2026-10-02 to 2026-10-03", "99999d"])(
    "%s is refused",
    (text) => expect(parseRange(text)).toBeUndefined(),
  );

  it("are said in words", () => {
    expect(rangeTitle(undefined)).toBe("Last 7 days");
    expect(rangeTitle({ date_from: "-45d" })).toBe("Last 45 days");
    expect(rangeTitle({ date_from: "-1dStart", date_to: "-1dEnd" })).toBe("Yesterday");
    expect(rangeTitle({ date_from: "2026-10-01", date_to: "2026-10-15" })).toBe("1 Oct 2026 – 15 Oct 2026");
    expect(rangeTitle({ date_from: "2026-10-01" })).toBe("Since 1 Oct 2026");
  });

  it("get an interval that can be read", () => {
    const today = new Date("2026-11-21T12:00:00Z");
    const fitting = (from: string) => fittingInterval({ date_from: from }, today);
    expect(["-24h", "-7d", "-90d", "-180d", "-2y", "all", "mStart"].map(fitting)).toEqual([
      "hour",
      "day",
      "day",
      "week",
      "month",
      "month",
      "day",
    ]);
  });
});

describe("another kind of question", () => {
  const trends: TrendsQuery = {
    kind: "TrendsQuery",
    series: [
      { kind: "EventsNode", event: "a", name: "a", math: "dau" },
      { kind: "EventsNode", event: "b", name: "b", math: "avg", math_property: "price" },
    ],
    dateRange: { date_from: "-90d" },
    properties: [{ type: "event", key: "plan", operator: "exact", value: ["team"] }],
    filterTestAccounts: true,
  };

  it("keeps events, filters and dates, and drops what only the old kind has", () => {
    const funnel = convert(trends, "FunnelsQuery") as FunnelsQuery;
    expect(funnel.series).toEqual([
      { kind: "EventsNode", event: "a", name: "a" },
      { kind: "EventsNode", event: "b", name: "b" },
    ]);
    expect(funnel).toMatchObject({ dateRange: { date_from: "-90d" }, filterTestAccounts: true });
    expect(funnel.properties).toEqual(trends.properties);
  });

  it("takes the first event where there is room for one", () => {
    const retention = convert(trends, "RetentionQuery") as RetentionQuery;
    expect(retention.retentionFilter.targetEntity).toEqual({ id: "a", name: "a", type: "events" });
    expect(convert(retention, "LifecycleQuery")).toMatchObject({ series: [{ event: "a" }] });
  });

  it("works from every kind to every kind", () => {
    for (const from of insightKinds) {
      for (const to of insightKinds) expect(convert(defaultQuery(from), to).kind).toBe(to);
    }
    expect(convert(trends, "TrendsQuery")).toBe(trends);
  });
});
