// What is asked: each question as query JSON for the API, as the best SQL that we know how to write by hand for our own
// tables, and in PostHog's shape. All three give the same rows, which `rows` makes of the API's answer.
import { lastDay } from "./dataset.mjs";
import { handFunnel, posthogFunnel } from "./funnel_sql.mjs";
import { hand, posthog } from "./shapes.mjs";

const firstOfMonth = "2025-06-01";
const firstOfAll = "2025-04-02";
const month = { date_from: firstOfMonth, date_to: lastDay };
const quarter = { date_from: firstOfAll, date_to: lastDay };
const event = (name, more = {}) => ({ kind: "EventsNode", event: name, ...more });

const trends = (dates, series, more = {}) => ({
  kind: "TrendsQuery",
  interval: "day",
  dateRange: dates,
  series,
  ...more,
});

// [series or breakdown value, day, number] of all that is not 0.
const lines = (name) => (answer) =>
  answer.results.flatMap((item, i) =>
    item.data.map((value, day) => [name(item, i), item.days[day], value]).filter(([, , value]) => value !== 0),
  );
const bySeries = lines((_, i) => i);
const byValue = lines((item) => String(item.breakdown_value));

const both = (sql) => ({ hand: sql(hand), posthog: sql(posthog) });

const daily = (dates, condition, value, more = () => "") =>
  both(
    (s) => `SELECT 0, toString(${s.day}) AS day, ${value(s)} AS value
      FROM ${s.events(value(s).includes(s.person))} WHERE ${s.between(dates)} AND ${condition(s)}${more(s)} GROUP BY day`,
  );

const funnelEvents = ["$pageview", "signed_up", "onboarding_step_completed", "project_created", "file_uploaded"];
const funnel = (steps, breakdown) => ({
  kind: "FunnelsQuery",
  dateRange: month,
  series: funnelEvents.slice(0, steps).map((name) => event(name)),
  funnelsFilter: { funnelWindowInterval: 14, funnelWindowIntervalUnit: "day" },
  ...(breakdown ? { breakdownFilter: { breakdown, breakdown_type: "event" } } : {}),
});
const funnelRows = (answer) => {
  const all = Array.isArray(answer.results[0]) ? answer.results : [answer.results];
  return all.flatMap((steps) => steps.map((step, i) => [String(step.breakdown_value?.[0] ?? ""), i + 1, step.count]));
};
const funnels = (steps, breakdown) => ({
  name: `funnel, ${steps} steps${breakdown ? ", by property" : ""}`,
  fiveTimes: true,
  query: funnel(steps, breakdown),
  rows: funnelRows,
  hand: handFunnel(funnelEvents.slice(0, steps), month, 14, breakdown),
  posthog: posthogFunnel(funnelEvents.slice(0, steps), month, 14, breakdown),
});

const retention = (period, intervals, breakdown) => ({
  kind: "RetentionQuery",
  dateRange: { date_to: lastDay },
  retentionFilter: {
    retentionType: "retention_recurring",
    period,
    totalIntervals: intervals,
    targetEntity: { id: "$pageview", type: "events" },
    returningEntity: { id: "$pageview", type: "events" },
  },
  ...(breakdown ? { breakdownFilter: { breakdown, breakdown_type: "event" } } : {}),
});
const retentionRows = (answer) => {
  let row = -1;
  let value;
  return answer.results.flatMap((item) => {
    const here = String(item.breakdown_value ?? "");
    row = here === value ? row + 1 : 0;
    value = here;
    return item.values.map((cell, j) => [here, row, j, cell.count]).filter((cell) => cell[3] !== 0);
  });
};
// A bit for each interval in which somebody was there; the pairs are made of the different sets of bits.
const retentionSql = (from, index) => ({
  hand: `SELECT '', i, j, sum(n) AS value FROM (SELECT bits, count() AS n FROM
      (SELECT ${hand.person} AS a, groupBitOr(b) AS bits FROM (SELECT e.person_id, groupBitOr(bitShiftLeft(toUInt64(1), ${index(hand)})) AS b
        FROM events AS e WHERE ${hand.between({ date_from: from, date_to: lastDay })} AND e.event = '$pageview' GROUP BY e.person_id) AS e
        ${hand.merges} GROUP BY a) GROUP BY bits)
    ARRAY JOIN bitPositionsToArray(bits) AS i ARRAY JOIN arrayFilter(x -> x >= 0, arrayMap(x -> toInt64(x) - i, bitPositionsToArray(bits))) AS j
    GROUP BY i, j`,
  posthog: `SELECT '', start, toInt64(there) - start AS j, count(DISTINCT a) FROM (SELECT a, arrayJoin(days) AS start, days FROM
      (SELECT ${posthog.person} AS a, arraySort(groupUniqArray(${index(posthog)})) AS days
        FROM ${posthog.events(true)} WHERE ${posthog.between({ date_from: from, date_to: lastDay })} AND e.event = '$pageview' GROUP BY a))
    ARRAY JOIN days AS there WHERE j >= 0 GROUP BY start, j`,
});
const dayIndex = (from) => (s) => `dateDiff('day', toDate('${from}'), ${s.day})`;
const weekIndex = (from) => (s) => `intDiv(dateDiff('day', toDate('${from}'), ${s.day}), 7)`;
const firstWeek = "2025-04-13"; // a Sunday; the twelfth week from it on is that of the last day

