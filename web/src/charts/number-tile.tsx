// One number with its change and a sparkline.
import { Users } from "lucide-react";
import { IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { compactNumber, exactNumber } from "@/ui/numbers";
import { Skeleton } from "@/ui/states";
import { Sparkline } from "./sparkline";
import { ChangeMark } from "./tooltip";

interface NumberTileProps {
  title: string;
  // Nothing yet; null: there is none.
  value: number | null | undefined;
  before?: number;
  // What `before` is the value of: "the 7 days before".
  beforeWords: string;
  format?: (value: number) => string;
  riseIsBad?: boolean;
  values?: readonly number[];
  // The last of the values is of a period that still goes on.
  open?: boolean;
  colour?: string;
  chosen?: boolean;
  onClick?: () => void;
  // To the people behind the number.
  onPeople?: () => void;
}

export function NumberTile(props: NumberTileProps) {
  const { title, value, before, beforeWords, values, open, colour, chosen, onClick, onPeople } = props;
  const format = props.format ?? compactNumber;
  const exact = props.format ?? exactNumber;
  const change =
    value !== undefined && value !== null && before ? ((value - before) / Math.abs(before)) * 100 : undefined;
  const body = (
    <>
      <span className={cx("block truncate text-xs text-ink-2 sm:text-sm", onPeople && "pr-7")}>{title}</span>
      {value === undefined ? (
        <Skeleton className="my-1.5 h-7 w-24" />
      ) : (
        <span
          className="tabular block text-xl font-semibold tracking-tight sm:text-[28px] sm:leading-9"
          title={`${value === null ? "none" : exact(value)}${before === undefined ? "" : `, ${exact(before)} in ${beforeWords}`}`}
        >
          {value === null ? "–" : format(value)}
        </span>
      )}
      <span className="flex h-4 items-center gap-1 overflow-hidden text-xs whitespace-nowrap text-ink-3">
        {change !== undefined && (
          <>
            <ChangeMark percent={change} bad={props.riseIsBad} />{" "}
            <span className="hidden min-w-0 truncate @min-[170px]:inline">on {beforeWords}</span>
          </>
        )}
      </span>
      <Sparkline values={values ?? []} open={open} colour={colour} className="mt-2 h-9 w-full max-sm:h-6" />
    </>
  );
  const look = cx(
    "@container block h-full w-full min-w-0 rounded-lg border bg-surface p-3 text-left sm:p-4",
    chosen ? "border-accent" : "border-line",
    onClick && "hover:border-line-strong",
  );
  const tile = onClick ? (
    <button type="button" onClick={onClick} aria-pressed={chosen} className={look}>
      {body}
    </button>
  ) : (
    <div className={look}>{body}</div>
  );
  if (!onPeople) return tile;
  return (
    <div className="relative min-w-0">
      {tile}
      <IconButton
        small
        icon={Users}
        label={`See the people behind ${title}`}
        onClick={onPeople}
        className="absolute top-1.5 right-1.5 sm:top-2.5 sm:right-2.5"
      />
    </div>
  );
}
