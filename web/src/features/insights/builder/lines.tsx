// The small controls that parts of the builder are made of: a labelled line, a tick, a number, a field.
import { type ReactNode, useId } from "react";
import { cx } from "@/ui/class-names";
import { controlClass } from "@/ui/field";

// A control of the builder's lines.
export const small = "h-7! px-2 text-xs";

export function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className="flex min-h-8 items-center justify-between gap-3 text-sm text-ink-2">
      <span className="shrink-0">{label}</span>
      {children}
    </label>
  );
}

interface CheckProps {
  title: string;
  about?: string;
  on: boolean;
  onChange: (on: boolean) => void;
}

export function Check({ title, about, on, onChange }: CheckProps) {
  return (
    <label className="flex min-h-7 items-center gap-2 text-sm text-ink-2" title={about}>
      <input
        type="checkbox"
        className="shrink-0 accent-[var(--accent)]"
        checked={on}
        onChange={(event) => onChange(event.target.checked)}
      />
      {title}
    </label>
  );
}

interface NumberBoxProps {
  label: string;
  value: number | undefined;
  least?: number;
  most: number;
  // Without it, an empty field means nothing was changed.
  onChange: (value: number | undefined) => void;
  empty?: string;
  className?: string;
}

// Heard when it is left or Enter is pressed; out of its bounds it goes back to what it was.
export function NumberBox({ label, value, least = 1, most, onChange, empty, className = "w-16" }: NumberBoxProps) {
  return (
    <input
      type="number"
      aria-label={label}
      min={least}
      max={most}
      key={value ?? "none"}
      defaultValue={value}
      placeholder={empty}
      onBlur={(event) => {
        const text = event.target.value.trim();
        const typed = Math.round(Number(text));
        if (text === "" && empty !== undefined) {
          if (value !== undefined) onChange(undefined);
        } else if (text !== "" && typed >= least && typed <= most) {
          if (typed !== value) onChange(typed);
        } else event.target.value = value === undefined ? "" : String(value);
      }}
      onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      className={cx(controlClass, small, className)}
    />
  );
}

interface TextBoxProps {
  label: string;
  value: string;
  placeholder?: string;
  mono?: boolean;
  onChange: (value: string) => void;
  // Offered while it is typed.
  offered?: readonly string[];
}

// Heard when it is left or Enter is pressed.
export function TextBox({ label, value, placeholder, mono, onChange, offered }: TextBoxProps) {
  const list = useId();
  return (
    <>
      <input
        key={value}
        defaultValue={value}
        aria-label={label}
        placeholder={placeholder ?? label}
        spellCheck={false}
        list={offered ? list : undefined}
        onBlur={(event) => {
          const typed = event.target.value.trim();
          if (typed !== value) onChange(typed);
        }}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        className={cx(controlClass, "h-7! w-full text-xs", mono && "font-mono")}
      />
      {offered && (
        <datalist id={list}>
          {offered.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </>
  );
}