// The values of one beginning are those of the interval's first event.
const retentionByProperty = {
  hand: `SELECT v, i, j - i AS d, toFloat64(count()) AS value FROM
      (SELECT a, arrayJoin(begins) AS begin, begin.1 AS i, begin.2 AS v, arrayJoin(arrayMap(x -> x.1, begins)) AS j FROM
        (SELECT a, groupArray((i, v)) AS begins FROM
          (SELECT ${hand.person} AS a, i, argMin(v, first) AS v FROM
            (SELECT e.person_id, ${weekIndex(firstWeek)(hand)} AS i, min((e.timestamp, e.uuid)) AS first, argMin(${hand.value("$browser")}, (e.timestamp, e.uuid)) AS v
             FROM events AS e WHERE ${hand.between({ date_from: firstWeek, date_to: lastDay })} AND e.event = '$pageview' GROUP BY e.person_id, i) AS e
            ${hand.merges} GROUP BY a, i) GROUP BY a))
    WHERE j >= i GROUP BY v, i, d`,
  posthog: `SELECT v, i, j - i AS d, count() FROM (SELECT arrayJoin(begins) AS begin, begin.1 AS i, begin.2 AS v, arrayJoin(arrayMap(x -> x.1, begins)) AS j FROM
      (SELECT a, groupArray((i, v)) AS begins FROM
        (SELECT ${posthog.person} AS a, ${weekIndex(firstWeek)(posthog)} AS i, argMin(${posthog.value("$browser")}, (e.timestamp, e.uuid)) AS v
         FROM ${posthog.events(true)} WHERE ${posthog.between({ date_from: firstWeek, date_to: lastDay })} AND e.event = '$pageview' GROUP BY a, i) GROUP BY a))
    WHERE j >= i GROUP BY v, i, d`,
};

const lifecycleSql = (
  s,
) => `SELECT status, toString(toDate('${firstOfMonth}') + i) AS day, if(status = 'dormant', -count(), count()) AS value FROM
    (SELECT arrayJoin(arrayConcat(
        arrayMap(i -> (i, multiIf(i = born, 'new', has(active, i - 1), 'returning', 'resurrecting')), arrayFilter(i -> i >= 0, active)),
        arrayMap(i -> (i + 1, 'dormant'), arrayFilter(i -> i < 29 AND NOT has(active, i + 1), active)))) AS x, x.1 AS i, x.2 AS status FROM
      (SELECT ${s.person} AS a, groupUniqArray(toInt64(dateDiff('day', toDate('${firstOfMonth}'), ${s.day}))) AS active,
          if(countIf(e.person_created_at > '1971-01-01') > 0, minIf(e.person_created_at, e.person_created_at > '1971-01-01'), min(e.timestamp)) AS created,
          toInt64(dateDiff('day', toDate('${firstOfMonth}'), toDate(created))) AS born
        FROM ${s.events(true)} WHERE ${s.between({ date_from: "2025-05-31", date_to: lastDay })} AND e.event = '$pageview' GROUP BY a))
    GROUP BY status, i`;

