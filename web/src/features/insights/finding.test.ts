import { describe, expect, it } from "vitest";
import type { Answer, InsightQuery, TrendResult } from "@/query/types";
import { findingOf } from "./finding";

const say = (query: object, results: unknown, more: object = {}) =>
  findingOf(query as InsightQuery, { results, ...more } as unknown as Answer<unknown>);
const series = [{ kind: "EventsNode", event: "signed_up" }];
const trend = (more: object = {}): Partial<TrendResult> => ({
  action: { id: "signed_up", type: "events", order: 0, name: "signed_up" },
  label: "signed_up",
  count: 8,
  data: [2, 5, 1],
  days: ["2026-11-02", "2026-11-03", "2026-11-04"],
  labels: ["2-Nov", "3-Nov", "4-Nov"],
  ...more,
});

describe("the finding in words", () => {
  it("of a trend over time names the total and the highest period", () => {
    expect(say({ kind: "TrendsQuery", series }, [trend()])).toBe("signed_up: 8 in all, most on Tue 3 Nov 2026 (5).");
    expect(say({ kind: "TrendsQuery", series }, [])).toBe("Nothing in this time.");
  });

  it("of totals names the largest with their shares and their change", () => {
    const query = {
      kind: "TrendsQuery",
      series,
      trendsFilter: { display: "ActionsPie" },
      breakdownFilter: { breakdown: "plan" },
    };
    const parts = ["pro", "free", "trial", "none"].map((breakdown_value, at) =>
      trend({ breakdown_value, label: breakdown_value, count: 40 - at * 10, aggregated_value: 40 - at * 10, data: [] }),
    );
    expect(say(query, parts)).toBe("pro: 40 (40.0%). free: 30 (30.0%). trial: 20 (20.0%). And 1 more.");
    const compared = ["current", "previous"].map((compare_label, at) =>
      trend({ compare_label, data: [], aggregated_value: 30 - at * 10 }),
    );
    expect(say({ kind: "TrendsQuery", series, trendsFilter: { display: "BoldNumber" } }, compared)).toBe(
      "signed_up: 30, +50.0% against 20 before.",
    );
  });

  it("of a funnel names the conversion and the largest loss", () => {
    const step = (name: string, order: number, count: number, more = {}) => ({ name, order, count, ...more });
    const steps = [step("seen", 0, 1200), step("signed_up", 1, 600), step("bought", 2, 540)];
    expect(say({ kind: "FunnelsQuery", series }, steps)).toBe(
      "45.0% of 1,200 people got from seen to bought (540). Most dropped off before signed_up: 600 (50.0%).",
    );
    expect(say({ kind: "FunnelsQuery", series }, [step("seen", 0, 0)])).toBe("Nobody did the first step.");
    const split = ["Chrome", "Firefox"].map((breakdown_value, at) => [
      step("seen", 0, 10, { breakdown_value }),
      step("bought", 1, 5 + at, { breakdown_value }),
    ]);
    expect(say({ kind: "FunnelsQuery", series }, split)).toBe(
      "From seen to bought got at most 60.0% of Firefox (6), at least 50.0% of Chrome (5).",
    );
    const times = {
      bins: [
        [0, 3],
        [60, 1],
      ],
      average_conversion_time: 80,
    };
    expect(say({ kind: "FunnelsQuery", series, funnelsFilter: { funnelVizType: "time_to_convert" } }, times)).toBe(
      "4 people converted, on average after 1 min 20 s.",
    );
  });

  it("of a retention names the first and the last period that have ended", () => {
    const row = (date: string, counts: number[]) => ({ date, label: "", values: counts.map((count) => ({ count })) });
    const rows = [row("2026-11-02T00:00:00Z", [10, 6, 2, 1]), row("2026-11-03T00:00:00Z", [10, 4, 1])];
    expect(say({ kind: "RetentionQuery", retentionFilter: { period: "Day" } }, rows)).toBe(
      "Of 20 people in 2 cohorts on average 50.0% in day 1 and 20.0% in day 2 came back.",
    );
    expect(say({ kind: "RetentionQuery", retentionFilter: {} }, [])).toBe("Nobody did the first event in this time.");
  });

  it("of paths names the way most taken, of rows their columns", () => {
    const edges = [
      { source: "1_/", target: "2_/pricing", value: 30, average_conversion_time: 1000 },
      { source: "1_/", target: "2_/about", value: 10, average_conversion_time: 1000 },
    ];
    expect(say({ kind: "PathsQuery", pathsFilter: {} }, edges)).toBe(
      "2 ways between steps; the most taken leads from / to /pricing (30 times).",
    );
    expect(
      say(
        { kind: "HogQLQuery", query: "" },
        [
          ["a", 1],
          ["b", 2],
        ],
        { columns: ["event", "count()"] },
      ),
    ).toBe("2 rows of event, count().");
    expect(say({ kind: "HogQLQuery", query: "" }, [[7]], { columns: ["people"] })).toBe("people: 7.");
  });
});
