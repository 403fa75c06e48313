// What a personal API key may do, as `<object>:<read|write>`. Pure.

export interface ScopeObject {
  object: string;
  title: string;
}

export const scopeObjects: readonly ScopeObject[] = [
  { object: "query", title: "Queries and events" },
  { object: "person", title: "People" },
  { object: "group", title: "Groups" },
  { object: "ingestion", title: "Ingestion health" },
  { object: "event_definition", title: "Event definitions" },
  { object: "project", title: "Project settings" },
  { object: "organization", title: "Organisation" },
  { object: "organization_member", title: "Members" },
  { object: "feature_flag", title: "Feature flags" },
  { object: "activity_log", title: "Activity log" },
];

export type Access = "none" | "read" | "write";

// Writing includes reading.
export function scopesOf(access: Readonly<Record<string, Access>>): string[] {
  return Object.entries(access).flatMap(([object, level]) =>
    level === "write" ? [`${object}:read`, `${object}:write`] : level === "read" ? [`${object}:read`] : [],
  );
}

// "Everything", or "Groups, People (write)".
export function scopesText(scopes: readonly string[]): string {
  if (scopes.includes("*")) return "Everything";
  if (scopes.length === 0) return "Nothing";
  const objects = [...new Set(scopes.map((scope) => scope.split(":")[0] ?? scope))];
  return objects
    .map((object) => {
      const title = scopeObjects.find((entry) => entry.object === object)?.title ?? object;
      return scopes.includes(`${object}:write`) ? `${title} (write)` : title;
    })
    .join(", ");
}
