// Fields for the {variables.name} that a statement names.
import { Braces } from "lucide-react";
import { NativeSelect, TextInput } from "@/ui/field";
import type { VariableType, VariableValue, VariableValues } from "./search";

interface VariablesProps {
  names: readonly string[];
  values: VariableValues;
  onChange: (values: VariableValues) => void;
  onRun: () => void;
}

const types: ReadonlyArray<{ value: VariableType; title: string }> = [
  { value: "String", title: "Text" },
  { value: "Number", title: "Number" },
  { value: "Boolean", title: "Yes or no" },
  { value: "Date", title: "Date" },
];

function converted(value: VariableValue["value"], type: VariableType): VariableValue["value"] {
  if (type === "Boolean") return value === true || value === "true";
  if (value === null || typeof value === "boolean") return null;
  if (type === "Number") return Number.isFinite(Number(value)) && value !== "" ? Number(value) : null;
  if (type === "Date") return /^\d{4}-\d\d-\d\d$/.test(String(value)) ? value : null;
  return String(value);
}

export function Variables({ names, values, onChange, onRun }: VariablesProps) {
  if (names.length === 0) return null;
  return (
    <fieldset
      aria-label="Values of the variables"
      className="flex min-w-0 flex-wrap items-end gap-x-4 gap-y-2 border-t border-line bg-sunken px-3 py-2"
    >
      {names.map((name) => {
        const { type, value } = values[name] ?? { type: "String" as const, value: null };
        const set = (next: VariableValue) => onChange({ ...values, [name]: next });
        return (
          <div key={name} className="flex min-w-0 items-center gap-2">
            <label
              htmlFor={`variable-${name}`}
              className="flex min-w-0 items-center gap-1 font-mono text-xs text-ink-2"
            >
              <Braces size={13} className="text-ink-3" aria-hidden />
              <span className="max-w-40 truncate">{name}</span>
            </label>
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
                {types.map((each) => (
                  <option key={each.value} value={each.value}>
                    {each.title}
                  </option>
                ))}
              </NativeSelect>
              <ValueInput id={`variable-${name}`} type={type} value={value} onChange={set} onRun={onRun} />
            </span>
          </div>
        );
      })}
    </fieldset>
  );
}

interface ValueInputProps {
  id: string;
  type: VariableType;
  value: VariableValue["value"];
  onChange: (value: VariableValue) => void;
  onRun: () => void;
}

function ValueInput({ id, type, value, onChange, onRun }: ValueInputProps) {
  const className = "h-7 w-40 rounded-l-none text-xs";
  if (type === "Boolean")
    return (
      <NativeSelect
        id={id}
        value={String(value === true)}
        onChange={(event) => onChange({ type, value: event.target.value === "true" })}
        className={className}
      >
        <option value="true">yes</option>
        <option value="false">no</option>
      </NativeSelect>
    );
  return (
    <TextInput
      sized
      id={id}
      type={type === "Number" ? "number" : type === "Date" ? "date" : "text"}
      step="any"
      value={value === null ? "" : String(value)}
      placeholder="null"
      onChange={(event) => {
        const typed = event.target.value;
        onChange({ type, value: typed === "" ? null : type === "Number" ? Number(typed) : typed });
      }}
      onKeyDown={(press) => press.key === "Enter" && onRun()}
      className={className}
    />
  );
}
