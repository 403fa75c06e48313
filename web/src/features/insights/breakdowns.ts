// What a question is split by, whichever of its two forms a saved insight has: up to three properties, or some cohorts.
// Pure.
import type { BreakdownField, BreakdownFilter } from "@/query/types";

export const mostBreakdowns = 3;

type GroupedBreakdown = BreakdownFilter & Pick<BreakdownFilter, "breakdown_group_type_index">;

export function breakdownFields(filter: GroupedBreakdown | undefined): BreakdownField[] {
  if (!filter) return [];
  if (filter.breakdowns?.length) return filter.breakdowns;
  const { breakdown } = filter;
  if (breakdown === undefined || breakdown === null) return [];
  return (Array.isArray(breakdown) ? breakdown : [breakdown]).map((property) => ({
    property,
    type: filter.breakdown_type ?? "event",
    group_type_index: filter.breakdown_group_type_index ?? undefined,
    histogram_bin_count: filter.breakdown_histogram_bin_count,
    normalize_url: filter.breakdown_normalize_url,
  }));
}

export const isCohorts = (fields: readonly BreakdownField[]) => fields.some(({ type }) => type === "cohort");

// The plainest form that says the same: `breakdown` for one, `breakdowns` for several; undefined for none.
export function withFields(
  filter: BreakdownFilter | undefined,
  fields: readonly BreakdownField[],
): BreakdownFilter | undefined {
  const [first] = fields;
  if (!first) return undefined;
  const kept: BreakdownFilter = { breakdown_limit: filter?.breakdown_limit ?? 10 };
  if (filter?.breakdown_hide_other_aggregation) kept.breakdown_hide_other_aggregation = true;
  if (isCohorts(fields))
    return { ...kept, breakdown_type: "cohort", breakdown: fields.map(({ property }) => property) };
  if (fields.length > 1) return { ...kept, breakdowns: fields.map(plain) };
  return {
    ...kept,
    breakdown: first.property,
    breakdown_type: first.type ?? "event",
    ...(first.group_type_index == null ? {} : { breakdown_group_type_index: first.group_type_index }),
    ...(first.histogram_bin_count ? { breakdown_histogram_bin_count: first.histogram_bin_count } : {}),
    ...(first.normalize_url ? { breakdown_normalize_url: true } : {}),
  };
}

function plain({ property, type, group_type_index, histogram_bin_count, normalize_url }: BreakdownField) {
  return {
    property,
    type: type ?? "event",
    ...(group_type_index == null ? {} : { group_type_index }),
    ...(histogram_bin_count ? { histogram_bin_count } : {}),
    ...(normalize_url ? { normalize_url: true } : {}),
  };
}
