// Feature flags in words, and changes of their rules. Pure.
import type { Condition, Flag, FlagFilters, Variant } from "./api";

export const everybody: Condition = { properties: [], rollout_percentage: 100 };

const share = (condition: Condition) => condition.rollout_percentage ?? 100;

// "Everybody", "20% of everybody", "Some: 3 conditions", "Nobody".
export function audience(filters: FlagFilters): string {
  const groups = filters.groups.filter((group) => share(group) > 0);
  const [only] = groups;
  if (!only) return "Nobody";
  if (groups.some((group) => group.properties.length === 0 && share(group) === 100)) return "Everybody";
  if (groups.length > 1) return `Some, by ${groups.length} conditions`;
  const whom = only.properties.length === 0 ? "everybody" : "those who fit";
  return `${share(only)}% of ${whom}`;
}

// "1: everybody, at 20%", "2: by plan, $country, at 100%".
export function conditionName(condition: Condition, index: number): string {
  const keys = condition.properties.map((property) => (property.type === "cohort" ? "cohort" : property.key));
  return `${index + 1}: ${keys.length === 0 ? "everybody" : `by ${keys.join(", ")}`}, at ${share(condition)}%`;
}

export const variantsOf = (filters: FlagFilters): Variant[] => filters.multivariate?.variants ?? [];

// The rules asked of groups of a type ("0"), or of people (""). Filters on the others say nothing any more.
export function aboutGroups(filters: FlagFilters, type: string): FlagFilters {
  return {
    ...filters,
    aggregation_group_type_index: type === "" ? null : Number(type),
    groups: filters.groups.map((group) => ({ ...group, properties: [] })),
  };
}

// Equal parts that add up to a hundred; what does not divide goes to the first.
export function evenly(variants: readonly Variant[]): Variant[] {
  const each = Math.floor(100 / (variants.length || 1));
  const rest = 100 - each * variants.length;
  return variants.map((variant, index) => ({ ...variant, rollout_percentage: each + (index < rest ? 1 : 0) }));
}

export function withVariants(filters: FlagFilters, variants: Variant[]): FlagFilters {
  return { ...filters, multivariate: variants.length > 0 ? { variants } : null };
}

// What is wrong with the rules as they stand, in words; undefined when they can be saved.
export function problem(filters: FlagFilters): string | undefined {
  const variants = variantsOf(filters);
  for (const value of ["true", ...variants.map((variant) => variant.key)]) {
    if (payloadProblem(payloadText(filters, value))) return `The payload of ${value} is not JSON yet.`;
  }
  if (variants.length === 0) return undefined;
  const sum = variants.reduce((total, variant) => total + variant.rollout_percentage, 0);
  if (sum !== 100) return `The variants add up to ${sum}%, not 100%.`;
  const keys = variants.map((variant) => variant.key.trim());
  if (keys.some((key) => key === "")) return "Every variant needs a key.";
  return new Set(keys).size < keys.length ? "Two variants have the same key." : undefined;
}

// A payload as it is edited: JSON text. SDKs get it as text too, so that is how it is kept.
export function payloadText(filters: FlagFilters, value: string): string {
  const payload = filters.payloads?.[value];
  if (payload === undefined || payload === null) return "";
  return typeof payload === "string" ? payload : JSON.stringify(payload);
}

export function withPayload(filters: FlagFilters, value: string, text: string): FlagFilters {
  const { [value]: _, ...others } = filters.payloads ?? {};
  return { ...filters, payloads: text.trim() === "" ? others : { ...others, [value]: text } };
}

// What keeps a text from being JSON, in words; undefined when it is, or empty.
export function payloadProblem(text: string): string | undefined {
  if (text.trim() === "") return undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : "This is not JSON.";
  }
}

// A value of a history's entry, short enough for a line.
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 1).replace(/\s*\n\s*/g, " ");
  return text === "" ? "nothing" : text;
}

// A key as SDKs ask for it, from words: "New editor!" is "new-editor".
export function keyFrom(words: string): string {
  return words
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 200);
}

export function snippet(flag: Pick<Flag, "key" | "filters">): string {
  const [first] = variantsOf(flag.filters);
  if (first) return `if (posthog.getFeatureFlag("${flag.key}") === "${first.key}") {\n  // …\n}`;
  return `if (posthog.isFeatureEnabled("${flag.key}")) {\n  // …\n}`;
}
