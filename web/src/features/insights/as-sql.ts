// A question as SQL that a person can read and change in the SQL editor. It gives the same numbers, without what only
// the question can do: the longest tail of a breakdown as "everything else", comparison, smoothing. Pure.
import type {
  DateRange,
  Filters,
  FunnelsQuery,
  InsightQuery,
  Interval,
  PropertyFilter,
  RetentionEntity,
  RetentionQuery,
  SeriesNode,
  StickinessQuery,
  TrendsQuery,
} from "@/query/types";
import { breakdownFields, isCohorts } from "./breakdowns";
import { asTree, isComplete, operatorOf, valuesOf } from "./filters";
import { nodeName } from "./words";

// Thrown by the parts below: what SQL of this kind cannot say.
class Unsayable extends Error {}

// Undefined where the question has no such form. `mondays`: whether weeks begin on Monday.
export function asSql(query: InsightQuery, mondays = false): string | undefined {
  try {
    const sql = written(query);
    return mondays ? sql?.replace(/toStartOfWeek\(((?:[^()]|\([^()]*\))*)\)/g, "toStartOfWeek($1, 1)") : sql;
  } catch (error) {
    if (error instanceof Unsayable) return undefined;
    throw error;
  }
}

function written(query: InsightQuery): string | undefined {
  switch (query.kind) {
    case "TrendsQuery":
      return trends(query);
    case "StickinessQuery":
      return stickiness(query);
    case "FunnelsQuery":
      return funnel(query);
    case "RetentionQuery":
      return retention(query);
    case "HogQLQuery":
      return query.query;
    default:
      return undefined;
  }
}

const text = (value: unknown) => `'${String(value).replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
const named = (name: string) => `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;

