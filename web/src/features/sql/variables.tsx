// Fields for the {variables.name} that a statement names: those the project keeps have their type and a default, others
// are of this statement alone until they are kept.
import { BookmarkPlus, Braces } from "lucide-react";
import { useState } from "react";
import { IconButton } from "@/ui/button";
import { NativeSelect } from "@/ui/field";
import type { VariableType, VariableValue, VariableValues } from "./search";
import { typeTitles, ValueInput, valueText } from "./value-input";
import { VariableDialog, type VariableDraft } from "./variable-dialog";
import type { KeptVariable } from "./variables-api";

interface VariablesProps {
  names: readonly string[];
  kept: readonly KeptVariable[];
  values: VariableValues;
  onChange: (values: VariableValues) => void;
  onRun: () => void;
}

const ownTypes = typeTitles.filter(({ value }) => value !== "List");

function converted(value: VariableValue["value"], type: VariableType): VariableValue["value"] {
  if (type === "Boolean") return value === true || value === "true";
  if (value === null || typeof value === "boolean") return null;
  if (type === "Number") return Number.isFinite(Number(value)) && value !== "" ? Number(value) : null;
  if (type === "Date") return /^\d{4}-\d\d-\d\d$/.test(String(value)) ? value : null;
  return String(value);
}

export function Variables({ names, kept, values, onChange, onRun }: VariablesProps) {
  const [draft, setDraft] = useState<VariableDraft | null>(null);
  if (names.length === 0) return null;
  return (
    <fieldset
      aria-label="Values of the variables"
      className="flex min-w-0 flex-wrap items-end gap-x-4 gap-y-2 border-t border-line bg-sunken px-3 py-2"
    >
      {names.map((name) => {
        const variable = kept.find(({ code_name }) => code_name === name);
        const { type, value } = values[name] ?? { type: "String" as const, value: null };
        const set = (next: VariableValue) => onChange({ ...values, [name]: next });
        return (
          <div key={name} className="flex min-w-0 items-center gap-2">
            <label
              htmlFor={`variable-${name}`}
              title={variable?.name}
              className="flex min-w-0 items-center gap-1 font-mono text-xs text-ink-2"
            >
              <Braces size={13} className="text-ink-3" aria-hidden />
              <span className="max-w-40 truncate">{name}</span>
            </label>
            {variable ? (
              <ValueInput
                id={`variable-${name}`}
                type={variable.type}
                value={value}
                choices={variable.values}
                without={valueText(variable.default_value)}
                onChange={(next) => set({ type: variable.type, value: next })}
                onEnter={onRun}
                className="h-7 w-40 text-xs"
              />
            ) : (
              <span className="flex">
                <NativeSelect
                  aria-label={`Kind of ${name}`}
                  value={type}
                  onChange={(event) => {
                    const next = event.target.value as VariableType;
                    set({ type: next, value: converted(value, next) });
                  }}
                  className="h-7 rounded-r-none border-r-0 text-xs text-ink-2"
                >
                  {ownTypes.map((each) => (
                    <option key={each.value} value={each.value}>
                      {each.title}
                    </option>
                  ))}
                </NativeSelect>
                <ValueInput
                  id={`variable-${name}`}
                  type={type}
                  value={value}
                  without="null"
                  onChange={(next) => set({ type, value: next })}
                  onEnter={onRun}
                  className="h-7 w-40 rounded-l-none text-xs"
                />
                <IconButton
                  small
                  icon={BookmarkPlus}
                  label={`Keep ${name} for the project`}
                  onClick={() => setDraft({ name, type, default_value: value })}
                />
              </span>
            )}
          </div>
        );
      })}
      <VariableDialog draft={draft} onClose={() => setDraft(null)} />
    </fieldset>
  );
}
