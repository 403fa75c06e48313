import { expect, it } from "vitest";
import { groupsIn, groupsQuestion } from "./groups-query";
import { groupName, readGroupSearch, readGroupsSearch, typeTitle } from "./words";

it("calls a type by its plural, otherwise as apps send it", () => {
  expect(typeTitle({ group_type: "company", group_type_index: 0, name_plural: "companies" })).toBe("Companies");
  expect(typeTitle({ group_type: "workspace", group_type_index: 1 })).toBe("Workspace");
});

it("calls a group by its name, otherwise by its key", () => {
  const group = { group_type_index: 0, group_key: "g-1", created_at: "" };
  expect(groupName({ ...group, group_properties: { name: " Acme " } })).toBe("Acme");
  expect(groupName({ ...group, group_properties: { name: 7 } })).toBe("g-1");
});

it("keeps type, search and page in the URL, but not their defaults", () => {
  expect(readGroupsSearch({ type: "1", search: "a", page: 2 })).toEqual({ type: 1, search: "a", page: 2 });
  expect(readGroupsSearch({ type: 0, search: "", page: 1 })).toEqual({});
  expect(readGroupsSearch({ type: "x", page: -1 })).toEqual({});
});

it("keeps the tab of a group in the URL, but not the first one", () => {
  expect(readGroupSearch({ tab: "people" })).toEqual({ tab: "people" });
  expect(readGroupSearch({ tab: "timeline" })).toEqual({});
  expect(readGroupSearch({ tab: "ids" })).toEqual({});
});

it("keeps filters of groups, columns and the order in the URL, nothing else", () => {
  const filter = { type: "group", key: "plan", operator: "exact", value: ["team"], group_type_index: 0 };
  expect(
    readGroupsSearch({
      properties: [filter, { type: "person", key: "x" }],
      columns: ["group", "properties.plan", "nonsense"],
      order: "-properties.plan",
    }),
  ).toEqual({ properties: [filter], columns: ["group", "properties.plan"], order: "-properties.plan" });
  expect(readGroupsSearch({ columns: ["group", "key", "created"], order: "key" })).toEqual({});
});

it("asks the engine only where the plain list does not know the answer", () => {
  expect(groupsQuestion({ search: "acme", page: 2 }, 50)).toBeUndefined();
  expect(groupsQuestion({ type: 1, order: "-created" }, 50)).toMatchObject({
    kind: "GroupsQuery",
    group_type_index: 1,
    orderBy: ["created_at DESC"],
  });
  const group = { group_key: "acme", group_type_index: 1, group_properties: { plan: "team" }, created_at: null };
  expect(groupsIn({ columns: ["group"], results: [[group], [null]] })).toEqual([{ ...group, created_at: "" }]);
});
