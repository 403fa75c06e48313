// Alerts in words. Pure.
import type { BadgeTone } from "@/ui/badge";
import type { Alert, AlertState, CalculationInterval, Rule } from "./api";

export const newRule: Rule = {
  condition: { type: "absolute_value" },
  threshold: { configuration: { type: "absolute", bounds: { lower: null, upper: null } } },
  config: { type: "TrendsAlertConfig", series_index: 0, check_ongoing_interval: false },
  skip_weekend: false,
};

export const intervals: ReadonlyArray<{ value: CalculationInterval; title: string }> = [
  { value: "real_time", title: "as data comes" },
  { value: "hourly", title: "every hour" },
  { value: "daily", title: "every day" },
  { value: "weekly", title: "every week" },
  { value: "monthly", title: "every month" },
];

export const isShare = (rule: Rule): boolean =>
  rule.condition.type !== "absolute_value" && rule.threshold.configuration.type === "percentage";

function amount(value: number, share: boolean): string {
  const shown = share ? value * 100 : value;
  return `${Number(shown.toFixed(2)).toLocaleString("en")}${share ? "%" : ""}`;
}

// "is below 20 or above 100", "goes up by more than 20%"
export function ruleText(rule: Rule): string {
  const { lower, upper } = rule.threshold.configuration.bounds;
  const share = isShare(rule);
  if (rule.condition.type === "absolute_value") {
    const parts = [
      lower === null ? "" : `below ${amount(lower, share)}`,
      upper === null ? "" : `above ${amount(upper, share)}`,
    ].filter((part) => part !== "");
    return parts.length === 0 ? "has no bounds yet" : `is ${parts.join(" or ")}`;
  }
  const way = rule.condition.type === "relative_increase" ? "goes up" : "goes down";
  const parts = [
    upper === null ? "" : `by more than ${amount(upper, share)}`,
    lower === null ? "" : `by less than ${amount(lower, share)}`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? "has no bounds yet" : `${way} ${parts.join(" or ")}`;
}

export const stateWords: Record<AlertState, { text: string; tone: BadgeTone }> = {
  Firing: { text: "Firing", tone: "bad" },
  "Not firing": { text: "Within bounds", tone: "good" },
  Errored: { text: "Cannot be checked", tone: "warn" },
  Snoozed: { text: "Snoozed", tone: "neutral" },
};

export function stateOf(alert: Alert): { text: string; tone: BadgeTone } {
  if (!alert.enabled) return { text: "Off", tone: "neutral" };
  if (alert.last_checked_at === null && alert.state === "Not firing")
    return { text: "Not checked yet", tone: "neutral" };
  return stateWords[alert.state];
}

export function valueText(rule: Rule, value: number | null): string {
  return value === null ? "" : amount(value, isShare(rule));
}

// What is wrong with a rule before the server is asked.
export function problemOf(rule: Rule): string | undefined {
  const { lower, upper } = rule.threshold.configuration.bounds;
  if (lower === null && upper === null) return "Give at least one bound.";
  if (lower !== null && upper !== null && lower > upper) return "The lower bound is above the upper one.";
  return undefined;
}

// Whom it tells.
export function toldText({ webhook_url, subscribed_users }: Pick<Alert, "webhook_url" | "subscribed_users">): string {
  const people = subscribed_users.length;
  const all = [
    ...(people > 0 ? [people === 1 ? "one person" : `${people} people`] : []),
    ...(webhook_url ? ["a webhook"] : []),
  ];
  return all.length === 0 ? "tells nobody" : `tells ${all.join(" and ")}`;
}
