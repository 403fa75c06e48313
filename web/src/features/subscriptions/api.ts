// Subscriptions as the server gives them: an insight or a dashboard that comes by e-mail or webhook.
import { queryOptions } from "@tanstack/react-query";
import type { Subscription, SubscriptionTest } from "@/app/api-types";
import { request } from "@/app/client";

export type { Subscription } from "@/app/api-types";

// What is subscribed to.
export type Subject = { insight: number } | { dashboard: number };

export type SubscriptionChanges = Partial<
  Pick<
    Subscription,
    | "title"
    | "target_type"
    | "target_value"
    | "frequency"
    | "interval"
    | "byweekday"
    | "bysetpos"
    | "start_date"
    | "until_date"
    | "deleted"
  >
>;

const base = (projectId: number) => `/api/projects/${projectId}/subscriptions/`;

export const subscriptionsQuery = (projectId: number, subject: Subject) =>
  queryOptions({
    queryKey: ["project", projectId, "subscriptions", subject],
    queryFn: ({ signal }) =>
      request<{ count: number; results: Subscription[] }>(base(projectId), { query: { ...subject }, signal }),
    refetchInterval: 10_000,
  });

export const createSubscription = (projectId: number, body: SubscriptionChanges & Subject) =>
  request<Subscription>(base(projectId), { method: "POST", body });

export const changeSubscription = (projectId: number, id: number, body: SubscriptionChanges) =>
  request<Subscription>(`${base(projectId)}${id}/`, { method: "PATCH", body });

export const deleteSubscription = (projectId: number, id: number) =>
  request<void>(`${base(projectId)}${id}/`, { method: "DELETE" });

export const testSubscription = (projectId: number, id: number) =>
  request<SubscriptionTest>(`${base(projectId)}${id}/test-delivery/`, { method: "POST" });
