import { describe, expect, it } from "vitest";
import { fromWire } from "@/features/events/api";
import { groupByDay } from "./days";
import { factsOf, placeOf } from "./facts";
import { personName, readableIdsFirst } from "./name";
import { readPersonSearch, readPersonsSearch } from "./search";

const uuid = "0193a7f2-c1d4-7000-8000-00000000abcd";

describe("personName", () => {
  it("prefers what names a person over ids", () => {
    expect(personName({ properties: { email: " ada@example.com " }, distinct_ids: ["u1"] })).toBe("ada@example.com");
    expect(personName({ properties: {}, distinct_ids: [uuid, "user-7"] })).toBe("user-7");
  });

  it("shortens ids that say nothing", () => {
    expect(personName({ distinct_ids: [uuid] })).toBe("Anonymous 00abcd");
    expect(personName(null, uuid)).toBe("Anonymous 00abcd");
    expect(personName(null, "")).toBe("nobody");
  });

  it("puts ids that an app gave before ids that an SDK made", () => {
    expect(readableIdsFirst([uuid, "user-7", "ada"])).toEqual(["user-7", "ada", uuid]);
    expect(readableIdsFirst([uuid])).toEqual([uuid]);
  });

  it("does not trip over properties of other types", () => {
    expect(personName({ properties: { email: 7, name: null }, distinct_ids: ["x"] })).toBe("x");
  });
});

it("keeps tab, search and page in the URL, but not their defaults", () => {
  expect(readPersonSearch({ tab: "properties" })).toEqual({ tab: "properties" });
  expect(readPersonSearch({ tab: "timeline" })).toEqual({});
  expect(readPersonSearch({ tab: "<script>" })).toEqual({});
  expect(readPersonsSearch({ search: "ada", page: "3" })).toEqual({ search: "ada", page: 3 });
  expect(readPersonsSearch({ page: "1" })).toEqual({});
  expect(readPersonsSearch({ page: "-4" })).toEqual({});
  expect(readPersonsSearch({ order: "created_at" })).toEqual({ order: "created_at" });
  expect(readPersonsSearch({ order: "-created_at" })).toEqual({});
});

it("says where somebody is and on what", () => {
  expect(placeOf({ $geoip_city_name: "Kyoto", $geoip_country_name: "Japan" })).toBe("Kyoto, Japan");
  expect(placeOf({ $geoip_country_code: "JP" })).toBe("JP");
  expect(placeOf({})).toBeUndefined();
  expect(factsOf({ $browser: "Firefox", $os: "Linux" })).toEqual([{ title: "Device", text: "Firefox on Linux" }]);
});

it("groups events by the day in the zone and loses none", () => {
  const times = ["2026-11-21T01:00:00Z", "2026-11-20T23:30:00Z", "2026-11-20T10:00:00Z"];
  const events = times.map((timestamp, index) => fromWire({ uuid: String(index), timestamp }));
  expect(groupByDay(events, "UTC").map((day) => day.events.length)).toEqual([1, 2]);
  expect(groupByDay(events, "Europe/Berlin").map((day) => [day.key, day.events.length])).toEqual([
    ["2026-11-21", 2],
    ["2026-11-20", 1],
  ]);
});