function property(type: string | null | undefined, key: string, group?: number | null): string {
  const name = /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${text(key)}]`;
  switch (type ?? "event") {
    case "event":
      return `properties${name}`;
    case "person":
      return `person.properties${name}`;
    case "group":
      return `group_${group ?? 0}.properties${name}`;
    case "hogql":
      return `(${key})`;
    case "event_metadata":
      return key === "event" ? "event" : named(key);
    default:
      throw new Unsayable();
  }
}

const numbers: Readonly<Record<string, string>> = { gt: ">", gte: ">=", lt: "<", lte: "<=" };

function condition(filter: PropertyFilter): string {
  if (filter.type === "hogql") return `(${filter.key})`;
  const values = valuesOf(filter.value);
  const [first = ""] = values;
  if (filter.type === "cohort") {
    const not = filter.operator === "not_in" ? "NOT " : "";
    return `person_id ${not}IN (SELECT person_id FROM cohort_people WHERE cohort_id = ${Number(first)})`;
  }
  const what = property(filter.type, filter.key, filter.group_type_index);
  const asText = `toString(${what})`;
  const operator = operatorOf(filter).value;
  const list = values.map(text).join(", ");
  switch (operator) {
    case "exact":
      return values.length === 1 ? `${asText} = ${text(first)}` : `${asText} IN (${list})`;
    case "is_not":
      return `(${what} IS NULL OR ${asText} NOT IN (${list}))`;
    case "icontains":
      return `${asText} ILIKE ${text(`%${like(first)}%`)}`;
    case "not_icontains":
      return `(${what} IS NULL OR ${asText} NOT ILIKE ${text(`%${like(first)}%`)})`;
    case "starts_with":
      return `startsWith(${asText}, ${text(first)})`;
    case "ends_with":
      return `endsWith(${asText}, ${text(first)})`;
    case "regex":
      return `match(${asText}, ${text(first)})`;
    case "not_regex":
      return `(${what} IS NULL OR NOT match(${asText}, ${text(first)}))`;
    case "between":
      return `toFloat(${what}) BETWEEN ${Number(first)} AND ${Number(values[1])}`;
    case "is_set":
      return `${what} IS NOT NULL`;
    case "is_not_set":
      return `${what} IS NULL`;
    default: {
      const sign = numbers[operator];
      if (!sign) throw new Unsayable();
      return `toFloat(${what}) ${sign} ${Number(first)}`;
    }
  }
}

const like = (value: string) => value.replace(/[\\%_]/g, (sign) => `\\${sign}`);

function conditions(filters: Filters | undefined): string[] {
  const tree = asTree(filters);
  const groups = tree.values
    .map((group) => ({ ...group, values: group.values.filter(isComplete) }))
    .filter((group) => group.values.length > 0)
    .map((group) => group.values.map(condition).join(` ${group.type} `));
  if (groups.length === 0) return [];
  if (groups.length === 1)
    return [tree.values.some((group) => group.type === "OR") ? `(${groups[0]})` : String(groups[0])];
  return [`(${groups.map((group) => `(${group})`).join(` ${tree.type} `)})`];
}

function subject(node: SeriesNode | RetentionEntity): string[] {
  if ("kind" in node && node.kind === "ActionsNode") throw new Unsayable();
  const name = "kind" in node ? (node as { event: string | null }).event : node.id;
  if (typeof name === "number") throw new Unsayable();
  const own = (node.properties ?? []).filter(isComplete).map(condition);
  return [...(name === null || name === undefined ? [] : [`event = ${text(name)}`]), ...own];
}

const unitWords: Readonly<Record<string, string>> = {
  h: "HOUR",
  d: "DAY",
  w: "WEEK",
  m: "MONTH",
  q: "QUARTER",
  y: "YEAR",
};

function moment(word: string, end: boolean): string {
  const relative = /^-?(\d*)([hdwmqy])(Start|End)?$/.exec(word);
  if (!relative) {
    if (!/^\d{4}-\d{2}-\d{2}/.test(word)) throw new Unsayable();
    const day = `toDateTime(${text(`${word.slice(0, 10)} 00:00:00`)})`;
    return end ? `${day} + INTERVAL 1 DAY` : day;
  }
  const [, count, unit = "d", edge] = relative;
  const back = count ? `now() - INTERVAL ${count} ${unitWords[unit]}` : "now()";
  if (unit === "h") return back;
  if (edge === "Start" && !count)
    return { m: "toStartOfMonth(now())", y: "toStartOfYear(now())" }[unit] ?? `toStartOfDay(now())`;
  return end && edge === "End" ? `toStartOfDay(${back}) + INTERVAL 1 DAY` : `toStartOfDay(${back})`;
}

function dates(range: DateRange | undefined): string[] {
  const from = range?.date_from ?? "-7d";
  const out = from === "all" ? [] : [`timestamp >= ${moment(from, false)}`];
  if (range?.date_to) out.push(`timestamp < ${moment(range.date_to, true)}`);
  else out.push("timestamp < toStartOfDay(now()) + INTERVAL 1 DAY");
  return out;
}

const where = (parts: readonly string[], indent = "") =>
  parts.length === 0 ? "" : `\n${indent}WHERE ${parts.join(`\n${indent}  AND `)}`;

const starts: Readonly<Record<Interval, string>> = {
  minute: "toStartOfMinute(timestamp)",
  hour: "toStartOfHour(timestamp)",
  day: "toStartOfDay(timestamp)",
  week: "toStartOfWeek(timestamp)",
  month: "toStartOfMonth(timestamp)",
};

const statistics: Readonly<Record<string, (value: string) => string>> = {
  avg: (value) => `avg(${value})`,
  sum: (value) => `sum(${value})`,
  min: (value) => `min(${value})`,
  max: (value) => `max(${value})`,
  median: (value) => `median(${value})`,
  p75: (value) => `quantile(0.75)(${value})`,
  p90: (value) => `quantile(0.9)(${value})`,
  p95: (value) => `quantile(0.95)(${value})`,
  p99: (value) => `quantile(0.99)(${value})`,
};

function count(node: SeriesNode): string {
  const math = node.math ?? "total";
  if (math === "total") return "count()";
  if (math === "dau") return "count(DISTINCT person_id)";
  if (math === "unique_session") return "count(DISTINCT $session_id)";
  if (math === "unique_group") return `count(DISTINCT $group_${node.math_group_type_index ?? 0})`;
  if (math === "hogql" && node.math_hogql) return node.math_hogql;
  const statistic = statistics[math];
  if (!statistic || !node.math_property || node.math_property_type?.startsWith("session")) throw new Unsayable();
  return statistic(`toFloat(${property("event", node.math_property)})`);
}

const totals = ["BoldNumber", "ActionsPie", "ActionsBarValue", "ActionsTable", "WorldMap"];

function trends(query: TrendsQuery): string {
  const display = query.trendsFilter?.display ?? "ActionsLineGraph";
  const overTime = !totals.includes(display);
  if (display === "CalendarHeatmap" || query.filterTestAccounts) throw new Unsayable();
  const fields = breakdownFields(query.breakdownFilter);
  if (isCohorts(fields) || fields.some((field) => field.histogram_bin_count)) throw new Unsayable();
  const several = query.series.length > 1;
  const keys = [
    ...(overTime ? [`${starts[query.interval ?? "day"]} AS period`] : []),
    ...fields.map((field, index) => {
      const name = `${property(field.type, String(field.property), field.group_type_index)} AS value${index || ""}`;
      return name;
    }),
  ];
  const names = keys.map((key) => key.split(" AS ").at(-1) ?? "");
  const parts = query.series.map((node) => {
    const columns = [...(several ? [`${text(nodeName(node))} AS series`] : []), ...keys, `${count(node)} AS total`];
    const filters = [...dates(query.dateRange), ...subject(node), ...conditions(query.properties)];
    const grouped = names.length > 0 ? `\nGROUP BY ${names.join(", ")}` : "";
    return `SELECT ${columns.join(", ")}\nFROM events${where(filters)}${grouped}`;
  });
  const order = overTime ? [...(several ? ["series"] : []), ...names] : ["total DESC"];
  if (!several) return `${parts[0]}\nORDER BY ${order.join(", ")}\nLIMIT 10000`;
  return `SELECT * FROM (\n${parts.join("\nUNION ALL\n")}\n)\nORDER BY ${order.join(", ")}\nLIMIT 10000`;
}

function stickiness(query: StickinessQuery): string {
  const interval = query.interval ?? "day";
  const filter = query.stickinessFilter;
  const [node] = query.series;
  if (!node || query.series.length > 1 || filter?.computedAs === "cumulative" || query.filterTestAccounts)
    throw new Unsayable();
  if (
    filter?.stickinessCriteria &&
    (filter.stickinessCriteria.value !== 1 || filter.stickinessCriteria.operator !== "gte")
  )
    throw new Unsayable();
  const filters = [...dates(query.dateRange), ...subject(node), ...conditions(query.properties)];
  return `SELECT ${interval}s, count() AS people
