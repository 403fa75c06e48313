// Property filters: what can be asked of a property, in words, and AND/OR groups. Pure.
import { propertyName } from "@/features/definitions/names";
import type { Filters, FilterTree, FilterValue, PropertyFilter } from "@/query/types";

export interface Operator {
  value: string;
  title: string;
  // What the value is entered as; none for "is set".
  entry: "list" | "text" | "number" | "range" | "date" | "none";
}

export const operators: readonly Operator[] = [
  { value: "exact", title: "is", entry: "list" },
  { value: "is_not", title: "is not", entry: "list" },
  { value: "icontains", title: "contains", entry: "text" },
  { value: "not_icontains", title: "does not contain", entry: "text" },
  { value: "starts_with", title: "begins with", entry: "text" },
  { value: "ends_with", title: "ends with", entry: "text" },
  { value: "regex", title: "matches the pattern", entry: "text" },
  { value: "not_regex", title: "does not match the pattern", entry: "text" },
  { value: "gt", title: "is more than", entry: "number" },
  { value: "gte", title: "is at least", entry: "number" },
  { value: "lt", title: "is less than", entry: "number" },
  { value: "lte", title: "is at most", entry: "number" },
  { value: "between", title: "is between", entry: "range" },
  { value: "not_between", title: "is not between", entry: "range" },
  { value: "is_date_exact", title: "is on", entry: "date" },
  { value: "is_date_before", title: "is before", entry: "date" },
  { value: "is_date_after", title: "is after", entry: "date" },
  { value: "is_set", title: "is set", entry: "none" },
  { value: "is_not_set", title: "is not set", entry: "none" },
];

export const operatorOf = (filter: PropertyFilter): Operator =>
  operators.find((each) => each.value === (filter.operator ?? "exact")) ?? (operators[0] as Operator);

export function valuesOf(value: FilterValue | undefined): string[] {
  if (value === undefined || value === null || value === "") return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

// A filter with another operator; its value is kept where it still makes sense.
export function withOperator(filter: PropertyFilter, operator: string): PropertyFilter {
  const before = operatorOf(filter).entry;
  const next = { ...filter, operator };
  const after = operatorOf(next).entry;
  if (after === "none") next.value = operator;
  else if (before === "none") next.value = after === "list" ? [] : "";
  else if (after === "list") next.value = valuesOf(filter.value);
  else if (after === "range") next.value = before === "range" ? filter.value : [];
  else next.value = valuesOf(filter.value)[0] ?? "";
  return next;
}

// Whether the filter asks anything already.
export function isComplete(filter: PropertyFilter): boolean {
  if (filter.type === "cohort") return valuesOf(filter.value).length > 0;
  const { entry } = operatorOf(filter);
  const values = valuesOf(filter.value);
  return entry === "none" || (entry === "range" ? values.length === 2 && !values.includes("") : values.length > 0);
}

export function filterText(filter: PropertyFilter): string {
  if (filter.type === "hogql") return filter.key;
  if (filter.type === "cohort")
    return `${filter.operator === "not_in" ? "not in" : "in"} cohort ${valuesOf(filter.value).join(", ")}`;
  const operator = operatorOf(filter);
  const joint = operator.entry === "range" ? " and " : " or ";
  const values = operator.entry === "none" ? "" : ` ${valuesOf(filter.value).join(joint)}`;
  return `${propertyName(filter.key)} ${operator.title}${values}`;
}

export function asTree(filters: Filters | undefined): FilterTree {
  if (!filters) return { type: "AND", values: [{ type: "AND", values: [] }] };
  if (Array.isArray(filters)) return { type: "AND", values: [{ type: "AND", values: filters }] };
  return filters.values.length > 0 ? filters : { ...filters, values: [{ type: "AND", values: [] }] };
}

// The plainest form that says the same; what is not finished yet stays, the server is asked without it.
export function fromTree(tree: FilterTree): Filters | undefined {
  const groups = tree.values.filter((group, index) => group.values.length > 0 || index === 0);
  const [only] = groups;
  if (groups.length <= 1 && (only?.type ?? "AND") === "AND") {
    return only && only.values.length > 0 ? only.values : undefined;
  }
  return { type: tree.type, values: groups };
}

// What the server is asked: without filters that are still being made. What stands over the insights of a dashboard may
// nest groups deeper than the builder does.
export function complete(filters: Filters | undefined): Filters | undefined {
  if (!filters) return undefined;
  if (Array.isArray(filters)) return filters.filter(isComplete);
  return completeGroup(filters);
}

function completeGroup<Group extends { values: readonly object[] }>(group: Group): Group | undefined {
  const values = group.values.flatMap((each): object[] => {
    const kept =
      "values" in each ? completeGroup(each as Group) : isComplete(each as PropertyFilter) ? each : undefined;
    return kept ? [kept] : [];
  });
  return values.length > 0 ? ({ ...group, values } as Group) : undefined;
}
