// Making or changing an alert.
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { membersQuery } from "@/features/accounts/settings/api";
import { Button } from "@/ui/button";
import { controlClass, Field, NativeSelect, TextInput } from "@/ui/field";
import { FormError } from "@/ui/form-error";
import { SwitchRow } from "@/ui/settings";
import type { Alert, AlertChanges, CalculationInterval, ConditionType, Rule, ThresholdType } from "./api";
import { intervals, isShare, newRule, problemOf } from "./words";

interface AlertFormProps {
  alert: Alert | null;
  // What it watches, in words.
  title: string;
  // Names of the series, where there are several to choose from.
  series: readonly string[];
  onSave: (changes: AlertChanges) => Promise<void>;
  onCancel: () => void;
}

const ruleOf = ({ condition, threshold, config, skip_weekend }: Rule): Rule => ({
  condition,
  threshold,
  config,
  skip_weekend,
});

export function AlertForm({ alert, title, series, onSave, onCancel }: AlertFormProps) {
  const [rule, setRule] = useState<Rule>(alert ? ruleOf(alert) : newRule);
  const [name, setName] = useState(alert?.name ?? title);
  const [interval, setCalculation] = useState<CalculationInterval>(alert?.calculation_interval ?? "real_time");
  const [webhook, setWebhook] = useState(alert?.webhook_url ?? "");
  const [told, setTold] = useState<number[]>(alert?.subscribed_users.map(({ id }) => id) ?? []);
  const { organization } = useProject();
  const members = useQuery(membersQuery(organization)).data ?? [];
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<{ attr: string | null; text: string } | null>(null);
  const configuration = rule.threshold.configuration;
  const relative = rule.condition.type !== "absolute_value";
  const share = isShare(rule);
  const configure = (changes: Partial<typeof configuration>) =>
    setRule({ ...rule, threshold: { configuration: { ...configuration, ...changes } } });
  const setBound = (side: "lower" | "upper", value: number | null) =>
    configure({ bounds: { ...configuration.bounds, [side]: value } });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wrong = problemOf(rule);
    if (wrong) return setFailure({ attr: null, text: wrong });
    setBusy(true);
    setFailure(null);
    try {
      await onSave({
        ...rule,
        name,
        calculation_interval: interval,
        webhook_url: webhook.trim() || null,
        subscribed_users: told,
      });
    } catch (error) {
      setFailure({ attr: error instanceof ApiError ? error.attr : null, text: errorText(error) });
      setBusy(false);
    }
  };

  return (
    <form onSubmit={submit} className="flex flex-col gap-4 px-5 py-4">
      <Field label="Name" error={failure?.attr === "name" ? failure.text : null}>
        {(ids) => (
          <TextInput {...ids} value={name} onChange={(event) => setName(event.target.value)} required maxLength={255} />
        )}
      </Field>
      {series.length > 1 && (
        <Field label="Series">
          {(ids) => (
            <NativeSelect
              {...ids}
              value={rule.config.series_index}
              onChange={(event) =>
                setRule({ ...rule, config: { ...rule.config, series_index: Number(event.target.value) } })
              }
            >
              {series.map((each, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: series are known by their place
                <option key={index} value={index}>
                  {each}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
      )}
      <fieldset className="flex flex-col gap-2">
        <legend className="pb-1.5 text-sm font-medium">Fires when it</legend>
        <div className="flex flex-wrap gap-2">
          <NativeSelect
            aria-label="What is looked at"
            value={rule.condition.type}
            onChange={(event) => setRule({ ...rule, condition: { type: event.target.value as ConditionType } })}
          >
            <option value="absolute_value">is</option>
            <option value="relative_increase">goes up by</option>
            <option value="relative_decrease">goes down by</option>
          </NativeSelect>
          {relative && (
            <NativeSelect
              aria-label="Unit of the change"
              value={configuration.type}
              onChange={(event) => configure({ type: event.target.value as ThresholdType })}
            >
              <option value="absolute">a number</option>
              <option value="percentage">per cent</option>
            </NativeSelect>
          )}
        </div>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          {(["lower", "upper"] as const).map((side) => (
            <label key={side} className="flex items-center gap-2 text-sm text-ink-2">
              {side === "lower" ? (relative ? "less than" : "below") : relative ? "more than" : "above"}
              <input
                type="number"
                step="any"
                value={bound(configuration.bounds[side], share)}
                onChange={(event) => {
                  const value = event.target.value === "" ? null : Number(event.target.value);
                  setBound(side, value === null ? null : share ? value / 100 : value);
                }}
                className={`${controlClass} w-28`}
              />
              {share && "%"}
            </label>
          ))}
        </div>
        {relative && <p className="text-xs text-ink-3">Compared with the period before.</p>}
      </fieldset>
      <Field label="Checked">
        {(ids) => (
          <NativeSelect
            {...ids}
            value={interval}
            onChange={(event) => setCalculation(event.target.value as CalculationInterval)}
            className="w-44"
          >
            {intervals.map((each) => (
              <option key={each.value} value={each.value}>
                {each.title}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      {members.length > 0 && (
        <fieldset className="flex flex-col gap-1.5">
          <legend className="pb-1.5 text-sm font-medium">Tell by e-mail</legend>
          {members.map(({ user }) => (
            <label key={user.uuid} className="flex items-center gap-2 text-sm">
              <input
                type="checkbox"
                className="accent-accent"
                checked={told.includes(user.id)}
                onChange={(event) =>
                  setTold(event.target.checked ? [...told, user.id] : told.filter((id) => id !== user.id))
                }
              />
              <bdi className="truncate">{user.email}</bdi>
            </label>
          ))}
        </fieldset>
      )}
      <Field
        label="Tell this webhook"
        help="A POST with the value and a sentence, when it begins to fire and when it ends. Empty: only shown here."
        error={failure?.attr === "webhook_url" ? failure.text : null}
      >
        {(ids) => (
          <TextInput
            {...ids}
            type="url"
            value={webhook}
            onChange={(event) => setWebhook(event.target.value)}
            placeholder="https://hooks.example.com/…"
            maxLength={2000}
          />
        )}
      </Field>
      <div className="divide-y divide-line rounded-lg border border-line">
        <SwitchRow
          title="Look at the ongoing period too"
          about="For upper bounds: it fires before the day is over."
          on={rule.config.check_ongoing_interval}
          onChange={(on) => setRule({ ...rule, config: { ...rule.config, check_ongoing_interval: on } })}
        />
        <SwitchRow
          title="Not on weekends"
          about="Saturday and Sunday of the project’s time zone."
          on={rule.skip_weekend}
          onChange={(skip_weekend) => setRule({ ...rule, skip_weekend })}
        />
      </div>
      <FormError text={failure && !["name", "webhook_url"].includes(failure.attr ?? "") ? failure.text : null} />
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" weight="primary" busy={busy}>
          {alert ? "Save alert" : "Make alert"}
        </Button>
      </div>
    </form>
  );
}

const bound = (value: number | null, share: boolean): string =>
  value === null ? "" : String(share ? Number((value * 100).toFixed(6)) : value);
