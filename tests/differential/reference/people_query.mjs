// ActorsQuery without a source: everybody with a profile, as they are now.
import { groupBy, turned } from "./actors.mjs";
import { matches } from "./filters.mjs";
import { byValue } from "./order.mjs";

export const kind = "ActorsQuery";
export const title = "people";

export const randomTable = (random, keys) => ({
  ...(random.chance(0.7) ? { orderBy: [`${random.pick(keys)}${random.pick(["", " ASC", " DESC"])}`] } : {}),
  ...(random.chance(0.4) ? { limit: random.between(1, 4), offset: random.between(0, 3) } : { limit: 1000 }),
});

export function randomQuery(random) {
  const filter = () => ({
    type: "person",
    key: "plan",
    operator: random.pick(["exact", "is_not", "is_set", "is_not_set", "icontains"]),
    value: random.pick(["pro", "free", "r"]),
  });
  return {
    kind,
    select: ["id", "properties.plan", "created_at"],
    ...(random.chance(0.5) ? { properties: [filter()] } : {}),
    ...(random.chance(0.3) ? { search: random.pick(["USER", "anon", "-1", "nobody"]) } : {}),
    ...randomTable(random, ["created_at", "properties.plan", "id"]),
  };
}

// One page of `rows` in the order asked for, `otherwise` without; of equal ones by `last`.
export function pageOf(rows, query, otherwise, last) {
  const [, key, direction] = /^(\S+)( DESC)?/.exec(query.orderBy?.[0] ?? otherwise);
  const own = byValue((row) => row.sort[key], direction ? -1 : 1);
  const offset = query.offset ?? 0;
  return [...rows].sort((a, b) => own(a, b) || last(a, b)).slice(offset, offset + query.limit);
}

export function answer(history, events, query, { ids }) {
  const used = groupBy(
    [
      ...events.map(({ distinctId, person }) => ({ distinctId, person })),
      ...history.events
        .filter(({ event }) => event === "$identify")
        .map(({ distinct_id, properties }) => ({ distinctId: properties.$anon_distinct_id, person: distinct_id })),
    ],
    ({ person }) => person,
  );
  const rows = [...groupBy(events, ({ person }) => person)].map(([person, own]) => {
    const created = Math.min(...own.map(({ personCreated }) => personCreated));
    const { personProperties } = own.at(-1);
    const id = turned(ids.get(person));
    return {
      person,
      personProperties,
      created,
      sort: { created_at: created, "properties.plan": personProperties.plan, id },
    };
  });
  const needle = query.search?.toLowerCase();
  const found = rows.filter(
    (row) =>
      matches({ ...row, properties: {} }, query.properties) &&
      (!needle || used.get(row.person).some(({ distinctId }) => distinctId.toLowerCase().includes(needle))),
  );
  const byId = (a, b) => (a.sort.id < b.sort.id ? -1 : 1);
  return pageOf(found, query, "created_at DESC", byId).map(({ person, personProperties, created }) => [
    person,
    personProperties.plan ?? null,
    created,
  ]);
}

export const seen = (results, { people }) =>
  results.map(([id, plan, created]) => [people.get(id), plan, Date.parse(created)]);
