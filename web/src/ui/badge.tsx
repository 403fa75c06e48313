// A word with a colour that means something.
import type { ReactNode } from "react";
import { cx } from "./class-names";

export type BadgeTone = "neutral" | "good" | "bad" | "warn" | "info";

const tones: Record<BadgeTone, string> = {
  neutral: "bg-active text-ink-2",
  good: "bg-good-soft text-good",
  bad: "bg-bad-soft text-bad",
  warn: "bg-warn-soft text-warn",
  info: "bg-info-soft text-info",
};

export function Badge({ tone = "neutral", children }: { tone?: BadgeTone; children: ReactNode }) {
  return (
    <span
      className={cx("inline-flex h-5 shrink-0 items-center gap-1 rounded-sm px-1.5 text-xs font-medium", tones[tone])}
    >
      {children}
    </span>
  );
}