const stickinessSql = (s) =>
  `SELECT n, count() FROM (SELECT ${s.person} AS a, uniqExact(${s.day}) AS n FROM ${s.events(true)}
    WHERE ${s.between(month)} AND e.event = '$pageview' GROUP BY a) GROUP BY n`;

const withoutSlash = (url) =>
  `if(length(${url}) > 1 AND endsWith(${url}, '/'), substring(${url}, 1, length(${url}) - 1), ${url})`;
const pathsSql = (s) => `SELECT source, target, count() AS value, avg(time) FROM
    (SELECT arrayJoin(arrayMap((i, x, y) -> (concat(toString(i), '_', x.2), concat(toString(i + 1), '_', y.2), y.1 - x.1),
        arrayPopBack(arrayEnumerate(items)), arrayPopBack(items), arrayPopFront(items))) AS edge, edge.1 AS source, edge.2 AS target, edge.3 AS time FROM
      (SELECT arraySlice(arrayCompact(x -> x.2, arrayJoin(arraySplit((x, gap) -> gap, all, arrayMap(d -> d >= 1800000000, arrayDifference(arrayMap(x -> x.1, all)))))), 1, 5) AS items FROM
        (SELECT arraySort(groupArray((toUnixTimestamp64Micro(e.timestamp), ${withoutSlash(s.text("$current_url"))}))) AS all
          FROM ${s.events(true)} WHERE ${s.between(month)} AND e.event = '$pageview' AND ${s.text("$current_url")} != '' GROUP BY ${s.person})))
    GROUP BY source, target ORDER BY value DESC, source, target LIMIT 50`;

const top = (
  s,
) => `SELECT if(k IN (SELECT ${s.value("$pathname")} AS k FROM ${s.events(false)} WHERE ${s.between(month)} AND e.event = '$pageview'
        GROUP BY k ORDER BY count() DESC, k LIMIT 25), k, '$$_posthog_breakdown_other_$$') AS kept, toString(day) AS d, sum(n) FROM
    (SELECT ${s.value("$pathname")} AS k, ${s.day} AS day, count() AS n FROM ${s.events(false)} WHERE ${s.between(month)} AND e.event = '$pageview' GROUP BY k, day)
    GROUP BY kept, d`;

