// GroupsQuery: the groups that were ever described, as they are now.
import { groupsOf } from "../histories.mjs";
import { matches } from "./filters.mjs";
import { pageOf, randomTable } from "./people_query.mjs";

export const kind = "GroupsQuery";

export function randomQuery(random) {
  const filter = () => ({
    type: "group",
    group_type_index: 0,
    key: "tier",
    operator: random.pick(["exact", "is_not", "is_set", "is_not_set", "gt"]),
    value: random.pick(["gold", "3", 2]),
  });
  const properties = random.chance(0.4) ? [filter()] : [];
  return {
    kind,
    group_type_index: 0,
    select: ["key", "group_name", "properties.tier", "created_at"],
    properties: properties.filter(({ operator, value }) => operator !== "gt" || value === 2),
    ...(random.chance(0.3) ? { search: random.pick(["COMPANY", "ä", " 1", "nothing"]) } : {}),
    ...randomTable(random, ["created_at", "group_name", "properties.tier", "key"]),
  };
}

export function answer(history, _events, query) {
  const needle = query.search?.toLowerCase();
  const rows = [...groupsOf(history)]
    .map(([key, { properties, created }]) => {
      const name = properties.name ?? key;
      const sort = { created_at: created, group_name: name.toLowerCase(), "properties.tier": properties.tier, key };
      return { key, name, properties, created, sort };
    })
    .filter(({ properties }) => matches({ groupProperties: properties, properties: {} }, query.properties))
    .filter(({ key, name }) => !needle || [key, name].some((text) => text.toLowerCase().includes(needle)));
  const byKey = (a, b) => (a.key < b.key ? -1 : 1);
  return pageOf(rows, query, "created_at DESC", byKey).map(({ key, name, properties, created }) => [
    key,
    name,
    properties.tier ?? null,
    created,
  ]);
}

export const seen = (results) => results.map(([key, name, tier, created]) => [key, name, tier, Date.parse(created)]);
