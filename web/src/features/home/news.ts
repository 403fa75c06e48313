// What happened since somebody was last here, put together from what different pages know. Pure.
import { activityText } from "@/features/accounts/settings/activity-text";
import type { Activity } from "@/features/accounts/settings/api";
import type { Annotation } from "@/features/annotations/api";
import type { EventDefinition } from "@/features/definitions/api";
import { eventName } from "@/features/definitions/names";
import type { Rollout } from "@/features/flags/rollouts";
import type { IngestionWarning } from "@/features/ingestion/api";
import { reasonText } from "@/features/ingestion/ledger";

export interface NewsParts {
  // ISO; what is older is no news.
  since: string;
  // Whose own changes are none either.
  me: number | undefined;
  annotations: readonly Annotation[];
  activity: readonly Activity[];
  events: readonly EventDefinition[];
  rollouts: readonly Rollout[];
  warnings: readonly IngestionWarning[];
  flagKey: (id: number) => string | undefined;
}

export interface News {
  key: string;
  kind: "shipped" | "change" | "events" | "rollout" | "warning";
  at: string;
  text: string;
  // Said in small print, beside who did it.
  more?: string;
  // What deserves attention rather than interest.
  grave?: boolean;
  link: { page: "annotations" | "activity" | "data" | "flag" | "dashboard" | "ingestion"; id?: string };
}

// What people make for everybody. Edits of single people and views of lists are nobody's news.
const told = new Set([
  "FeatureFlag",
  "EarlyAccessFeature",
  "Dashboard",
  "Insight",
  "Cohort",
  "Action",
  "Alert",
  "Project",
  "Team",
  "EventDefinition",
  "PropertyDefinition",
]);

const shownNames = 4;
const dayMs = 86_400_000;

function named(names: readonly string[]): string {
  const shown = names.slice(0, shownNames).join(", ");
  const more = names.length - shownNames;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function changes(activity: readonly Activity[], me: number | undefined): News[] {
  const found = new Map<string, News & { times: number }>();
  for (const entry of activity) {
    if (!told.has(entry.scope) || (entry.user?.id !== undefined && entry.user.id === me)) continue;
    // The same thing changed again and again is one piece of news, told as it was last.
    const key = `${entry.scope}/${entry.item_id}`;
    const known = found.get(key);
    if (known) {
      known.times += 1;
      continue;
    }
    const who = entry.user?.first_name || entry.user?.email || "Leapfrog";
    const page = entry.scope === "FeatureFlag" ? "flag" : entry.scope === "Dashboard" ? "dashboard" : "activity";
    found.set(key, {
      key: `change/${key}`,
      kind: "change",
      at: entry.created_at,
      text: `${who} ${activityText(entry)}`,
      link: { page, id: entry.item_id ?? undefined },
      times: 1,
    });
  }
  return [...found.values()].map(({ times, ...news }) => (times > 1 ? { ...news, more: `${times} changes` } : news));
}

function rolled(rollouts: readonly Rollout[], flagKey: NewsParts["flagKey"], isNew: (at: string) => boolean): News[] {
  return rollouts.flatMap((rollout): News[] => {
    const at = rollout.finished_at ?? rollout.step_started_at;
    const over = rollout.status === "rolled_back" || rollout.status === "finished";
    if (rollout.status === "running" || (over && !isNew(at))) return [];
    const flag = flagKey(rollout.flag) ?? `flag ${rollout.flag}`;
    const words = {
      rolled_back: `The rollout of ${flag} was rolled back`,
      finished: `${flag} is rolled out to everybody`,
      paused: `The rollout of ${flag} is paused at ${rollout.percentage}%`,
    };
    return [
      {
        key: `rollout/${rollout.id}`,
        kind: "rollout",
        at,
        text: words[rollout.status],
        more: rollout.reason || undefined,
        grave: rollout.status !== "finished",
        link: { page: "flag", id: String(rollout.flag) },
      },
    ];
  });
}

function firstSeen(events: readonly EventDefinition[]): News[] {
  const [newest] = events;
  if (!newest?.created_at) return [];
  const names = events.map((event) => eventName(event.name));
  return [
    {
      key: "events",
      kind: "events",
      at: newest.created_at,
      text: names.length === 1 ? `A new event: ${names[0]}` : `${names.length} new events: ${named(names)}`,
      link: { page: "data" },
    },
  ];
}

// What deserves attention first, then the newest.
export function newsOf(parts: NewsParts): News[] {
  const since = Date.parse(parts.since);
  const isNew = (at: string | null | undefined) => Boolean(at) && Date.parse(at as string) > since;
  const isRecent = (each: Annotation) => Date.parse(each.date_marker) > since - 7 * dayMs;
  const shipped = parts.annotations
    // Or written down meanwhile, about something that is not long past.
    .filter((each) => !each.deleted && (isNew(each.date_marker) || (isNew(each.created_at) && isRecent(each))))
    .map(
      (each): News => ({
        key: `note/${each.id}`,
        kind: "shipped",
        at: each.date_marker,
        text: each.content,
        link: { page: "annotations" },
      }),
    );
  const warned = parts.warnings
    .filter((each) => isNew(each.last_seen))
    .map(
      (each): News => ({
        key: `warning/${each.type}`,
        kind: "warning",
        at: each.last_seen,
        text: reasonText(each.type).title,
        more: each.count === 1 ? "1 event" : `${each.count.toLocaleString("en")} events`,
        grave: true,
        link: { page: "ingestion" },
      }),
    );
  const all = [
    ...warned,
    ...rolled(parts.rollouts, parts.flagKey, isNew),
    ...shipped,
    ...changes(
      parts.activity.filter((entry) => isNew(entry.created_at)),
      parts.me,
    ),
    ...firstSeen(parts.events.filter((event) => isNew(event.created_at))),
  ];
  return all.sort((a, b) => Number(b.grave ?? false) - Number(a.grave ?? false) || b.at.localeCompare(a.at));
}
