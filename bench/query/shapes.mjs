// The words in which both shapes of the data are asked: ours, typed JSON and people merged at reading, and PostHog's, JSON as
// text and an override for each distinct id.
const absent = "$$_posthog_breakdown_null_$$";
const no = "toUUID('00000000-0000-0000-0000-000000000000')";
const between = (project) => (dates) =>
  `e.${project} AND e.timestamp >= toDateTime64('${dates.date_from}', 6, 'UTC') AND e.timestamp < toDateTime64('${dates.date_to}', 6, 'UTC') + INTERVAL 1 DAY`;
const is = (name) => `e.event = '${name}'`;
const day = "toDate(e.timestamp)";

const merges =
  "LEFT ANY JOIN (SELECT old_person_id, person_id AS now FROM person_overrides FINAL WHERE project_id = 1) AS o ON o.old_person_id = e.person_id";
const typed = (name) => `e.properties.\`${name}\`.:String`;

export const hand = {
  project: "project_id = 1",
  between: between("project_id = 1"),
  is,
  day,
  merges,
  person: `if(o.now = ${no}, e.person_id, o.now)`,
  all: "toJSONString(e.properties)",
  events: (people) => `events AS e${people ? ` ${merges}` : ""}`,
  text: (name) => `ifNull(${typed(name)}, '')`,
  value: (name) => `if(${typed(name)} IS NULL OR ${typed(name)} = '', '${absent}', ${typed(name)})`,
  number: (name) => `coalesce(e.properties.\`${name}\`.:Float64, toFloat64(e.properties.\`${name}\`.:Int64))`,
};

const raw = (name) => `replaceRegexpAll(JSONExtractRaw(e.properties, '${name}'), '^"|"$', '')`;
const overrides = `LEFT OUTER JOIN (SELECT argMax(person_id, version) AS person_id, distinct_id FROM posthog_shape.person_distinct_id_overrides
  WHERE team_id = 1 GROUP BY distinct_id HAVING argMax(is_deleted, version) = 0) AS o ON o.distinct_id = e.distinct_id`;

export const posthog = {
  project: "team_id = 1",
  between: between("team_id = 1"),
  is,
  day,
  person: "if(notEmpty(o.distinct_id), o.person_id, e.person_id)",
  all: "e.properties",
  events: (people) => `posthog_shape.events AS e${people ? ` ${overrides}` : ""}`,
  text: (name) => `ifNull(nullIf(nullIf(${raw(name)}, ''), 'null'), '')`,
  value: (name) => `ifNull(nullIf(nullIf(${raw(name)}, ''), 'null'), '${absent}')`,
  number: (name) => `toFloat64OrNull(nullIf(nullIf(${raw(name)}, ''), 'null'))`,
};
