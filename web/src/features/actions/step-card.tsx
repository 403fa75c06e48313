// One step of an action: which event, on which element, on which page, with which properties.
import { ChevronDown, X } from "lucide-react";
import { useEffect, useState } from "react";
import { eventName } from "@/features/definitions/names";
import { EventPicker } from "@/features/definitions/pickers";
import { EventIcon } from "@/features/events/event-icon";
import { FilterRows } from "@/features/insights/builder/filter-rows";
import { IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { controlClass, NativeSelect } from "@/ui/field";
import type { Matching, Step } from "./api";
import { type Condition, conditionsOf } from "./words";

interface StepCardProps {
  step: Step;
  number: number;
  onChange: (step: Step) => void;
  onRemove?: () => void;
  // What the server says of a field.
  wrong?: { field: string; text: string };
}

export function StepCard({ step, number, onChange, onRemove, wrong }: StepCardProps) {
  return (
    <fieldset className="border-t border-line px-4 py-3 first-of-type:border-t-0">
      <legend className="sr-only">Step {number}</legend>
      <div className="flex items-center gap-2">
        <EventPicker
          chosen={step.event}
          onPick={(event) => onChange({ ...step, event })}
          trigger={
            <button
              type="button"
              aria-label={`Event of step ${number}: ${step.event === null ? "any event" : eventName(step.event)}`}
              className={cx(controlClass, "flex max-w-full items-center gap-2 text-left")}
            >
              <EventIcon name={step.event ?? ""} />
              <bdi className="truncate font-medium">{step.event === null ? "Any event" : eventName(step.event)}</bdi>
              <ChevronDown size={12} className="shrink-0 text-ink-3" aria-hidden />
            </button>
          }
        />
        <span className="flex-1" />
        {onRemove && <IconButton small icon={X} label={`Remove step ${number}`} onClick={onRemove} />}
      </div>
      <div className="grid grid-cols-1 gap-2 pt-3 sm:grid-cols-[9rem_7rem_minmax(0,1fr)]">
        {conditionsOf(step).map(({ field, title, placeholder, otherwise }) => (
          <ConditionRow
            key={field}
            field={field}
            title={title}
            placeholder={placeholder}
            otherwise={otherwise}
            step={step}
            number={number}
            onChange={onChange}
            wrong={wrong?.field === field ? wrong.text : undefined}
          />
        ))}
      </div>
      <div className="pt-3">
        <FilterRows
          filters={step.properties}
          onChange={(properties) => onChange({ ...step, properties })}
          addLabel="Only where…"
        />
      </div>
    </fieldset>
  );
}

interface ConditionRowProps {
  field: Condition;
  title: string;
  placeholder: string;
  otherwise?: Matching;
  step: Step;
  number: number;
  onChange: (step: Step) => void;
  wrong?: string;
}

function ConditionRow({ field, title, placeholder, otherwise, step, number, onChange, wrong }: ConditionRowProps) {
  const matchingField = `${field}_matching` as const;
  return (
    <>
      <span className="flex items-center text-sm text-ink-2 sm:h-8">{title}</span>
      {otherwise === undefined || matchingField === "selector_matching" ? (
        <span className="flex items-center text-sm text-ink-3 sm:h-8">fits the selector</span>
      ) : (
        <NativeSelect
          aria-label={`How to compare: ${title}, step ${number}`}
          value={step[matchingField] ?? otherwise}
          onChange={(event) => onChange({ ...step, [matchingField]: event.target.value as Matching })}
        >
          <option value="contains">contains</option>
          <option value="exact">is</option>
          <option value="regex">matches</option>
        </NativeSelect>
      )}
      <div className="min-w-0">
        <SettledInput
          label={`${title}, step ${number}`}
          placeholder={placeholder}
          code={field === "selector"}
          value={step[field] ?? ""}
          invalid={wrong !== undefined}
          onChange={(text) => onChange({ ...step, [field]: text === "" ? null : text })}
        />
        {wrong && (
          <p role="alert" className="pt-1 text-xs text-bad">
            {wrong}
          </p>
        )}
      </div>
    </>
  );
}

interface SettledInputProps {
  label: string;
  placeholder: string;
  code: boolean;
  value: string;
  invalid: boolean;
  onChange: (text: string) => void;
}

// The count follows when the typing rests.
function SettledInput({ label, placeholder, code, value, invalid, onChange }: SettledInputProps) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed), 300);
    return () => clearTimeout(timer);
  });
  return (
    <input
      aria-label={label}
      aria-invalid={invalid || undefined}
      placeholder={placeholder}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => typed !== value && onChange(typed)}
      spellCheck={false}
      autoComplete="off"
      maxLength={2000}
      className={cx(controlClass, "w-full", code && "font-mono text-xs")}
    />
  );
}
