// The SQL page's state in the URL, and the statements asked lately. Pure, but for the browser's storage.
import { readStored, writeStored } from "@/app/stored";

export interface SqlSearch {
  q?: string;
}

const longest = 20_000;

export function readSqlSearch(search: Record<string, unknown>): SqlSearch {
  const q = typeof search.q === "string" && search.q.trim() !== "" ? search.q.slice(0, longest) : undefined;
  return { q };
}

export const firstStatement = `SELECT event, count() AS events, count(DISTINCT person_id) AS people
FROM events
WHERE timestamp > now() - INTERVAL 7 DAY
GROUP BY event
ORDER BY events DESC
LIMIT 100`;

const kept = 30;
const key = (projectId: number) => `sql.${projectId}`;

export function statementsAsked(projectId: number): string[] {
  try {
    const list: unknown = JSON.parse(readStored(key(projectId)) ?? "[]");
    return Array.isArray(list) ? list.filter((each): each is string => typeof each === "string") : [];
  } catch {
    return [];
  }
}

export function rememberStatement(projectId: number, statement: string) {
  const others = statementsAsked(projectId).filter((each) => each !== statement);
  writeStored(key(projectId), JSON.stringify([statement, ...others].slice(0, kept)));
}

export interface TablePart {
  name: string;
  columns: ReadonlyArray<readonly [string, string]>;
}

// The tables a statement may name and what they hold.
export const tables: readonly TablePart[] = [
  {
    name: "events",
    columns: [
      ["event", "String"],
      ["timestamp", "DateTime"],
      ["person_id", "UUID"],
      ["distinct_id", "String"],
      ["properties", "JSON"],
      ["person.properties", "JSON"],
      ["$session_id", "String"],
      ["$group_0", "String"],
      ["elements_chain", "String"],
      ["uuid", "UUID"],
      ["created_at", "DateTime"],
    ],
  },
  {
    name: "persons",
    columns: [
      ["id", "UUID"],
      ["properties", "JSON"],
      ["created_at", "DateTime"],
      ["is_identified", "Bool"],
    ],
  },
  {
    name: "sessions",
    columns: [
      ["session_id", "String"],
      ["distinct_id", "String"],
      ["$start_timestamp", "DateTime"],
      ["$end_timestamp", "DateTime"],
      ["$session_duration", "Seconds"],
      ["$event_count", "Int"],
      ["$pageview_count", "Int"],
      ["$entry_pathname", "String"],
      ["$end_pathname", "String"],
      ["$entry_referring_domain", "String"],
      ["$entry_utm_source", "String"],
    ],
  },
  {
    name: "groups",
    columns: [
      ["index", "Int"],
      ["key", "String"],
      ["properties", "JSON"],
      ["created_at", "DateTime"],
    ],
  },
];

// Where in a statement an error is, from "(characters 8 to 10 of the query)": counted from 1, both included.
export function placeOfError(detail: string): { from: number; to: number } | undefined {
  const match = /\(characters? (\d+)(?: to (\d+))? of the query\)/.exec(detail);
  if (!match) return undefined;
  const from = Number(match[1]) - 1;
  return { from, to: Number(match[2] ?? match[1]) };
}
