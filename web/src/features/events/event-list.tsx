// A long list of events: only the rows in sight exist, rows expand in place, up/down/enter work. The rows are virtual,
// so a real table cannot hold them: ARIA's tree grid says what they are, and it takes the keys itself.
import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronRight } from "lucide-react";
import { type CSSProperties, type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { cx } from "@/ui/class-names";
import { ColumnHandle } from "@/ui/column-handle";
import { narrowest, useLook } from "@/ui/column-widths";
import { copyText } from "@/ui/copy";
import { CopyCellButton, useCopyCell } from "@/ui/copy-cell";
import { Time } from "@/ui/time";
import { toast } from "@/ui/toast";
import type { StoredEvent } from "./api";
import {
  type ColumnId,
  columnProperty,
  columnsWidth,
  columnText,
  columnTitle,
  columnTracks,
  usualColumns,
} from "./columns";
import { eventDetail, eventDetailText, eventTitle } from "./describe";
import { EventDetails } from "./event-details";
import { EventIcon } from "./event-icon";
import { PersonLink } from "./person-link";

interface EventListProps {
  events: readonly StoredEvent[];
  label: string;
  // What the widths of its columns are remembered by.
  name: string;
  columns?: readonly ColumnId[];
  expanded: ReadonlySet<string>;
  onToggle: (uuid: string) => void;
  // Rows that came in while looking are lit for a moment.
  isFresh?: (uuid: string) => boolean;
  onScrolled?: (away: boolean) => void;
  onSpace?: () => void;
  foot?: ReactNode;
  // Called when the last rows come into sight.
  onEnd?: () => void;
}

// On phones a row is two lines: what happened and when, then who and the rest.
const rowGrid =
  "grid grid-cols-[20px_minmax(0,1fr)_auto] items-center gap-x-2 md:grid-cols-(--columns) md:min-w-(--columns-width) md:gap-x-4";

export function EventList(props: EventListProps) {
  const {
    events,
    label,
    name,
    columns = usualColumns,
    expanded,
    onToggle,
    isFresh,
    onScrolled,
    onSpace,
    foot,
    onEnd,
  } = props;
  const frame = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const copying = useCopyCell(frame);
  const { look, change, reset } = useLook(name);
  const widthOf = (column: ColumnId) =>
    head.current?.querySelector(`[data-column="${CSS.escape(column)}"]`)?.getBoundingClientRect().width ?? 0;
  const listId = useId();
  const [active, setActive] = useState<string | null>(null);
  const virtual = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (window.innerWidth < 768 ? 53 : 37),
    getItemKey: (index) => events[index]?.uuid ?? index,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;

  useEffect(() => {
    if (last >= 0 && last >= events.length - 10) onEnd?.();
  }, [last, events.length, onEnd]);

  const onKeyDown = (press: KeyboardEvent) => {
    if (press.target !== press.currentTarget) return;
    const index = events.findIndex((event) => event.uuid === active);
    const go = (next: number) => {
      const target = events[Math.max(0, Math.min(events.length - 1, next))];
      if (!target) return;
      press.preventDefault();
      setActive(target.uuid);
      virtual.scrollToIndex(events.indexOf(target), { align: "auto" });
    };
    if ((press.ctrlKey || press.metaKey) && press.key.toLowerCase() === "c") {
      const event = events[index];
      if (!event || window.getSelection()?.isCollapsed === false) return;
      press.preventDefault();
      void copyText(JSON.stringify(event, null, 2)).then((done) => done && toast("Copied the event as JSON"));
    } else if (press.key === "ArrowDown") go(index + 1);
    else if (press.key === "ArrowUp") go(index - 1);
    else if (press.key === "Home") go(0);
    else if (press.key === "Enter" && active) onToggle(active);
    else if (press.key === " " && onSpace) {
      press.preventDefault();
      onSpace();
    }
  };

  return (
    <div
      ref={frame}
      onPointerOver={copying.onPointerOver}
      onPointerLeave={copying.onPointerLeave}
      className="relative flex min-h-0 flex-1 flex-col"
    >
      <CopyCellButton place={copying.place} />
      <div
        ref={scroller}
        role="treegrid"
        aria-label={label}
        aria-rowcount={events.length}
        aria-activedescendant={active ? `${listId}-${active}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onScroll={(scroll) => {
          copying.onPointerLeave();
          onScrolled?.(scroll.currentTarget.scrollTop > 4);
        }}
        style={
          {
            "--columns": columnTracks(columns, look.widths),
            "--columns-width": `${columnsWidth(columns, look.widths)}px`,
          } as CSSProperties
        }
        className="@container min-h-0 flex-1 overflow-auto bg-surface [overflow-anchor:none] focus-visible:-outline-offset-2 max-md:overflow-x-hidden"
      >
        <div
          role="row"
          ref={head}
          className={cx(
            rowGrid,
            "sticky top-0 z-10 h-8 border-b border-line bg-sunken px-4 text-xs font-medium text-ink-3 max-md:hidden md:px-6",
          )}
        >
          <div role="columnheader">
            <span className="sr-only">Open</span>
          </div>
          {columns.map((column) => (
            <div
              key={column}
              role="columnheader"
              data-column={column}
              title={columnProperty(column)?.key}
              className={cx("relative h-full content-center", column === "time" && "text-right")}
            >
              <span className="block truncate">{columnTitle(column)}</span>
              <ColumnHandle
                title={columnTitle(column)}
                widthNow={() => widthOf(column)}
                onWidth={(pixels) =>
                  change({ ...look, widths: { ...look.widths, [column]: Math.round(Math.max(narrowest, pixels)) } })
                }
                onReset={reset}
              />
            </div>
          ))}
        </div>
        <div style={{ height: virtual.getTotalSize() }} className="relative md:min-w-(--columns-width)" role="rowgroup">
          {items.map((item) => {
            const event = events[item.index];
            if (!event) return null;
            return (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                role="presentation"
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <EventRow
                  id={`${listId}-${event.uuid}`}
                  event={event}
                  columns={columns}
                  open={expanded.has(event.uuid)}
                  active={active === event.uuid}
                  fresh={isFresh?.(event.uuid) ?? false}
                  onToggle={() => {
                    setActive(event.uuid);
                    onToggle(event.uuid);
                  }}
                />
              </div>
            );
          })}
        </div>
        {foot && (
          <div role="row" aria-level={1}>
            <div role="gridcell">{foot}</div>
          </div>
        )}
      </div>
    </div>
  );
}

interface EventRowProps {
  id: string;
  event: StoredEvent;
  columns: readonly ColumnId[];
  open: boolean;
  active: boolean;
  fresh: boolean;
  onToggle: () => void;
}

function EventRow({ id, event, columns, open, active, fresh, onToggle }: EventRowProps) {
  return (
    <div className={cx("border-b border-line", open && "bg-canvas")}>
      <div
        id={id}
        role="row"
        aria-level={1}
        aria-expanded={open}
        tabIndex={-1}
        onClick={onToggle}
        className={cx(
          rowGrid,
          "min-h-9 cursor-default px-4 text-sm max-md:py-1.5 md:px-6",
          active ? "bg-hover" : "hover:bg-hover/60",
          fresh && "animate-arrive",
        )}
      >
        <div role="gridcell">
          <ChevronRight
            size={14}
            aria-hidden
            className={cx("text-ink-3 transition-transform duration-[140ms]", open && "rotate-90")}
          />
        </div>
        {columns.map((column) => (
          <Cell key={column} column={column} event={event} />
        ))}
        <SecondLine event={event} columns={columns} />
      </div>
      {open && (
        <div role="row" aria-level={2}>
          <div
            role="gridcell"
            tabIndex={-1}
            className="sticky left-0 max-w-[100cqw] animate-fade border-l-2 border-accent px-4 pt-2 pb-4 md:pr-6 md:pl-[58px]"
          >
            <EventDetails event={event} />
          </div>
        </div>
      )}
    </div>
  );
}

function Cell({ column, event }: { column: ColumnId; event: StoredEvent }) {
  if (column === "event") {
    return (
      <div role="gridcell" className="flex min-w-0 items-center gap-2">
        <EventIcon name={event.event} />
        <bdi className="truncate font-medium" title={event.event}>
          {eventTitle(event)}
        </bdi>
      </div>
    );
  }
  if (column === "where") {
    const detail = eventDetail(event);
    return (
      <div role="gridcell" className="min-w-0 truncate text-ink-2 max-md:hidden" title={eventDetailText(event)}>
        <bdi>{detail.main}</bdi>
        {detail.aside && <span className="ml-2 text-xs text-ink-3">{detail.aside}</span>}
      </div>
    );
  }
  if (column === "person") {
    return (
      <div role="gridcell" className="min-w-0 max-md:hidden">
        <PersonLink event={event} tabIndex={-1} />
      </div>
    );
  }
  if (column === "time") {
    return (
      <div
        role="gridcell"
        className="tabular text-right text-xs whitespace-nowrap text-ink-3 max-md:col-start-3 max-md:row-start-1"
      >
        <Time at={event.timestamp} />
      </div>
    );
  }
  const text = columnText(column, event);
  return (
    <div role="gridcell" className="tabular min-w-0 truncate text-ink-2 max-md:hidden" title={text}>
      {text === "" ? <span className="text-ink-3">–</span> : <bdi>{text}</bdi>}
    </div>
  );
}

// The rest of the columns, below each other's names on a phone.
function SecondLine({ event, columns }: { event: StoredEvent; columns: readonly ColumnId[] }) {
  const others = columns.filter((column) => !["event", "person", "where", "time"].includes(column));
  return (
    <div role="gridcell" className="col-span-2 col-start-2 min-w-0 text-xs md:hidden">
      <div className="flex min-w-0 gap-2">
        {columns.includes("person") && <PersonLink event={event} tabIndex={-1} />}
        {columns.includes("where") && <span className="min-w-0 truncate text-ink-3">{eventDetail(event).main}</span>}
      </div>
      {others.length > 0 && (
        <dl className="flex flex-wrap gap-x-3 text-ink-2">
          {others.map((column) => (
            <div key={column} className="flex max-w-full min-w-0 gap-1">
              <dt className="shrink-0 text-ink-3">{columnTitle(column)}</dt>
              <dd className="min-w-0 truncate">
                <bdi>{columnText(column, event) || "–"}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
