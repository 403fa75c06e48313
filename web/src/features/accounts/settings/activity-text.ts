// An entry of the activity log as a sentence. Pure.
import type { Activity, ActivityChange } from "./api";

const spaced = (name: string) =>
  name
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll(/[_-]+/g, " ")
    .toLowerCase();

const scopes: Readonly<Record<string, string>> = {
  Team: "project settings",
  Project: "project",
  PersonalAPIKey: "personal API key",
  OrganizationMembership: "member",
  OrganizationInvite: "invitation",
};

// What the log can be narrowed to.
export const activityScopes = [
  "Project",
  "Insight",
  "Dashboard",
  "Annotation",
  "FeatureFlag",
  "Cohort",
  "Action",
  "Alert",
  "EventDefinition",
  "PropertyDefinition",
  "Person",
  "Group",
  "SavedView",
] as const;

export function scopeText(scope: string): string {
  const words = scopes[scope] ?? spaced(scope);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

// "changed project settings “Web”"
export function activityText(entry: Activity): string {
  const verb = entry.activity === "updated" ? "changed" : spaced(entry.activity);
  const what = scopes[entry.scope] ?? spaced(entry.scope);
  const name = entry.detail?.name;
  return name ? `${verb} ${what} “${name}”` : `${verb} ${what}`;
}

function short(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

// "timezone: UTC → Europe/Berlin"
export function changeText(change: ActivityChange): string {
  const field = spaced(change.field ?? "");
  const before = change.before === undefined || change.before === null ? null : short(change.before);
  const after = change.after === undefined || change.after === null ? null : short(change.after);
  if (before !== null && after !== null) return `${field}: ${before} → ${after}`;
  if (after !== null) return `${field}: ${after}`;
  return before !== null ? `${field}: ${before} removed` : field;
}
