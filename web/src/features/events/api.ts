// Stored and live events as the server gives them.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { request, withQuery } from "@/app/client";
import { isComplete } from "@/features/insights/filters";
import { parseElementsChain } from "./elements-chain";
import { type EventFilters, edgeInstant } from "./filters";

export type Properties = Record<string, unknown>;

export interface EventElement {
  tag_name?: string | null;
  text?: string | null;
  href?: string | null;
  attr_id?: string | null;
  attr_class?: string[] | null;
  nth_child?: number | null;
  nth_of_type?: number | null;
  attributes?: Record<string, string>;
  order?: number;
}

export interface EventPerson {
  uuid?: string;
  is_identified?: boolean;
  distinct_ids?: string[];
  properties?: Properties;
}

export interface StoredEvent {
  uuid: string;
  event: string;
  distinct_id: string;
  timestamp: string;
  properties: Properties;
  person: EventPerson | null;
  person_id: string | null;
  elements: EventElement[];
  elements_chain: string;
}

type WireEvent = Partial<StoredEvent> & { id?: string; person_properties?: Properties };

// The list calls the uuid `id`, the stream `uuid`; the stream leaves out what only the store knows, and the elements are
// in the chain in any case.
export function fromWire(wire: WireEvent): StoredEvent {
  const person = wire.person ?? (wire.person_properties ? { properties: wire.person_properties } : null);
  const chain = wire.elements_chain ?? "";
  return {
    uuid: wire.uuid ?? wire.id ?? "",
    event: wire.event ?? "",
    distinct_id: wire.distinct_id ?? "",
    timestamp: wire.timestamp ?? "",
    properties: wire.properties ?? {},
    person,
    person_id: wire.person_id ?? person?.uuid ?? null,
    elements: wire.elements?.length ? wire.elements : parseElementsChain(chain),
    elements_chain: chain,
  };
}

interface EventPage {
  next: string | null;
  results: StoredEvent[];
}

export interface EventsRequest {
  limit: number;
  before?: string;
  after?: string;
  event?: string;
  distinct_id?: string;
  person_id?: string;
  // Where the next page begins, where pages are counted.
  offset?: string;
}

export async function fetchEvents(projectId: number, query: EventsRequest, signal?: AbortSignal): Promise<EventPage> {
  const page = await request<{ next: string | null; results: WireEvent[] }>(`/api/projects/${projectId}/events/`, {
    query: { ...query },
    signal,
  });
  return { next: page.next, results: page.results.map(fromWire) };
}

const pageSize = 100;

interface EventsAnswer {
  results: Array<[WireEvent, (EventPerson & { uuid?: string }) | null]>;
  hasMore?: boolean;
}

// Events by their properties, which only the query endpoint knows; pages are counted there.
async function askEvents(
  projectId: number,
  filters: EventFilters,
  range: { after?: string; before?: string; person_id?: string },
  offset: number,
  signal?: AbortSignal,
): Promise<EventPage> {
  const properties = (filters.properties ?? []).filter(isComplete);
  const ids = filters.distinct_id
    ? [{ type: "event_metadata", key: "distinct_id", operator: "exact", value: [filters.distinct_id] }]
    : [];
  const answer = await request<EventsAnswer>(`/api/projects/${projectId}/query/`, {
    method: "POST",
    body: {
      query: {
        kind: "EventsQuery",
        select: ["*", "person"],
        event: filters.event,
        personId: range.person_id,
        after: range.after ?? "all",
        before: range.before,
        properties: [...properties, ...ids],
        orderBy: ["timestamp DESC"],
        limit: pageSize,
        offset,
      },
    },
    signal,
  });
  return {
    next: answer.hasMore ? `?offset=${offset + pageSize}` : null,
    results: answer.results.map(([event, person]) => fromWire({ ...event, person })),
  };
}

// `next` is an absolute URL; its parameters say where to go on.
export function cursorOf(next: string | null): Partial<EventsRequest> | undefined {
  if (!next) return undefined;
  const cursor: Record<string, string> = {};
  for (const [key, value] of new URL(next, "http://here").searchParams) cursor[key] = value;
  return cursor as Partial<EventsRequest>;
}

export const eventsQuery = (projectId: number, filters: EventFilters, zone: string, personId?: string) =>
  infiniteQueryOptions({
    queryKey: ["project", projectId, "events", filters, zone, personId],
    queryFn: ({ pageParam, signal }) => {
      const range = {
        person_id: personId ?? filters.person,
        after: filters.from ? edgeInstant(filters.from, zone, new Date()) : undefined,
        before: filters.to ? edgeInstant(filters.to, zone, new Date(), true) : undefined,
      };
      if (filters.properties?.some(isComplete))
        return askEvents(projectId, filters, range, Number(pageParam.offset ?? 0), signal);
      const { event, distinct_id } = filters;
      return fetchEvents(projectId, { limit: pageSize, event, distinct_id, ...range, ...pageParam }, signal);
    },
    initialPageParam: {} as Partial<EventsRequest>,
    getNextPageParam: (page) => cursorOf(page.next),
  });

export const eventQuery = (projectId: number, uuid: string) =>
  queryOptions({
    queryKey: ["project", projectId, "event", uuid],
    queryFn: async ({ signal }) =>
      fromWire(await request<WireEvent>(`/api/projects/${projectId}/events/${encodeURIComponent(uuid)}/`, { signal })),
  });

// When the latest stored event happened; null when there is none.
export const latestEventTimeQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "latest-event"],
    queryFn: async ({ signal }) => (await fetchEvents(projectId, { limit: 1 }, signal)).results[0]?.timestamp ?? null,
  });

export function liveEventsPath(projectId: number, filters: EventFilters): string {
  return withQuery(`/api/projects/${projectId}/live_events/`, {
    event: filters.event,
    distinct_id: filters.distinct_id,
  });
}

// Names of events seen lately, for the filter's suggestions.
export const recentEventNamesQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "event-names"],
    queryFn: async ({ signal }) => {
      const page = await fetchEvents(projectId, { limit: 100 }, signal);
      return [...new Set(page.results.map((row) => row.event))].sort();
    },
    staleTime: 60_000,
  });
