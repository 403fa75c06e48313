// The state of the list of insights as it stands in the URL. Pure.
import { insightKinds } from "@/query/defaults";
import type { InsightKind } from "@/query/types";

export interface InsightsSearch {
  text?: string;
  kind?: InsightKind;
  favourites?: boolean;
  // Counted from 1.
  page?: number;
}

export function readInsightsSearch(search: Record<string, unknown>): InsightsSearch {
  const result: InsightsSearch = { text: undefined, kind: undefined, favourites: undefined, page: undefined };
  const text = typeof search.text === "number" ? String(search.text) : search.text;
  if (typeof text === "string" && text !== "") result.text = text.slice(0, 400);
  const kind = [...insightKinds, "HogQLQuery" as const].find((each) => each === search.kind);
  if (kind) result.kind = kind;
  if (search.favourites === true) result.favourites = true;
  const page = Number(search.page);
  if (Number.isInteger(page) && page > 1) result.page = page;
  return result;
}
