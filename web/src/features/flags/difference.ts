// What changed between two versions of a flag, in words: one line for each thing. Pure.
import { filterText } from "@/features/insights/filters";
import type { Condition, FieldChange, FlagFilters } from "./api";
import { valueText } from "./words";

export interface Line {
  what: string;
  // Nothing: it was not there before, or is not any more.
  before?: string;
  after?: string;
}

const known = ["groups", "multivariate", "payloads"];

const conditionsOf = (filters: Partial<FlagFilters>) => filters.groups ?? [];
const whom = (condition: Condition) =>
  condition.properties.length === 0 ? "everybody" : condition.properties.map(filterText).join(" and ");
const share = (condition: Condition) => `${condition.rollout_percentage ?? 100}%`;
const conditionText = (condition: Condition) =>
  `${share(condition)} of ${whom(condition)}${condition.variant ? `, always ${condition.variant}` : ""}`;

const variantsText = (filters: Partial<FlagFilters>) =>
  (filters.multivariate?.variants ?? [])
    .map(({ key, rollout_percentage }) => `${key} ${rollout_percentage}%`)
    .join(", ");

function line(what: string, before: string | undefined, after: string | undefined): Line[] {
  const [was, is] = [before || undefined, after || undefined];
  return was === is ? [] : [{ what, before: was, after: is }];
}

// Keys of either, each once, in order.
const keysOf = (...objects: object[]) => [...new Set(objects.flatMap(Object.keys))];

function filterLines(before: Partial<FlagFilters>, after: Partial<FlagFilters>): Line[] {
  const [was, is] = [conditionsOf(before), conditionsOf(after)];
  const conditions = Array.from({ length: Math.max(was.length, is.length) }, (_, index) => {
    const [old, now] = [was[index], is[index]];
    // Only what moved: the share alone, where that is all.
    const name = was.length > 1 || is.length > 1 ? `Condition ${index + 1}` : "Who has it";
    return line(name, old && conditionText(old), now && conditionText(now));
  }).flat();
  const [oldPayloads, newPayloads] = [before.payloads ?? {}, after.payloads ?? {}];
  const payloads = keysOf(oldPayloads, newPayloads).flatMap((value) =>
    line(
      value === "true" ? "Payload" : `Payload of ${value}`,
      oldPayloads[value] === undefined ? undefined : valueText(oldPayloads[value]),
      newPayloads[value] === undefined ? undefined : valueText(newPayloads[value]),
    ),
  );
  const [old, now] = [before as Record<string, unknown>, after as Record<string, unknown>];
  const others = keysOf(before, after)
    .filter((key) => !known.includes(key))
    .flatMap((key) => line(inWords(key), textOf(old[key]), textOf(now[key])));
  return [...conditions, ...line("Variants", variantsText(before), variantsText(after)), ...payloads, ...others];
}

const textOf = (value: unknown) => (value === null || value === undefined ? undefined : valueText(value));
const inWords = (field: string) => {
  const words = field.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const titles: Record<string, string> = {
  name: "What it is for",
  ensure_experience_continuity: "Stays after signing in",
};

export function differenceLines(change: FieldChange): Line[] {
  const { field, before, after } = change;
  if (field === "active") return [{ what: after ? "Switched on" : "Switched off" }];
  if (field === "deleted") return [{ what: after ? "Deleted" : "Brought back" }];
  if (field === "filters" && isObject(before) && isObject(after)) {
    const lines = filterLines(before, after);
    return lines.length > 0 ? lines : [{ what: "Rules, without an effect" }];
  }
  return line(titles[field] ?? inWords(field), textOf(before), textOf(after));
}

const isObject = (value: unknown): value is Partial<FlagFilters> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
