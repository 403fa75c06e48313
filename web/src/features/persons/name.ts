// What to call a person in lists: the first property that names one, otherwise a shortened id. Pure.
import type { Properties } from "@/features/events/api";

const naming = ["email", "$email", "name", "$name", "username", "$username"];

const uuidLike = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function fromProperties(properties: Properties | undefined): string | undefined {
  for (const key of naming) {
    const value = properties?.[key];
    if (typeof value === "string" && value.trim() !== "") return value.trim();
  }
  return undefined;
}

export function isUuid(id: string): boolean {
  return uuidLike.test(id);
}

// Ids made by SDKs say nothing to a reader: shown short and named as what they are.
export function shortId(id: string): string {
  return isUuid(id) ? `Anonymous ${id.slice(-6)}` : id;
}

// The ids of a person, those first that an app gave them and not an SDK.
export function readableIdsFirst(ids: readonly string[]): string[] {
  return [...ids.filter((id) => !isUuid(id)), ...ids.filter(isUuid)];
}

interface Named {
  name?: string;
  distinct_ids?: string[];
  properties?: Properties;
}

export function personName(person: Named | null | undefined, distinctId = ""): string {
  const named = fromProperties(person?.properties);
  if (named) return named;
  if (person?.name && !uuidLike.test(person.name)) return person.name;
  const ids = person?.distinct_ids ?? [];
  const readable = [...ids, distinctId].find((id) => id !== "" && !uuidLike.test(id));
  return readable ?? shortId(distinctId || ids[0] || person?.name || "nobody");
}
