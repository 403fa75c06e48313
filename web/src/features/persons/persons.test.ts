import { describe, expect, it } from "vitest";
import { fromWire } from "@/features/events/api";
import { personColumnTitle, readPersonColumns } from "./columns";
import { groupByDay } from "./days";
import { factsOf, placeOf } from "./facts";
import { groupsIn } from "./groups-of-person";
import { personName, readableIdsFirst } from "./name";
import { peopleIn, peopleQuestion } from "./people-query";
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
  expect(readPersonsSearch({ order: "created" })).toEqual({ order: "created" });
  expect(readPersonsSearch({ order: "-created" })).toEqual({});
  expect(readPersonsSearch({ order: "-properties.plan" })).toEqual({ order: "-properties.plan" });
  expect(readPersonsSearch({ order: "uuid; DROP" })).toEqual({});
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

describe("the list of people", () => {
  const filter = { type: "person" as const, key: "plan", operator: "exact", value: ["team"] };

  it("keeps filters of people and cohorts in the URL, nothing else", () => {
    const cohort = { type: "cohort", key: "id", value: 4, operator: "in" };
    expect(readPersonsSearch({ properties: [filter, { type: "event", key: "x" }, 7, cohort] }).properties).toEqual([
      filter,
      cohort,
    ]);
    expect(readPersonsSearch({ properties: "x" })).toEqual({});
  });

  it("reads columns, and is silent about the usual ones", () => {
    expect(readPersonColumns(["person", "properties.plan", "nonsense", "person", "properties."])).toEqual([
      "person",
      "properties.plan",
    ]);
    expect(readPersonColumns(["person", "known", "place", "ids", "created"])).toBeUndefined();
    expect(personColumnTitle("created")).toBe("First seen");
    expect(personColumnTitle("properties.plan")).toBe("plan");
  });

  it("asks the engine only where the plain list does not know the answer", () => {
    expect(peopleQuestion({}, 50)).toBeUndefined();
    expect(peopleQuestion({ search: "ada", order: "created", page: 3 }, 50)).toBeUndefined();
    // A filter that is not finished asks nothing yet.
    expect(peopleQuestion({ properties: [{ ...filter, value: [] }] }, 50)).toBeUndefined();
    expect(peopleQuestion({ search: "ada", properties: [filter], page: 2 }, 50)).toEqual({
      kind: "ActorsQuery",
      select: ["actor"],
      search: "ada",
      properties: [filter],
      orderBy: ["created_at DESC"],
      limit: 50,
      offset: 50,
    });
    expect(peopleQuestion({ order: "properties.seats" }, 50)?.orderBy).toEqual(["properties.seats"]);
    expect(peopleQuestion({ order: "-properties.seats" }, 50)?.orderBy).toEqual(["properties.seats DESC"]);
  });

  it("reads the people out of its answer", () => {
    const actor = { id: uuid, distinct_ids: ["u1"], properties: { plan: "team" }, created_at: "2026-11-21T00:00:00Z" };
    expect(peopleIn({ columns: ["actor"], results: [[actor], [null], ["x"]] })).toEqual([
      { uuid, distinct_ids: ["u1"], properties: { plan: "team" }, created_at: "2026-11-21T00:00:00Z" },
    ]);
  });

  it("reads groups out of rows", () => {
    expect(
      groupsIn({
        columns: ["type", "key", "events"],
        results: [
          [0, "acme", 3],
          [1, "", 2],
          [1, null, 1],
        ],
      }),
    ).toEqual([{ type: 0, key: "acme", events: 3 }]);
  });
});
