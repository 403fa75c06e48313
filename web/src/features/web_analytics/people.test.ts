import { expect, it } from "vitest";
import { doersOfAction, visitors, visitorsOfPlace, visitorsOfRow } from "./people";
import { splitRows, type WebSplit } from "./search";

const from = "2026-11-14T00:00:00+01:00";
const since = {
  type: "session",
  key: "$start_timestamp",
  operator: "is_date_after",
  value: "2026-11-13T22:59:59.999Z",
};
// What the one series asks for.
const properties = (source: unknown) =>
  (source as { source: { series: Array<{ properties: unknown[] }> } }).source.series[0]?.properties ?? [];

it("asks for the people of views in sessions that began in the dates, under the filters of the page", () => {
  const filters = [{ type: "event" as const, key: "$pathname", operator: "exact", value: ["/a"] }];
  expect(visitors({ from: "-30d", filters }, from)).toMatchObject({
    kind: "InsightActorsQuery",
    source: {
      series: [{ event: null, math: "dau" }],
      dateRange: { date_from: "-30d" },
      interval: "day",
      properties: filters,
      filterTestAccounts: true,
    },
  });
  expect(properties(visitors({}, from)).at(1)).toEqual(since);
  expect(properties(visitors({ from: "all" }, "1970-01-01T00:00:00Z")).at(1)).toMatchObject({ operator: "is_set" });
  expect(visitors({ from: "-24h" }, from)).toMatchObject({ source: { interval: "hour" } });
});

it("asks for the people of one row", () => {
  const rowOf = (split: WebSplit, value: unknown) => {
    const [row] = splitRows(split, [[value, [3, 0], [4, 0]]]);
    return row && visitorsOfRow({}, from, split, row);
  };
  const filter = { type: "session", key: "$channel_type" } as const;
  expect(properties(rowOf({ title: "Channels", by: "InitialChannelType", filter }, "Direct")).slice(1)).toEqual([
    since,
    { ...filter, operator: "exact", value: ["Direct"] },
  ]);
  const city = { title: "Cities", by: "City", filter: { type: "event", key: "$geoip_city_name" }, part: 1 } as const;
  expect(properties(rowOf(city, ["AT", "Vienna"])).slice(2)).toMatchObject([{ value: ["AT"] }, { value: ["Vienna"] }]);
  expect(properties(rowOf({ title: "Sizes", by: "Viewport" }, [1440, 900])).slice(2)).toMatchObject([
    { key: "$viewport_width", value: ["1440"] },
    { key: "$viewport_height", value: ["900"] },
  ]);
  expect(properties(rowOf({ title: "Links out", by: "ExternalClicks" }, "https://a.example/?")).at(1)).toMatchObject({
    operator: "regex",
    value: "^https://a\\.example/\\?([?#]|$)",
  });
  expect(rowOf({ title: "New", by: "Timezone" }, 2)).toBeUndefined();
});

it("asks for the people of one place of the chart, from its first moment to the next one's", () => {
  const edges = (day: string, interval: "hour" | "day" | "week" | "month") =>
    (properties(visitorsOfPlace({}, from, day, interval)) as Array<{ value?: string }>)
      .slice(2)
      .map(({ value }) => value);
  expect(edges("2026-11-14", "day")).toEqual(["2026-11-13T23:59:59.999", "2026-11-15T00:00:00.000"]);
  expect(edges("2026-12-01", "month")).toEqual(["2026-11-30T23:59:59.999", "2027-01-01T00:00:00.000"]);
  expect(edges("2026-11-14 09:00:00", "hour")).toEqual(["2026-11-14T08:59:59.999", "2026-11-14T10:00:00.000"]);
});

it("asks for those who did an action", () => {
  expect(doersOfAction({}, from, { id: 7, name: "Bought" })).toMatchObject({
    source: { series: [{ kind: "ActionsNode", id: 7, math: "dau" }] },
  });
});
