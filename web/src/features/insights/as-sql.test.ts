import { describe, expect, it } from "vitest";
import type { EventsNode, TrendsQuery } from "@/query/types";
import { asSql } from "./as-sql";

const event = (name: string, more = {}): EventsNode => ({ kind: "EventsNode", event: name, name, ...more });
const trend: TrendsQuery = { kind: "TrendsQuery", series: [event("$pageview")], interval: "day" };

describe("a question as SQL", () => {
  it("says what is counted, of what and when", () => {
    expect(asSql({ ...trend, dateRange: { date_from: "-30d" } })).toBe(
      `SELECT toStartOfDay(timestamp) AS period, count() AS total
FROM events
WHERE timestamp >= toStartOfDay(now() - INTERVAL 30 DAY)
  AND timestamp < toStartOfDay(now()) + INTERVAL 1 DAY
  AND event = '$pageview'
GROUP BY period
ORDER BY period
LIMIT 10000`,
    );
  });

  it("never lets a value end its text", () => {
    const sql = asSql({
      ...trend,
      series: [event("o'clock\\")],
      properties: [{ type: "event", key: "a b'`", operator: "icontains", value: "50%_'" }],
    });
    expect(sql).toContain(String.raw`event = 'o\'clock\\'`);
    expect(sql).toContain(`${String.raw`toString(properties['a b\'`}\`${String.raw`']) ILIKE '%50\\%\\_\'%'`}`);
  });

  it("joins groups of filters as they are joined", () => {
    const plan = (value: string) => ({ type: "person" as const, key: "plan", operator: "exact", value: [value] });
    const sql = asSql({
      ...trend,
      properties: {
        type: "OR",
        values: [
          { type: "AND", values: [plan("a"), plan("b")] },
          { type: "OR", values: [plan("c"), plan("d")] },
        ],
      },
    });
    expect(sql).toContain(
      "((toString(person.properties.plan) = 'a' AND toString(person.properties.plan) = 'b') OR (toString(person.properties.plan) = 'c' OR toString(person.properties.plan) = 'd'))",
    );
  });

  it("begins weeks where the project does", () => {
    expect(asSql({ ...trend, interval: "week" })).toContain("toStartOfWeek(timestamp) AS period");
    expect(asSql({ ...trend, interval: "week" }, true)).toContain("toStartOfWeek(timestamp, 1) AS period");
  });

  it("is not there for what it could not say", () => {
    expect(asSql({ ...trend, filterTestAccounts: true })).toBeUndefined();
    expect(asSql({ ...trend, series: [{ kind: "ActionsNode", id: 3 }] })).toBeUndefined();
    expect(asSql({ ...trend, series: [event("x", { math: "weekly_active" })] })).toBeUndefined();
    expect(asSql({ kind: "PathsQuery", pathsFilter: {} })).toBeUndefined();
    expect(
      asSql({ kind: "FunnelsQuery", series: [event("a"), event("b")], funnelsFilter: { funnelOrderType: "strict" } }),
    ).toBeUndefined();
  });
});
