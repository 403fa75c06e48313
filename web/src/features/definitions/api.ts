// Names and values that occur in the project's data: events, properties and what they hold.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type * as Api from "@/app/api-types";
import { request } from "@/app/client";
import { ask } from "@/query/client";
import type { Answer, FilterType, TrendResult, TrendsQuery } from "@/query/types";
import type { Narrowing } from "./search";

export interface Owner {
  id: number;
  first_name: string;
  email: string;
}

export type EventDefinition = Omit<Api.EventDefinition, "tags" | "owner"> & { tags: string[]; owner: Owner | null };

export type PropertyKind = "String" | "Numeric" | "Boolean" | "DateTime" | "Duration";

export type PropertyDefinition = Omit<Api.PropertyDefinition, "tags" | "property_type"> & {
  tags: string[];
  property_type: PropertyKind | null;
};

interface List<T> {
  count?: number;
  next: string | null;
  results: T[];
}

export const eventDefinitionsQuery = (
  projectId: number,
  search = "",
  limit = 100,
  offset = 0,
  narrowed: Partial<Narrowing> = {},
) =>
  queryOptions({
    queryKey: ["project", projectId, "event-definitions", search, limit, offset, narrowed],
    queryFn: ({ signal }) =>
      request<List<EventDefinition>>(`/api/projects/${projectId}/event_definitions/`, {
        query: { search, limit, offset, ...narrowed },
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

// Those that came first most recently.
export const newestEventsQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "event-definitions", "newest"],
    queryFn: ({ signal }) =>
      request<List<EventDefinition>>(`/api/projects/${projectId}/event_definitions/`, {
        query: { ordering: "-created_at", exclude_hidden: true, limit: 50 },
        signal,
      }),
    staleTime: 60_000,
  });

export type PropertyOwner = "event" | "person" | "group" | "session";

export interface PropertySearch {
  of: PropertyOwner;
  groupTypeIndex?: number;
  search?: string;
  numeric?: boolean;
  // Only those that have come with this event.
  withEvent?: string;
  limit?: number;
  offset?: number;
  narrowed?: Narrowing;
}

export const propertyDefinitionsQuery = (projectId: number, asked: PropertySearch) =>
  queryOptions({
    queryKey: ["project", projectId, "property-definitions", asked],
    queryFn: ({ signal }) =>
      request<List<PropertyDefinition>>(`/api/projects/${projectId}/property_definitions/`, {
        query: {
          type: asked.of,
          group_type_index: asked.groupTypeIndex,
          search: asked.search,
          is_numerical: asked.numeric ? true : undefined,
          event_names: asked.withEvent === undefined ? undefined : JSON.stringify([asked.withEvent]),
          filter_by_event_names: asked.withEvent === undefined ? undefined : true,
          limit: asked.limit ?? 100,
          offset: asked.offset,
          ...asked.narrowed,
        },
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

export type DefinitionList = "event_definitions" | "property_definitions";

// An owner is given by the user's number.
export type DefinitionChanges<T> = Partial<Omit<T, "owner">> & { owner?: number | null };

export const changeDefinition = <T>(
  projectId: number,
  list: DefinitionList,
  id: string,
  changes: DefinitionChanges<T>,
) => request<T>(`/api/projects/${projectId}/${list}/${encodeURIComponent(id)}/`, { method: "PATCH", body: changes });

interface ValueRow {
  name: unknown;
  count?: number;
}

const valuesPaths: Partial<Record<FilterType, string>> = { event: "events", person: "persons" };

// The values a property has in the data, the most frequent first; nothing for kinds that have none.
export const propertyValuesQuery = (
  projectId: number,
  type: FilterType,
  key: string,
  part: string,
  groupTypeIndex?: number,
) =>
  queryOptions({
    queryKey: ["project", projectId, "values", type, groupTypeIndex, key, part],
    queryFn: async ({ signal }) => {
      const path = valuesPaths[type];
      if (!path) return valuesOfEvents(projectId, type, key, part, groupTypeIndex, signal);
      const rows = await request<ValueRow[] | { results: ValueRow[] }>(`/api/projects/${projectId}/${path}/values/`, {
        query: { key, value: part },
        signal,
      });
      const list = Array.isArray(rows) ? rows : rows.results;
      return [...new Set(list.map((row) => (typeof row.name === "string" ? row.name : JSON.stringify(row.name))))];
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });

// What the events of the last thirty days have there: for properties of sessions and groups.
async function valuesOfEvents(
  projectId: number,
  type: FilterType,
  key: string,
  part: string,
  groupTypeIndex: number | undefined,
  signal: AbortSignal,
): Promise<string[]> {
  if (type !== "session" && type !== "group") return [];
  const query: TrendsQuery = {
    kind: "TrendsQuery",
    series: [{ kind: "EventsNode", event: null, name: "All events", math: "total" }],
    dateRange: { date_from: "-30d" },
    trendsFilter: { display: "BoldNumber" },
    breakdownFilter: {
      breakdown: key,
      breakdown_type: type,
      breakdown_group_type_index: groupTypeIndex,
      breakdown_limit: 100,
      breakdown_hide_other_aggregation: true,
    },
  };
  const { results } = await ask<Answer<TrendResult[]>>(projectId, query, { signal });
  const wanted = part.toLowerCase();
  return results
    .map(({ breakdown_value }) => String(Array.isArray(breakdown_value) ? breakdown_value[0] : breakdown_value))
    .filter((value) => !value.startsWith("$$_posthog") && value.toLowerCase().includes(wanted));
}
