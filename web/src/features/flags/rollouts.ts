// Staged rollouts as the server gives them, and in words. docs/internals/staged-rollouts.md says what they mean.
import { queryOptions } from "@tanstack/react-query";
import { request } from "@/app/client";
import type { Creator } from "@/features/insights/api";

export interface Step {
  percentage: number;
  min_seconds: number;
  min_people: number;
}

export interface Guardrail {
  kind: "errors" | "conversion" | "mean";
  name?: string;
  series?: { kind: "EventsNode"; event: string; name?: string }[];
  harm?: "increase" | "decrease";
  tolerance?: number;
  // Of a mean: how long after the first answer counts.
  window_seconds?: number;
}

export interface Plan {
  steps: Step[];
  guardrails: Guardrail[];
  on_breach: "roll_back" | "pause";
  webhook?: string;
  // Ids of members who are told by e-mail.
  subscribed_users?: number[];
}

export interface Reading {
  name: string;
  exposed: number;
  unexposed: number;
  exposed_value: number;
  unexposed_value: number;
  exposed_events: number;
  unexposed_events: number;
  evidence: number;
  threshold: number;
  breached: boolean;
}

export interface Rollout {
  id: number;
  flag: number;
  // A condition's place, from 0.
  condition: number | "all";
  plan: Plan;
  status: "running" | "paused" | "rolled_back" | "finished";
  reason: string;
  step: number;
  percentage: number;
  percentage_before: number;
  // What the condition is about: a group type's number, or people.
  group_type_index: number | null;
  step_started_at: string;
  // Shown once, when the project names a webhook for the first time.
  webhook_secret?: string;
  created_at: string;
  finished_at: string | null;
}

export interface WholeRollout extends Rollout {
  log: { at: string; what: string; reason: string; readings: Reading[]; user: Creator | null }[];
  looks: { at: string; step: number; readings: Reading[] }[];
}

const base = (projectId: number) => `/api/projects/${projectId}/rollouts/`;

export const rolloutsQuery = (projectId: number, flag: number) =>
  queryOptions({
    queryKey: ["project", projectId, "rollouts", flag],
    queryFn: ({ signal }) => request<{ results: Rollout[] }>(base(projectId), { query: { flag }, signal }),
  });

export const allRolloutsQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "rollouts", "all"],
    queryFn: ({ signal }) => request<{ results: Rollout[] }>(base(projectId), { signal }),
    staleTime: 30_000,
  });

export const rolloutQuery = (projectId: number, id: number) =>
  queryOptions({
    queryKey: ["project", projectId, "rollout", id],
    queryFn: ({ signal }) => request<WholeRollout>(`${base(projectId)}${id}/`, { signal }),
    // What goes on by itself is watched; what is over is not.
    refetchInterval: (query) =>
      query.state.data?.status === "rolled_back" || query.state.data?.status === "finished" ? false : 5_000,
  });

export const startRollout = (projectId: number, flag: number, condition: Rollout["condition"], plan: Plan) =>
  request<Rollout>(base(projectId), { method: "POST", body: { flag, condition, ...plan } });

export type Act = "pause" | "resume" | "advance" | "roll_back";
export const steerRollout = (projectId: number, id: number, act: Act) =>
  request<Rollout>(`${base(projectId)}${id}/${act}/`, { method: "POST", body: {} });

// Five steps, each for a day or an hour and enough people to notice what is grave.
export const usualSteps = (minutes: number, people: number): Step[] =>
  [1, 5, 25, 50, 100].map((percentage) => ({ percentage, min_seconds: minutes * 60, min_people: people }));

const seriesOf = (event: string) => ({ kind: "EventsNode" as const, event, name: event });

// People who do something, and how often they do it in the hour after they were told.
export const conversionOf = (event: string): Guardrail => ({
  kind: "conversion",
  name: event,
  series: [seriesOf(event)],
});
export const meanOf = (event: string): Guardrail => ({
  kind: "mean",
  name: `How often ${event}`,
  series: [seriesOf(event)],
  window_seconds: 3600,
});

// A funnel with one more step.
export const withStep = (guardrail: Guardrail, event: string): Guardrail => ({
  ...guardrail,
  name: `${guardrail.name} → ${event}`,
  series: [...(guardrail.series ?? []), seriesOf(event)],
});

// How close to stopping a guardrail is, from 0 to 1: evidence multiplies, so its logarithm is what grows evenly.
export function closeness(reading: Pick<Reading, "evidence" | "threshold">): number {
  if (reading.threshold <= 1) return 0;
  const part = Math.log(Math.max(1, reading.evidence)) / Math.log(reading.threshold);
  return Math.max(0, Math.min(1, part));
}

export const statusWords: Record<Rollout["status"], string> = {
  running: "Running",
  paused: "Paused",
  rolled_back: "Rolled back",
  finished: "Finished",
};

export const logWords: Record<string, string> = {
  started: "Started",
  advanced: "Next step",
  paused: "Paused",
  resumed: "Went on",
  rolled_back: "Rolled back",
  finished: "Finished",
};

export const valueWords = (reading: Reading, mean: boolean, side: "exposed" | "unexposed") =>
  mean
    ? reading[`${side}_value`].toPrecision(3)
    : `${(reading[`${side}_value`] * 100).toFixed(1)}% (${reading[`${side}_events`]} of ${reading[side]})`;