export const questions = [
  {
    name: "trends, total",
    query: trends(quarter, [event("$pageview", { math: "total" })]),
    rows: bySeries,
    ...daily(
      quarter,
      (s) => s.is("$pageview"),
      () => "count()",
    ),
  },
  {
    name: "trends, unique people",
    query: trends(quarter, [event("$pageview", { math: "dau" })]),
    rows: bySeries,
    hand: `SELECT 0, toString(${hand.day}) AS day, uniqExact(${hand.person}) FROM ${hand.events(true)}
      WHERE ${hand.between(quarter)} AND ${hand.is("$pageview")} GROUP BY day`,
    posthog: `SELECT 0, toString(${posthog.day}) AS day, count(DISTINCT ${posthog.person}) FROM ${posthog.events(true)}
      WHERE ${posthog.between(quarter)} AND ${posthog.is("$pageview")} GROUP BY day`,
  },
  {
    name: "trends, by property",
    fiveTimes: true,
    query: trends(month, [event("$pageview")], { breakdownFilter: { breakdown: "$browser", breakdown_type: "event" } }),
    rows: byValue,
    ...both(
      (s) => `SELECT ${s.value("$browser")} AS v, toString(${s.day}) AS day, count() FROM ${s.events(false)}
        WHERE ${s.between(month)} AND ${s.is("$pageview")} GROUP BY v, day`,
    ),
  },
  {
    name: "trends, by property of many values",
    fiveTimes: true,
    query: trends(month, [event("$pageview")], {
      breakdownFilter: { breakdown: "$pathname", breakdown_type: "event" },
    }),
    rows: byValue,
    ...both(top),
  },
  {
    name: "trends, people by property",
    fiveTimes: true,
    query: trends(month, [event("$pageview", { math: "dau" })], {
      breakdownFilter: { breakdown: "$os", breakdown_type: "event" },
    }),
    rows: byValue,
    hand: `SELECT v, toString(day), uniqExact(${hand.person}) FROM
      (SELECT ${hand.value("$os")} AS v, ${hand.day} AS day, e.person_id FROM events AS e WHERE ${hand.between(month)} AND ${hand.is("$pageview")} GROUP BY v, day, e.person_id) AS e
      ${hand.merges} GROUP BY v, day`,
    posthog: `SELECT ${posthog.value("$os")} AS v, toString(${posthog.day}) AS day, count(DISTINCT ${posthog.person}) FROM ${posthog.events(true)}
      WHERE ${posthog.between(month)} AND ${posthog.is("$pageview")} GROUP BY v, day`,
  },
  {
    name: "trends, average of a property",
    query: trends(quarter, [event("$pageleave", { math: "avg", math_property: "$prev_pageview_duration" })]),
    rows: bySeries,
    ...daily(
      quarter,
      (s) => s.is("$pageleave"),
      (s) => `avg(${s.number("$prev_pageview_duration")})`,
    ),
  },
  {
    name: "trends, filtered by a property",
    query: trends(quarter, [
      event("$pageview", {
        properties: [{ key: "$os", value: ["Windows"], operator: "exact", type: "event" }],
      }),
    ]),
    rows: bySeries,
    ...daily(
      quarter,
      (s) => `${s.is("$pageview")} AND ${s.text("$os")} = 'Windows'`,
      () => "count()",
    ),
  },
  {
    name: "trends, three series",
    query: trends(month, [event("$pageview"), event("signed_up"), event("report_exported", { math: "dau" })]),
    rows: bySeries,
    hand: `SELECT multiIf(event = '$pageview', 0, event = 'signed_up', 1, 2) AS i, toString(day), toUInt64(if(i = 2, uniqExact(${hand.person}), sum(n))) FROM
      (SELECT e.event, ${hand.day} AS day, if(e.event = 'report_exported', e.person_id, toUUID('00000000-0000-0000-0000-000000000000')) AS person_id, count() AS n
       FROM events AS e WHERE ${hand.between(month)} AND e.event IN ('$pageview', 'signed_up', 'report_exported') GROUP BY e.event, day, person_id) AS e
      ${hand.merges} GROUP BY i, day`,
    posthog: [
      "SELECT 0, toString(DAY) AS day, count()",
      "SELECT 1, toString(DAY) AS day, count()",
      `SELECT 2, toString(DAY) AS day, count(DISTINCT ${posthog.person})`,
    ]
      .map(
        (
          select,
          i,
        ) => `${select.replace("DAY", posthog.day)} FROM ${posthog.events(i === 2)} WHERE ${posthog.between(month)}
          AND ${posthog.is(["$pageview", "signed_up", "report_exported"][i])} GROUP BY day`,
      )
      .join("\nUNION ALL "),
  },
  funnels(3),
  funnels(5),
  funnels(3, "$browser"),
  funnels(5, "$browser"),
  {
    name: "retention, daily",
    query: retention("Day", 14),
    rows: retentionRows,
    ...retentionSql("2025-06-17", dayIndex("2025-06-17")),
  },
  {
    name: "retention, weekly",
    query: retention("Week", 12),
    rows: retentionRows,
    ...retentionSql(firstWeek, weekIndex(firstWeek)),
  },
  {
    name: "retention, weekly, by property",
    fiveTimes: true,
    query: retention("Week", 12, "$browser"),
    rows: retentionRows,
    ...retentionByProperty,
  },
  {
    name: "paths",
    query: {
      kind: "PathsQuery",
      dateRange: month,
      pathsFilter: { includeEventTypes: ["$pageview"], stepLimit: 5, edgeLimit: 50 },
    },
    // Edges that none of the shown leads to are left out.
    rows: (answer) => answer.results.map((edge) => [edge.source, edge.target, edge.value]),
    some: true,
    columns: 3,
    ...both(pathsSql),
  },
  {
    name: "stickiness",
    query: { kind: "StickinessQuery", interval: "day", dateRange: month, series: [event("$pageview")] },
    rows: (answer) => answer.results[0].data.map((value, i) => [i + 1, value]).filter(([, value]) => value),
    ...both(stickinessSql),
  },
  {
    name: "lifecycle",
    query: { kind: "LifecycleQuery", interval: "day", dateRange: month, series: [event("$pageview")] },
    rows: lines((item) => item.status),
    ...both(lifecycleSql),
  },
  {
    name: "people of a funnel's step",
    query: {
      kind: "ActorsQuery",
      source: { kind: "FunnelsActorsQuery", funnelStep: 3, source: funnel(3) },
      select: ["id", "person"],
      orderBy: ["id"],
      limit: 100,
    },
    rows: (answer) => answer.results.map(([id]) => [id]),
    hand: `SELECT toString(a), any(toJSONString(p.properties)) FROM (${handFunnel.people(funnelEvents.slice(0, 3), month, 14)}) AS f
      LEFT JOIN (SELECT id, properties FROM persons FINAL WHERE project_id = 1 AND NOT is_deleted) AS p ON p.id = f.a
      GROUP BY a ORDER BY a LIMIT 101`,
    posthog: posthogFunnel.people(funnelEvents.slice(0, 3), month, 14),
    columns: 1,
    limit: 100,
  },
  {
    name: "list of events",
    query: {
      kind: "EventsQuery",
      select: ["*", "person", "timestamp"],
      after: "2025-06-20T00:00:00Z",
      before: "2025-06-30T20:00:00Z",
      limit: 100,
    },
    rows: (answer) => answer.results.map(([all]) => [all.uuid]),
    // The time of the hundredth first, so that the JSON is read around it only.
    ...both((s) => {
      const dates = `e.${s.project} AND e.timestamp > '2025-06-20 00:00:00' AND e.timestamp < '2025-06-30 20:00:00'`;
      return `SELECT toString(e.uuid), e.event, ${s.all}, e.timestamp, e.distinct_id, e.elements_chain, ${s.person}
        FROM ${s.events(true)} WHERE ${dates} AND e.timestamp >= (SELECT min(t) FROM
          (SELECT e.timestamp AS t FROM ${s.events(false)} WHERE ${dates} ORDER BY t DESC LIMIT 101))
        ORDER BY e.timestamp DESC, e.uuid DESC LIMIT 101`;
    }),
    // The profiles of the page's people, which the question asks for too. In PostHog's shape they are not counted.
    handAfter: (rows) => {
      const people = `project_id = 1 AND id IN (${[...new Set(rows.map((row) => `'${row.at(-1)}'`))]})`;
      return `SELECT p.*, d.ids FROM (SELECT id, created_at, toJSONString(properties), properties_residue FROM persons
          WHERE ${people} AND (id, version) IN (SELECT id, max(version) FROM persons WHERE ${people} GROUP BY id)) AS p
        LEFT JOIN (SELECT person_id, groupArray(100)(distinct_id) AS ids FROM person_distinct_ids
          WHERE ${people.replace("id IN", "person_id IN")} GROUP BY person_id) AS d ON d.person_id = p.id`;
    },
    columns: 1,
    limit: 100,
  },
  {
    name: "SQL, count and people by property",
    fiveTimes: true,
    query: {
      kind: "HogQLQuery",
      query: `SELECT properties.$browser AS browser, count() AS events, count(DISTINCT person_id) AS people FROM events
        WHERE event = '$pageview' AND timestamp >= '2025-06-01' AND timestamp < '2025-07-01' GROUP BY browser ORDER BY events DESC`,
    },
    rows: (answer) => answer.results.map((row) => row.map((cell) => cell ?? "")),
    hand: `SELECT ${hand.text("$browser")} AS v, count() AS events, uniqExact(${hand.person}) FROM ${hand.events(true)}
      WHERE ${hand.between(month)} AND ${hand.is("$pageview")} GROUP BY v ORDER BY events DESC`,
    posthog: `SELECT ${posthog.text("$browser")} AS v, count() AS events, count(DISTINCT ${posthog.person}) FROM ${posthog.events(true)}
      WHERE ${posthog.between(month)} AND ${posthog.is("$pageview")} GROUP BY v ORDER BY events DESC`,
  },
];

// Twelve tiles as a dashboard has them, all asked for at once.
export const dashboard = [0, 1, 2, 4, 5, 7, 8, 10, 12, 13, 16, 17].map((i) => questions[i].query);
