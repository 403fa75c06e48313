// Alerts as the server gives them: bounds on a saved trend.
import { queryOptions } from "@tanstack/react-query";
import type { AlertTest } from "@/app/api-types";
import { request } from "@/app/client";
import type { Creator } from "@/features/insights/api";

export type ConditionType = "absolute_value" | "relative_increase" | "relative_decrease";
export type ThresholdType = "absolute" | "percentage";
export type CalculationInterval = "real_time" | "hourly" | "daily" | "weekly" | "monthly";
export type AlertState = "Firing" | "Not firing" | "Errored" | "Snoozed";

export interface Rule {
  condition: { type: ConditionType };
  // A percentage is a share: 0.2.
  threshold: { configuration: { type: ThresholdType; bounds: { lower: number | null; upper: number | null } } };
  config: { type: "TrendsAlertConfig"; series_index: number; check_ongoing_interval: boolean };
  skip_weekend: boolean;
}

export interface AlertCheck {
  created_at: string;
  state: AlertState;
  calculated_value: number | null;
  message: string;
}

export interface AlertDelivery {
  id: string;
  target: string;
  created_at: string;
  attempts: number;
  delivered_at: string | null;
  next_attempt_at: string | null;
  answer: string;
}

export interface Alert extends Rule {
  id: string;
  name: string;
  enabled: boolean;
  insight: { id: number; short_id: string | null; name: string | null };
  calculation_interval: CalculationInterval;
  webhook_url: string | null;
  // Members that are told by e-mail.
  subscribed_users: Creator[];
  // Only in the answer that first names the webhook.
  webhook_secret?: string;
  snoozed_until: string | null;
  state: AlertState;
  last_value: number | null;
  last_error: string | null;
  last_checked_at: string | null;
  last_notified_at: string | null;
  created_at: string;
  created_by: Creator | null;
  checks: AlertCheck[];
  deliveries: AlertDelivery[];
}

const base = (projectId: number) => `/api/projects/${projectId}/alerts/`;

// Of one insight, or all of the project. Kept up to date while somebody looks.
export const alertsQuery = (projectId: number, insight?: number) =>
  queryOptions({
    queryKey: ["project", projectId, "alerts", insight ?? null],
    queryFn: ({ signal }) =>
      request<{ count: number; results: Alert[] }>(base(projectId), { query: { insight_id: insight }, signal }),
    refetchInterval: 10_000,
  });

export const alertQuery = (projectId: number, id: string) =>
  queryOptions({
    queryKey: ["project", projectId, "alert", id],
    queryFn: ({ signal }) => request<Alert>(`${base(projectId)}${id}/`, { signal }),
    refetchInterval: 10_000,
  });

export interface AlertChanges extends Partial<Rule> {
  insight?: number;
  name?: string;
  enabled?: boolean;
  calculation_interval?: CalculationInterval;
  webhook_url?: string | null;
  subscribed_users?: number[];
  snoozed_until?: string | null;
}

export const createAlert = (projectId: number, body: AlertChanges) =>
  request<Alert>(base(projectId), { method: "POST", body });

export const changeAlert = (projectId: number, id: string, body: AlertChanges) =>
  request<Alert>(`${base(projectId)}${id}/`, { method: "PATCH", body });

export const deleteAlert = (projectId: number, id: string) =>
  request<void>(`${base(projectId)}${id}/`, { method: "DELETE" });

export const testAlert = (projectId: number, id: string) =>
  request<AlertTest>(`${base(projectId)}${id}/test/`, { method: "POST" });
