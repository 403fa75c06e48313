// The state of the annotations page as it stands in the URL, and the question what changed around a day. Pure.
import type { TrendsQuery } from "@/query/types";
import { dayKey } from "@/ui/dates";

export interface AnnotationsSearch {
  search?: string;
  // Which annotation is being changed, or that a new one is written.
  edit?: number | "new";
}

export function readAnnotationsSearch(search: Record<string, unknown>): AnnotationsSearch {
  const text = typeof search.search === "number" ? String(search.search) : search.search;
  const id = Number(search.edit);
  return {
    search: typeof text === "string" && text !== "" ? text.slice(0, 400) : undefined,
    edit: search.edit === "new" ? "new" : Number.isInteger(id) && id > 0 ? id : undefined,
  };
}

const dayMs = 86_400_000;
const daysAround = 14;

// People by day, two weeks before and after.
export function around(at: string, zone: string): TrendsQuery {
  const day = (offset: number) => dayKey(new Date(new Date(at).getTime() + offset * dayMs), zone);
  return {
    kind: "TrendsQuery",
    series: [{ kind: "EventsNode", event: null, name: "All events", math: "dau" }],
    interval: "day",
    dateRange: { date_from: day(-daysAround), date_to: day(daysAround) },
    trendsFilter: { display: "ActionsLineGraph" },
  };
}
