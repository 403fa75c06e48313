// A field for the value of a variable, as its type asks for.
import { useEffect, useState } from "react";
import { cx } from "@/ui/class-names";
import { NativeSelect, TextInput } from "@/ui/field";
import type { VariableType, VariableValue } from "./search";

export const typeTitles: ReadonlyArray<{ value: VariableType; title: string }> = [
  { value: "String", title: "Text" },
  { value: "Number", title: "Number" },
  { value: "Boolean", title: "Yes or no" },
  { value: "Date", title: "Date" },
  { value: "List", title: "One of a list" },
];

export function valueText(value: VariableValue["value"]): string {
  if (value === null) return "null";
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}

interface ValueInputProps {
  id: string;
  type: VariableType;
  // null: nothing is given.
  value: VariableValue["value"];
  // Of a list.
  choices?: readonly string[];
  // What stands where nothing is given.
  without: string;
  onChange: (value: VariableValue["value"]) => void;
  // Enter was pressed.
  onEnter?: () => void;
  // Tells of what is typed when the field is left or Enter is pressed, not at each key.
  settled?: boolean;
  className?: string;
}

export function ValueInput(props: ValueInputProps) {
  const { id, type, value, choices = [], without, onChange, className } = props;
  if (type === "Boolean" || type === "List") {
    const options = type === "Boolean" ? ["yes", "no"] : choices;
    const shown = value === null ? "" : valueText(value);
    return (
      <NativeSelect
        id={id}
        value={shown}
        onChange={({ target }) =>
          onChange(target.value === "" ? null : type === "Boolean" ? target.value === "yes" : target.value)
        }
        className={cx(className, shown === "" && "text-ink-3")}
      >
        <option value="">{without}</option>
        {[...new Set([...options, ...(shown === "" ? [] : [shown])])].map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </NativeSelect>
    );
  }
  return <TypedInput {...props} />;
}

function TypedInput({ id, type, value, without, onChange, onEnter, settled, className }: ValueInputProps) {
  const given = value === null ? "" : String(value);
  const [typed, setTyped] = useState(given);
  useEffect(() => setTyped(given), [given]);
  const tell = (text: string) => {
    if (text !== given) onChange(text === "" ? null : type === "Number" ? Number(text) : text);
  };
  return (
    <TextInput
      sized
      id={id}
      type={type === "Number" ? "number" : type === "Date" ? "date" : "text"}
      step="any"
      value={typed}
      placeholder={without}
      onChange={({ target }) => {
        setTyped(target.value);
        if (!settled || type === "Date") tell(target.value);
      }}
      onBlur={() => tell(typed)}
      onKeyDown={(press) => {
        if (press.key !== "Enter") return;
        tell(typed);
        onEnter?.();
      }}
      className={className}
    />
  );
}