FROM (
  SELECT ${actor(query)} AS actor, count(DISTINCT ${starts[interval]}) AS ${interval}s
  FROM events${where(filters, "  ")}
  GROUP BY actor
)
GROUP BY ${interval}s
ORDER BY ${interval}s`;
}

const actor = (query: { aggregation_group_type_index?: number }) =>
  query.aggregation_group_type_index === undefined ? "person_id" : `$group_${query.aggregation_group_type_index}`;

const unitSeconds = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800, month: 2_592_000 } as const;

// Without exclusions and optional steps: how far each person got.
function funnel(query: FunnelsQuery): string {
  const filter = query.funnelsFilter ?? {};
  const plain =
    (filter.funnelVizType ?? "steps") === "steps" &&
    (filter.funnelOrderType ?? "ordered") === "ordered" &&
    !filter.exclusions?.length &&
    breakdownFields(query.breakdownFilter).length === 0 &&
    !query.filterTestAccounts &&
    query.series.every((step) => !step.optionalInFunnel && (step.math ?? "total") === "total");
  if (!plain) throw new Unsayable();
  const window = (filter.funnelWindowInterval ?? 14) * unitSeconds[filter.funnelWindowIntervalUnit ?? "day"];
  const steps = query.series.map((step) => subject(step).join(" AND ") || "1");
  const counts = query.series.map((_, index) => `  countIf(level >= ${index + 1}) AS step_${index + 1}`);
  return `SELECT
${counts.join(",\n")}
FROM (
  SELECT ${actor(query)} AS actor, windowFunnel(${window})(
    toDateTime(timestamp),
    ${steps.join(",\n    ")}
  ) AS level
  FROM events${where([...dates(query.dateRange), ...conditions(query.properties)], "  ")}
  GROUP BY actor
)`;
}

function retention(query: RetentionQuery): string {
  const { targetEntity, returningEntity, period = "Day", totalIntervals = 8, ...filter } = query.retentionFilter;
  const plain =
    (filter.retentionType ?? "retention_first_time") === "retention_first_time" &&
    !filter.cumulative &&
    (filter.minimumOccurrences ?? 1) === 1 &&
    (filter.timeWindowMode ?? "strict_calendar_dates") === "strict_calendar_dates" &&
    !query.dateRange?.date_to &&
    !query.filterTestAccounts &&
    breakdownFields(query.breakdownFilter).length === 0;
  if (!plain || !targetEntity || !returningEntity) throw new Unsayable();
  const unit = period.toLowerCase() as Interval;
  const first = starts[unit].replace("timestamp", "min(timestamp)");
  const filters = conditions(query.properties);
  const since = `${starts[unit].replace("timestamp", "now()")} - INTERVAL ${totalIntervals - 1} ${unit.toUpperCase()}`;
  return `SELECT began, dateDiff('${unit}', began, active) AS ${unit}, count() AS people
FROM (
  SELECT ${actor(query)} AS actor, ${first} AS began
  FROM events${where([...subject(targetEntity), ...filters], "  ")}
  GROUP BY actor
  HAVING began >= ${since}
) AS beginnings
INNER JOIN (
  SELECT DISTINCT ${actor(query)} AS actor, ${starts[unit]} AS active
  FROM events${where([...subject(returningEntity), ...filters], "  ")}
) AS returns ON returns.actor = beginnings.actor
WHERE active >= began
GROUP BY began, ${unit}
ORDER BY began, ${unit}
LIMIT 10000`;
}
