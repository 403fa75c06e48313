// The statements that somebody ran lately in this browser, the newest first; so many of each person and project, so
// long each.
import { readStored, writeStored } from "@/app/stored";
import { longestStatement } from "./search";

export interface Ran {
  statement: string;
  // ISO time.
  at: string;
}

const kept = 50;
const key = (projectId: number, userId: string) => `sql.${projectId}.${userId}`;

const isRan = (value: unknown): value is Ran =>
  typeof (value as Ran | null)?.statement === "string" && typeof (value as Ran).at === "string";

export function statementsRan(projectId: number, userId: string): Ran[] {
  try {
    const list: unknown = JSON.parse(readStored(key(projectId, userId)) ?? "[]");
    return Array.isArray(list) ? list.filter(isRan).slice(0, kept) : [];
  } catch {
    return [];
  }
}

// The same statement again moves to the front.
export function withRan(before: readonly Ran[], statement: string, at: string): Ran[] {
  if (statement.length > longestStatement) return [...before];
  return [{ statement, at }, ...before.filter((each) => each.statement !== statement)].slice(0, kept);
}

export function rememberStatement(projectId: number, userId: string, statement: string) {
  const next = withRan(statementsRan(projectId, userId), statement, new Date().toISOString());
  writeStored(key(projectId, userId), JSON.stringify(next));
}

export function forgetStatements(projectId: number, userId: string) {
  writeStored(key(projectId, userId), "[]");
}
