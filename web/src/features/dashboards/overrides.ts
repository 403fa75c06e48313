// What a dashboard asks instead of the insights' own questions: its dates for theirs, its filters beside theirs. The
// server does the same for public links (question_on in src/dashboards/kept.cpp). Pure.
import { askedQuery } from "@/features/insights/asked";
import { isComplete } from "@/features/insights/filters";
import type { Filters, InsightQuery, PropertyFilter } from "@/query/types";
import type { DashboardFilters } from "./api";

export function overridden(query: InsightQuery, filters: DashboardFilters): InsightQuery {
  const { date_from, date_to } = filters;
  const range = date_from ? { date_from, ...(date_to ? { date_to } : {}) } : undefined;
  const properties = (filters.properties ?? []).filter(isComplete);
  if (query.kind === "HogQLQuery") {
    // SQL says itself where the filters belong.
    if (!query.query.includes("{filters}") || (!range && properties.length === 0)) return query;
    return { ...query, filters: { ...query.filters, ...(range ? { dateRange: range } : {}), properties } };
  }
  const asked = askedQuery(query) as Exclude<InsightQuery, { kind: "HogQLQuery" }>;
  // A retention is as long as its periods.
  if (range && asked.kind !== "RetentionQuery") asked.dateRange = range;
  if (properties.length > 0) asked.properties = both(asked.properties, properties);
  return asked;
}

function both(own: Filters | undefined, more: PropertyFilter[]): Filters {
  if (own === undefined) return more;
  if (Array.isArray(own)) return [...own, ...more];
  return { type: "AND", values: [own, { type: "AND", values: more }] } as unknown as Filters;
}
