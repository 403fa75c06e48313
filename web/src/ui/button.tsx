// Buttons: one look per weight. A button that waits keeps its width and says so to screen readers.
import { LoaderCircle, type LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { cx } from "./class-names";

export type ButtonWeight = "primary" | "plain" | "quiet" | "danger" | "risky";

const weights: Record<ButtonWeight, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover border-transparent",
  plain: "bg-surface text-ink border-line-strong hover:bg-hover",
  quiet: "bg-transparent text-ink-2 border-transparent hover:bg-hover hover:text-ink",
  // Leads to something dangerous, which is asked again.
  risky: "bg-surface text-bad border-line-strong hover:bg-bad-soft",
  danger: "bg-bad-fill text-white border-transparent hover:brightness-110",
};

export function buttonClass(weight: ButtonWeight = "plain", small = false): string {
  return cx(
    "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap select-none",
    "transition-colors duration-[120ms] disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50",
    small ? "h-7 px-2 text-xs" : "h-8 px-3 text-sm",
    weights[weight],
  );
}

interface ButtonProps extends ComponentProps<"button"> {
  weight?: ButtonWeight;
  small?: boolean;
  icon?: LucideIcon;
  busy?: boolean;
}

export function Button({ weight, small, icon: Icon, busy, className, children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={cx(buttonClass(weight, small), className)}
    >
      {busy ? (
        <LoaderCircle size={small ? 14 : 16} className="animate-spin" aria-hidden />
      ) : (
        Icon && <Icon size={small ? 14 : 16} aria-hidden />
      )}
      {children}
    </button>
  );
}

interface IconButtonProps extends ComponentProps<"button"> {
  icon: LucideIcon;
  label: string;
  small?: boolean;
}

// An icon alone; `label` is its name for screen readers and its tooltip.
export function IconButton({ icon: Icon, label, small, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={cx(
        "inline-flex shrink-0 items-center justify-center rounded-md text-ink-3 transition-colors duration-[120ms]",
        "hover:bg-hover hover:text-ink disabled:pointer-events-none disabled:opacity-40",
        small ? "size-6" : "size-8",
        className,
      )}
    >
      <Icon size={small ? 14 : 16} aria-hidden />
    </button>
  );
}
