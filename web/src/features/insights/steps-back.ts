// The questions that a page has shown one after the other, to go back and forward through them. Pure.
import type { InsightQuery } from "@/query/types";
import { sameQuery } from "./url";

export interface Steps {
  all: readonly InsightQuery[];
  // Which of them is shown.
  at: number;
}

const most = 100;

export const begin = (query: InsightQuery): Steps => ({ all: [query], at: 0 });

// The question is another now, whoever changed it: the builder, an undo or the browser's own way back.
export function arrive(steps: Steps, query: InsightQuery): Steps {
  const { all, at } = steps;
  if (sameQuery(all[at], query)) return steps;
  for (const beside of [at - 1, at + 1]) if (sameQuery(all[beside], query)) return { all, at: beside };
  const next = [...all.slice(0, at + 1), query].slice(-most);
  return { all: next, at: next.length - 1 };
}

export const earlier = ({ all, at }: Steps): InsightQuery | undefined => all[at - 1];
export const later = ({ all, at }: Steps): InsightQuery | undefined => all[at + 1];
