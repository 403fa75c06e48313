// Property filters as a sentence, and made from a form. Pure.
import type { PropertyFilter } from "@/features/accounts/api";
import { parseTyped, valueText } from "@/ui/property-order";

export const testOperators: ReadonlyArray<{ operator: string; title: string }> = [
  { operator: "not_icontains", title: "does not contain" },
  { operator: "icontains", title: "contains" },
  { operator: "is_not", title: "is not" },
  { operator: "exact", title: "is" },
  { operator: "not_regex", title: "does not match" },
  { operator: "regex", title: "matches" },
  { operator: "is_set", title: "is set" },
  { operator: "is_not_set", title: "is not set" },
];

export function needsValue(operator: string): boolean {
  return operator !== "is_set" && operator !== "is_not_set";
}

// "Is" compares lists; the text comparisons take one text. The set checks carry their own name as value, as PostHog does.
export function filterOf(type: string, key: string, operator: string, value: string): PropertyFilter {
  const base = { type, key: key.trim(), operator };
  if (!needsValue(operator)) return { ...base, value: operator };
  if (operator === "exact" || operator === "is_not") {
    const typed = parseTyped(value);
    return { ...base, value: typeof typed === "boolean" ? typed : [typeof typed === "number" ? typed : value] };
  }
  return { ...base, value };
}

export function filterText(filter: PropertyFilter): string {
  const title = testOperators.find((entry) => entry.operator === filter.operator)?.title ?? filter.operator;
  const subject = `${filter.type === "event" ? "Event" : filter.type === "person" ? "Person" : filter.type} ${filter.key}`;
  if (!needsValue(filter.operator)) return `${subject} ${title}`;
  const value = Array.isArray(filter.value) ? filter.value.map(valueText).join(" or ") : valueText(filter.value);
  return `${subject} ${title} “${value}”`;
}
