// The range of dates: the usual ones, a typed one, two days.
import { CalendarDays, ChevronDown } from "lucide-react";
import { type FormEvent, useState } from "react";
import { datePresets, parseRange, rangeTitle } from "@/query/dates";
import type { DateRange } from "@/query/types";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { controlClass, inputClass } from "@/ui/field";
import { PopoverPanel } from "@/ui/popover-panel";
import { useZone } from "@/ui/time";

interface DatePickerProps {
  range: DateRange | undefined;
  onChange: (range: DateRange) => void;
  // Instead of a range, where one may be without.
  without?: { title: string; onPick: () => void };
}

const day = (text: string | null | undefined) => (text && /^\d{4}-\d{2}-\d{2}/.test(text) ? text.slice(0, 10) : "");

export function DatePicker({ range, onChange, without }: DatePickerProps) {
  const zone = useZone();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const pick = (next: DateRange) => {
    onChange(next);
    setOpen(false);
    setTyped("");
    setWrong(false);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = parseRange(typed);
    if (parsed) pick(parsed);
    else setWrong(true);
  };
  const title = range ? rangeTitle(range) : (without?.title ?? rangeTitle(range));
  return (
    <PopoverPanel
      label="Dates"
      className="w-80 p-2"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button icon={CalendarDays} aria-label={`Dates: ${title}`} className="max-w-64">
          <span className="truncate">{title}</span>
          <ChevronDown size={14} className="text-ink-3" aria-hidden />
        </Button>
      }
    >
      <form onSubmit={onSubmit}>
        <input
          aria-label="Type a range"
          placeholder="45d, last 6 weeks, 2026-10-01 to 2026-10-15"
          value={typed}
          aria-invalid={wrong}
          onChange={(event) => {
            setTyped(event.target.value);
            setWrong(false);
          }}
          className={inputClass}
        />
        {wrong && (
          <p role="alert" className="pt-1 text-xs text-bad">
            Write for example 45d, or two days as 2026-10-01 to 2026-10-15.
          </p>
        )}
      </form>
      <div className="grid grid-cols-2 gap-px pt-2">
        {without && (
          <PresetButton
            on={!range}
            title={without.title}
            onClick={() => {
              without.onPick();
              setOpen(false);
            }}
          />
        )}
        {datePresets.map((preset) => (
          <PresetButton
            key={preset.title}
            on={preset.title === title}
            title={preset.title}
            onClick={() => pick(preset.range)}
          />
        ))}
      </div>
      <div className="mt-2 flex items-center gap-1.5 border-t border-line pt-2 text-sm text-ink-3">
        <input
          type="date"
          aria-label="First day"
          value={day(range?.date_from)}
          onChange={(event) => event.target.value && onChange({ ...range, date_from: event.target.value })}
          className={cx(controlClass, "flex-1 px-2")}
        />
        <span aria-hidden>–</span>
        <input
          type="date"
          aria-label="Last day"
          value={day(range?.date_to)}
          onChange={(event) => onChange({ ...range, date_to: event.target.value || null })}
          className={cx(controlClass, "flex-1 px-2")}
        />
      </div>
      <p className="px-1 pt-2 text-2xs text-ink-3">Days begin at midnight in {zone}.</p>
    </PopoverPanel>
  );
}

function PresetButton({ title, on, onClick }: { title: string; on: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      aria-pressed={on}
      className={cx(
        "h-8 rounded-md px-2 text-left text-sm hover:bg-hover",
        on ? "bg-active font-medium text-ink" : "text-ink-2",
      )}
    >
      {title}
    </button>
  );
}
