// Making or changing a subscription.
import { type FormEvent, useState } from "react";
import { ApiError, errorText } from "@/app/client";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { controlClass, Field, NativeSelect, TextInput } from "@/ui/field";
import { FormError } from "@/ui/form-error";
import type { Subscription, SubscriptionChanges } from "./api";
import { changesOf, frequencies, newSchedule, type Schedule, scheduleOf, weekdayNames, weekdays } from "./words";

interface SubscriptionFormProps {
  subscription: Subscription | null;
  // What is subscribed to, in words.
  title: string;
  onSave: (changes: SubscriptionChanges) => Promise<void>;
  onCancel: () => void;
}

const shownAt = ["title", "target_value"];

export function SubscriptionForm({ subscription, title, onSave, onCancel }: SubscriptionFormProps) {
  const [name, setName] = useState(subscription?.title ?? title);
  const [type, setType] = useState(subscription?.target_type ?? "email");
  const [target, setTarget] = useState(subscription?.target_value.replaceAll(",", ", ") ?? "");
  const [schedule, setSchedule] = useState<Schedule>(() =>
    subscription ? scheduleOf(subscription) : newSchedule(new Date()),
  );
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<{ attr: string | null; text: string } | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      await onSave({ title: name, target_type: type, target_value: target.trim(), ...changesOf(schedule) });
    } catch (error) {
      setFailure({ attr: error instanceof ApiError ? error.attr : null, text: errorText(error) });
      setBusy(false);
    }
  };
  const toggle = (day: string) =>
    setSchedule({
      ...schedule,
      weekdays: schedule.weekdays.includes(day)
        ? schedule.weekdays.filter((each) => each !== day)
        : [...schedule.weekdays, day],
    });
  const errorOf = (attr: string) => (failure?.attr === attr ? failure.text : null);

  return (
    <form onSubmit={submit} className="flex flex-col gap-4 px-5 py-4">
      <Field label="Title" help="The subject of the e-mail." error={errorOf("title")}>
        {(ids) => (
          <TextInput {...ids} value={name} onChange={(event) => setName(event.target.value)} required maxLength={255} />
        )}
      </Field>
      <Field label="Sent by">
        {(ids) => (
          <NativeSelect
            {...ids}
            value={type}
            onChange={(event) => {
              setType(event.target.value as Subscription["target_type"]);
              setTarget("");
            }}
            className="w-44"
          >
            <option value="email">E-mail</option>
            <option value="webhook">Webhook</option>
          </NativeSelect>
        )}
      </Field>
      {type === "email" ? (
        <Field label="To" help="Addresses, with commas between." error={errorOf("target_value")}>
          {(ids) => (
            <TextInput
              {...ids}
              value={target}
              onChange={(event) => setTarget(event.target.value)}
              placeholder="ada@example.com, bob@example.com"
              required
            />
          )}
        </Field>
      ) : (
        <Field label="URL" help="A signed POST with numbers and pictures as JSON." error={errorOf("target_value")}>
          {(ids) => (
            <TextInput
              {...ids}
              type="url"
              value={target}
              onChange={(event) => setTarget(event.target.value)}
              placeholder="https://hooks.example.com/…"
              maxLength={2000}
              required
            />
          )}
        </Field>
      )}
      <fieldset className="flex flex-col gap-2">
        <legend className="pb-1.5 text-sm font-medium">Every</legend>
        <div className="flex items-center gap-2">
          <input
            type="number"
            aria-label="How many"
            min={1}
            max={1000}
            value={schedule.interval}
            onChange={(event) => setSchedule({ ...schedule, interval: Number(event.target.value) })}
            className={`${controlClass} w-20`}
          />
          <NativeSelect
            aria-label="Days, weeks, months or years"
            value={schedule.frequency}
            onChange={(event) => setSchedule({ ...schedule, frequency: event.target.value as Schedule["frequency"] })}
          >
            {frequencies.map((each) => (
              <option key={each.value} value={each.value}>
                {schedule.interval === 1 ? each.title.replace(/s$/, "") : each.title}
              </option>
            ))}
          </NativeSelect>
        </div>
        {schedule.frequency === "weekly" && (
          <div className="flex flex-wrap gap-1">
            {weekdays.map((day, index) => (
              <button
                key={day}
                type="button"
                aria-pressed={schedule.weekdays.includes(day)}
                onClick={() => toggle(day)}
                className={cx(
                  "h-8 rounded-md border px-2.5 text-sm",
                  schedule.weekdays.includes(day)
                    ? "border-accent bg-accent-soft text-accent-ink"
                    : "border-line-strong text-ink-2 hover:border-control",
                )}
              >
                {weekdayNames[index]}
              </button>
            ))}
          </div>
        )}
      </fieldset>
      <Field
        label="First time"
        help="The hour stays the same in the project’s time zone, over daylight saving too."
        error={errorOf("start_date")}
      >
        {(ids) => (
          <TextInput
            {...ids}
            type="datetime-local"
            value={schedule.start}
            onChange={(event) => setSchedule({ ...schedule, start: event.target.value })}
            required
          />
        )}
      </Field>
      <FormError text={failure && !shownAt.includes(failure.attr ?? "") ? failure.text : null} />
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" weight="primary" busy={busy}>
          {subscription ? "Save subscription" : "Subscribe"}
        </Button>
      </div>
    </form>
  );
}
