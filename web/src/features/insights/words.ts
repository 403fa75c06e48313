// Insights in words: their kinds, their series, and a title for one that nobody has named yet. Pure.
import { eventName, propertyName } from "@/features/definitions/names";
import { edgeTitle, rangeTitle } from "@/query/dates";
import type { BreakdownFilter, BreakdownValue, InsightKind, InsightQuery, PathsQuery, SeriesNode } from "@/query/types";
import { breakdownFields, isCohorts } from "./breakdowns";
import { formulasOf } from "./formulas";
import { mathOf } from "./maths";

export interface KindWords {
  title: string;
  about: string;
}

export const kindWords: Readonly<Record<InsightKind, KindWords>> = {
  TrendsQuery: { title: "Trends", about: "How often something happens, over time." },
  FunnelsQuery: { title: "Funnel", about: "How many get from one step to the next, and where they drop off." },
  RetentionQuery: { title: "Retention", about: "Who comes back after the first time." },
  PathsQuery: { title: "Paths", about: "Where people go before or after a point." },
  StickinessQuery: { title: "Stickiness", about: "On how many days people do something." },
  LifecycleQuery: { title: "Lifecycle", about: "Who is new, came back, or went quiet." },
  HogQLQuery: { title: "SQL", about: "Anything else, in SQL." },
};

export function nodeName(node: SeriesNode): string {
  if (node.custom_name) return node.custom_name;
  if (node.kind === "EventsNode") return eventName(node.event);
  return node.name ?? `Action ${node.id}`;
}

export function letterOf(index: number): string {
  return String.fromCharCode(65 + (index % 26));
}

const none = "$$_posthog_breakdown_null_$$";
const other = "$$_posthog_breakdown_other_$$";

export function breakdownText(value: BreakdownValue | undefined): string {
  if (Array.isArray(value)) return value.map((each) => breakdownText(each)).join(" · ");
  if (value === undefined || value === null || value === "" || value === none) return "(none)";
  if (value === other) return "(everything else)";
  // How SDKs say that there was no referrer.
  return value === "$direct" ? "Direct" : String(value);
}

export function isOther(value: BreakdownValue | undefined): boolean {
  return value === other || (Array.isArray(value) && value.includes(other));
}

// "Browser and plan"; undefined without a breakdown.
export function breakdownWords(breakdown: BreakdownFilter | undefined): string | undefined {
  const fields = breakdownFields(breakdown);
  if (fields.length === 0) return undefined;
  if (isCohorts(fields)) return "cohort";
  const names = fields.map(({ property }) => propertyName(String(property)));
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0];
}

const list = (names: string[]) =>
  names.length > 3 ? `${names.slice(0, 2).join(", ")} and ${names.length - 2} more` : names.join(", ");

function funnelPathsTitle({ funnelSource, funnelPathType, funnelStep }: NonNullable<PathsQuery["funnelPathsFilter"]>) {
  const at = Math.abs(funnelStep) - 1;
  const nameOf = (step: number) => {
    const node = funnelSource.series[step];
    return node ? nodeName(node) : `step ${step + 1}`;
  };
  if (funnelStep < 0) return `Paths of those lost before ${nameOf(at)}`;
  if (funnelPathType === "funnel_path_before_step") return `Paths to ${nameOf(at)}`;
  if (funnelPathType === "funnel_path_after_step") return `Paths after ${nameOf(at)}`;
  return `Paths from ${nameOf(at - 1)} to ${nameOf(at)}`;
}

export function insightTitle(query: InsightQuery): string {
  const by = "breakdownFilter" in query ? breakdownWords(query.breakdownFilter) : undefined;
  const tail = by ? ` by ${by}` : "";
  switch (query.kind) {
    case "TrendsQuery": {
      const formulas = formulasOf(query).map((node) => node.custom_name || node.formula);
      if (formulas.length > 0) return `Formula ${list(formulas)}${tail}`;
      const names = query.series.map((node) => {
        const math = mathOf(node.math);
        const what = math.property && node.math_property ? ` of ${propertyName(node.math_property)}` : "";
        return math.value === "total" ? nodeName(node) : `${nodeName(node)}, ${math.title.toLowerCase()}${what}`;
      });
      return `${list(names)}${tail}`;
    }
    case "FunnelsQuery":
      return `Funnel ${query.series.map(nodeName).join(" → ")}${tail}`.slice(0, 120);
    case "RetentionQuery": {
      const start = eventName((query.retentionFilter.targetEntity?.id ?? null) as string | null);
      return `Retention after ${start}${tail}`;
    }
    case "PathsQuery": {
      const { startPoint, endPoint } = query.pathsFilter;
      if (query.funnelPathsFilter) return funnelPathsTitle(query.funnelPathsFilter);
      if (startPoint) return `Paths from ${startPoint}`;
      return endPoint ? `Paths to ${endPoint}` : "Paths";
    }
    case "StickinessQuery":
      return `Stickiness of ${list(query.series.map(nodeName))}`;
    case "LifecycleQuery":
      return `Lifecycle of ${list(query.series.map(nodeName))}`;
    case "HogQLQuery":
      return "SQL";
  }
}

// What time a question is about. A retention is as long as its periods: of its dates only the last day counts.
export function datesTitle(query: InsightQuery): string {
  if (query.kind === "RetentionQuery") {
    const { period = "Day", totalIntervals = 8 } = query.retentionFilter;
    const to = query.dateRange?.date_to;
    return `${totalIntervals} ${period.toLowerCase()}s${to ? ` until ${edgeTitle(to)}` : ""}`;
  }
  if (query.kind === "HogQLQuery") return query.filters?.dateRange ? rangeTitle(query.filters.dateRange) : "";
  return rangeTitle(query.dateRange);
}
