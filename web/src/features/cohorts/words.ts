// Cohorts in words, and their criteria while they are being written. Pure.
import { eventName } from "@/features/definitions/names";
import { filterText, isComplete } from "@/features/insights/filters";
import type { Behaviour, BehaviourKind, Cohort, Criterion, Definition, PersonFilter, TimeUnit } from "./api";

// What a person did, as one chooses it: PostHog's kinds, "did not do" being one with a negation.
export interface BehaviourChoice {
  value: string;
  kind: BehaviourKind;
  negation: boolean;
  title: string;
}

export const behaviours: readonly BehaviourChoice[] = [
  { value: "did", kind: "performed_event", negation: false, title: "did" },
  { value: "did_not", kind: "performed_event", negation: true, title: "did not do" },
  { value: "times", kind: "performed_event_multiple", negation: false, title: "did several times" },
  { value: "first", kind: "performed_event_first_time", negation: false, title: "did for the first time" },
  { value: "stopped", kind: "stopped_performing_event", negation: false, title: "stopped doing" },
  { value: "again", kind: "restarted_performing_event", negation: false, title: "did again after a break" },
];

export const units: readonly TimeUnit[] = ["hour", "day", "week", "month", "year"];

export const newBehaviour: Behaviour = {
  type: "behavioral",
  value: "performed_event",
  event_type: "events",
  key: "$pageview",
  negation: false,
  time_value: 30,
  time_interval: "day",
};

export const newDefinition: Definition = {
  properties: { type: "OR", values: [{ type: "AND", values: [newBehaviour] }] },
};

export const isBehaviour = (criterion: Criterion): criterion is Behaviour => criterion.type === "behavioral";
export const isPerson = (criterion: Criterion): criterion is PersonFilter => criterion.type === "person";

// Nothing for kinds that only the API can write.
export const choiceOf = (behaviour: Behaviour): BehaviourChoice | undefined =>
  behaviours.find((each) => each.kind === behaviour.value && each.negation === Boolean(behaviour.negation));

// The behaviour with another choice; what it needs besides is filled in.
export function withChoice(behaviour: Behaviour, value: string): Behaviour {
  const choice = behaviours.find((each) => each.value === value) ?? behaviours[0];
  if (!choice) return behaviour;
  const { type, event_type, key, name, event_filters } = behaviour;
  const next: Behaviour = {
    type,
    event_type,
    key,
    ...(name === undefined ? {} : { name }),
    ...(event_filters === undefined ? {} : { event_filters }),
    value: choice.kind,
    negation: choice.negation,
    time_value: behaviour.time_value ?? 30,
    time_interval: behaviour.time_interval ?? "day",
  };
  if (choice.kind === "performed_event_multiple") {
    next.operator = behaviour.operator ?? "gte";
    next.operator_value = behaviour.operator_value ?? 3;
  }
  if (choice.kind === "stopped_performing_event" || choice.kind === "restarted_performing_event") {
    next.seq_time_value = behaviour.seq_time_value ?? 7;
    next.seq_time_interval = behaviour.seq_time_interval ?? "day";
  }
  return next;
}

export const comparatorWords: Readonly<Record<string, string>> = {
  gte: "at least",
  lte: "at most",
  exact: "exactly",
  eq: "exactly",
  gt: "more than",
  lt: "fewer than",
};

const span = (value: number | string | undefined, unit: TimeUnit | undefined) =>
  `${value ?? "?"} ${unit ?? "day"}${Number(value) === 1 ? "" : "s"}`;

export function criterionText(criterion: Criterion, cohorts: ReadonlyMap<number, string> = new Map()): string {
  if (criterion.type === "cohort") {
    const name = cohorts.get(Number(criterion.value)) ?? `cohort ${criterion.value}`;
    return `${criterion.negation ? "are not" : "are"} in “${name}”`;
  }
  if (criterion.type === "person") return `${criterion.negation ? "not: " : ""}${filterText(criterion)}`;
  const what =
    criterion.event_type === "actions"
      ? (criterion.name ?? `action ${criterion.key}`)
      : eventName(String(criterion.key));
  const choice = choiceOf(criterion);
  const did = choice?.title ?? criterion.value.replaceAll("_", " ");
  const times =
    criterion.value === "performed_event_multiple"
      ? ` ${comparatorWords[criterion.operator ?? "gte"]} ${criterion.operator_value} times`
      : "";
  const verb = times ? `did ${what}${times}` : `${did} ${what}`;
  if (criterion.explicit_datetime) return `${verb} since ${criterion.explicit_datetime.slice(0, 10)}`;
  return `${verb} in the last ${span(criterion.time_value, criterion.time_interval)}`;
}

export function cohortText(cohort: Cohort, cohorts: ReadonlyMap<number, string> = new Map()): string {
  if (cohort.is_static) return "A list of people";
  if (!cohort.filters) return "";
  const { type, values } = asGroups(cohort.filters).properties;
  const groups = values.filter((group) => group.values.length > 0);
  const texts = groups.map((group) => {
    const text = group.values
      .map((criterion) => criterionText(criterion, cohorts))
      .join(group.type === "AND" ? " and " : " or ");
    return groups.length > 1 && group.values.length > 1 ? `(${text})` : text;
  });
  return texts.join(type === "AND" ? " and " : " or ");
}

function isFinished(criterion: Criterion): boolean {
  if (isPerson(criterion)) return isComplete(criterion);
  if (isBehaviour(criterion)) return criterion.key !== "";
  return Number.isFinite(criterion.value) && criterion.value > 0;
}

// As the server is asked: without what is still being written. Nothing when nothing is left.
export function finishedDefinition(definition: Definition): Definition | undefined {
  const values = definition.properties.values
    .map((group) => ({
      ...group,
      values: group.values.filter(isFinished).map((criterion) => {
        if (!isBehaviour(criterion) || !criterion.event_filters) return criterion;
        return { ...criterion, event_filters: criterion.event_filters.filter(isComplete) };
      }),
    }))
    .filter((group) => group.values.length > 0);
  return values.length > 0 ? { properties: { ...definition.properties, values } } : undefined;
}

// The shape the editor draws: groups of criteria. A bare criterion at the top, as the API allows, becomes a group.
export function asGroups(definition: Definition | null): Definition {
  const properties = definition?.properties;
  if (!properties || !Array.isArray(properties.values)) return newDefinition;
  const values = properties.values.map((each) =>
    Array.isArray((each as { values?: unknown }).values)
      ? each
      : { type: "AND" as const, values: [each as unknown as Criterion] },
  );
  return { properties: { type: properties.type, values } };
}
