// Form fields: label above, help or error below, tied together for screen readers.
import { Eye, EyeOff, Search, X } from "lucide-react";
import { type ComponentProps, type ReactNode, useId, useState } from "react";
import { cx } from "./class-names";

export const controlClass =
  "h-8 min-w-0 rounded-md border border-line-strong bg-surface px-2.5 text-sm text-ink placeholder:text-ink-3 " +
  "hover:border-control focus:border-focus focus:outline-2 focus:-outline-offset-1 focus:outline-focus " +
  "aria-invalid:border-bad disabled:opacity-60 disabled:bg-sunken";

// For a control that fills the width it is given.
export const inputClass = `w-full ${controlClass}`;

interface FieldProps {
  label: ReactNode;
  help?: ReactNode;
  error?: string | null;
  children: (ids: { id: string; "aria-describedby"?: string; "aria-invalid"?: boolean }) => ReactNode;
}

export function Field({ label, help, error, children }: FieldProps) {
  const id = useId();
  const note = error || help;
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium text-ink">
        {label}
      </label>
      {children({ id, "aria-describedby": note ? `${id}-note` : undefined, "aria-invalid": error ? true : undefined })}
      {note && (
        <p
          id={`${id}-note`}
          role={error ? "alert" : undefined}
          className={cx("text-xs", error ? "text-bad" : "text-ink-3")}
        >
          {note}
        </p>
      )}
    </div>
  );
}

interface TextInputProps extends ComponentProps<"input"> {
  // As wide as `className` says instead of all the width there is.
  sized?: boolean;
}

export function TextInput({ className, sized, ...rest }: TextInputProps) {
  return <input {...rest} className={cx(sized ? controlClass : inputClass, className)} />;
}

export function PasswordInput({ className, ...rest }: ComponentProps<"input">) {
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <div className="relative">
      <input {...rest} type={shown ? "text" : "password"} className={cx(inputClass, "pr-9", className)} />
      <button
        type="button"
        aria-label={shown ? "Hide password" : "Show password"}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
        className="absolute top-0 right-0 flex h-full w-9 items-center justify-center rounded-md text-ink-3 hover:text-ink"
      >
        <Icon size={16} aria-hidden />
      </button>
    </div>
  );
}

interface SearchInputProps extends Omit<ComponentProps<"input">, "onChange" | "value"> {
  value: string;
  onChange: (value: string) => void;
  label: string;
}

export function SearchInput({ value, onChange, label, className, ...rest }: SearchInputProps) {
  return (
    <div className={cx("relative", className)}>
      <Search
        size={14}
        className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3"
        aria-hidden
      />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        spellCheck={false}
        autoComplete="off"
        {...rest}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={cx(inputClass, "pr-7 pl-8 [&::-webkit-search-cancel-button]:hidden")}
      />
      {value !== "" && (
        <button
          type="button"
          aria-label="Clear"
          onClick={() => onChange("")}
          className="absolute top-0 right-0 flex h-full w-7 items-center justify-center text-ink-3 hover:text-ink"
        >
          <X size={14} aria-hidden />
        </button>
      )}
    </div>
  );
}

export function NativeSelect({ className, children, ...rest }: ComponentProps<"select">) {
  return (
    <select {...rest} className={cx(controlClass, className, "pr-7!")}>
      {children}
    </select>
  );
}
