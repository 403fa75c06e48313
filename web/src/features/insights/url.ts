// The whole state of an insight page as it stands in the URL: the question itself, and whose people are looked at. A
// URL can say anything; what is no question of ours becomes the default one. The router keeps what a reader of the URL
// does not mention, so what is wrong is set to undefined instead of being left out. Pure.
import { defaultQuery } from "@/query/defaults";
import type { ActorsSource, InsightKind, InsightQuery, InsightVizNode, SqlDisplay, SqlDrawing } from "@/query/types";

// The people panel: what they are the people of.
export interface PeopleOf {
  source: ActorsSource;
  title: string;
}

export interface InsightSearch {
  q?: InsightQuery;
  people?: PeopleOf;
  // The panel of the insight's alerts.
  alerts?: boolean;
}

const kinds: readonly string[] = [
  "TrendsQuery",
  "FunnelsQuery",
  "RetentionQuery",
  "PathsQuery",
  "StickinessQuery",
  "LifecycleQuery",
  "HogQLQuery",
] satisfies InsightKind[];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const withSeries = ["TrendsQuery", "FunnelsQuery", "StickinessQuery", "LifecycleQuery"];

function isSeries(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= 26 &&
    value.every((node) => isObject(node) && (node.kind === "EventsNode" || node.kind === "ActionsNode"))
  );
}

const sqlDisplays: readonly string[] = [
  "ActionsTable",
  "ActionsLineGraph",
  "ActionsBar",
  "BoldNumber",
] satisfies SqlDisplay[];
const mostColumns = 20;

// How rows of SQL are drawn; undefined when it is not said, or in a way that this app does not draw.
export function readDrawing(value: unknown): SqlDrawing | undefined {
  if (!isObject(value) || !sqlDisplays.includes(String(value.display))) return undefined;
  const drawn: SqlDrawing = { display: value.display as SqlDisplay };
  if (typeof value.x === "string") drawn.x = value.x;
  if (Array.isArray(value.y)) {
    const y = value.y.filter((column) => typeof column === "string").slice(0, mostColumns);
    if (y.length > 0) drawn.y = y;
  }
  return drawn;
}

const columnOf = (axis: unknown) => (isObject(axis) ? axis.column : undefined);

function drawingOf(node: Record<string, unknown>): SqlDrawing | undefined {
  const settings = isObject(node.chartSettings) ? node.chartSettings : {};
  return readDrawing({
    display: node.display,
    x: columnOf(settings.xAxis),
    y: Array.isArray(settings.yAxis) ? settings.yAxis.map(columnOf) : undefined,
  });
}

// The question inside of what may be a viz node; undefined when it is none that a page could show.
export function readQuery(value: unknown): InsightQuery | undefined {
  if (!isObject(value)) return undefined;
  if (isObject(value.source) && value.kind !== "ActorsQuery") {
    const inner = readQuery(value.source);
    const drawn = drawingOf(value);
    return inner?.kind === "HogQLQuery" && drawn ? { ...inner, drawn } : inner;
  }
  const kind = value.kind;
  if (typeof kind !== "string" || !kinds.includes(kind)) return undefined;
  const base = defaultQuery(kind as InsightKind);
  const read = { ...value };
  if (withSeries.includes(kind) && !isSeries(read.series)) return base;
  for (const part of ["trendsFilter", "funnelsFilter", "retentionFilter", "pathsFilter", "dateRange"]) {
    if (read[part] !== undefined && !isObject(read[part])) delete read[part];
  }
  if (kind === "RetentionQuery" && !read.retentionFilter) return base;
  if (kind === "PathsQuery" && !read.pathsFilter) return base;
  if (kind === "HogQLQuery") {
    if (typeof read.query !== "string") return base;
    if (read.variables !== undefined && !isObject(read.variables)) delete read.variables;
    read.drawn = readDrawing(read.drawn);
    if (read.drawn === undefined) delete read.drawn;
  }
  if (read.properties !== undefined && !Array.isArray(read.properties)) {
    const tree = read.properties;
    if (!isObject(tree) || !Array.isArray(tree.values)) delete read.properties;
    else if (!tree.values.every((group) => isObject(group) && Array.isArray(group.values))) delete read.properties;
  }
  return read as unknown as InsightQuery;
}

export function readPeople(value: unknown): PeopleOf | undefined {
  if (!isObject(value) || !isObject(value.source) || typeof value.title !== "string") return undefined;
  const source = value.source as { kind?: unknown; source?: unknown };
  if (typeof source.kind !== "string" || !source.kind.endsWith("ActorsQuery") || !readQuery(source.source))
    return undefined;
  return { source: value.source as unknown as ActorsSource, title: value.title.slice(0, 200) };
}

export function readInsightSearch(search: Record<string, unknown>): InsightSearch {
  const result: InsightSearch = { q: undefined, people: undefined, alerts: undefined };
  const q = readQuery(search.q);
  if (q) result.q = q;
  if (search.alerts === true) result.alerts = true;
  result.people = readPeople(search.people);
  return result;
}

export const sourceOf = (query: InsightVizNode | InsightQuery | null | undefined): InsightQuery =>
  readQuery(query) ?? defaultQuery("TrendsQuery");

// Whether two questions ask the same, whatever the order of their keys and what is left out or undefined.
export function sameQuery(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each) => {
    if (!isObject(each)) return each;
    const entries = Object.entries(each).filter(([, inner]) => inner !== undefined && inner !== null);
    return Object.fromEntries(entries.sort(([x], [y]) => (x < y ? -1 : 1)));
  });
}
