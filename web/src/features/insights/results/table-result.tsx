// Rows of a SQL query: sticky head with types, sorting, widths to drag, a cell to move by keyboard and to copy, whole rows to
// read. A hundred thousand rows scroll, because only those on the screen are in the page.
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, memo, type PointerEvent, useId, useMemo, useRef, useState } from "react";
import type { TableAnswer } from "@/query/types";
import { cx } from "@/ui/class-names";
import { copyText } from "@/ui/copy";
import { Empty } from "@/ui/states";
import { toast } from "@/ui/toast";
import { cellText, columnWidths, isNumberColumn, type RowOrder, sortedRows, typeOf, typeWords } from "./row-columns";
import { RowDialog } from "./row-dialog";

const rowPx = 33;
const headPx = 44;
const smallestPx = 64;
const overscan = 8;

interface Cell {
  row: number;
  column: number;
}

export function TableView({ answer, height = 480 }: { answer: TableAnswer; height?: number }) {
  if (answer.results.length === 0) return <Empty title="No rows">The query ran and found nothing.</Empty>;
  // Another answer has other columns: what was chosen in the one before means nothing in it.
  return <Rows key={JSON.stringify(answer.columns)} answer={answer} height={height} />;
}

function Rows({ answer, height }: { answer: TableAnswer; height: number }) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const [order, setOrder] = useState<RowOrder>();
  const [widths, setWidths] = useState(() => columnWidths(answer));
  const [cell, setCell] = useState<Cell>();
  const [opened, setOpened] = useState<number>();
  const places = useMemo(() => sortedRows(answer, order), [answer, order]);
  const numeric = useMemo(() => answer.columns.map((_, column) => isNumberColumn(answer, column)), [answer]);
  const virtual = useVirtualizer({
    count: places.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan,
    scrollPaddingStart: headPx,
  });
  const items = virtual.getVirtualItems();
  // Rows that leave the screen are written again as those that come: making them anew costs more than all else.
  const recycled = Math.ceil(height / rowPx) + 2 * overscan + 2;
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const numbersPx = 20 + String(places.length).length * 8;
  const wanted = widths.reduce((sum, width) => sum + width, numbersPx);

  const moveTo = (next: Cell) => {
    const row = Math.max(0, Math.min(places.length - 1, next.row));
    const column = Math.max(0, Math.min(answer.columns.length - 1, next.column));
    setCell({ row, column });
    virtual.scrollToIndex(row);
    const left = widths.slice(0, column).reduce((sum, width) => sum + width, 0);
    const box = scroller.current;
    if (!box) return;
    if (left < box.scrollLeft) box.scrollLeft = left;
    const right = left + (widths[column] ?? 0) + numbersPx;
    if (right > box.scrollLeft + box.clientWidth) box.scrollLeft = right - box.clientWidth;
  };
  const onKeyDown = (press: KeyboardEvent) => {
    const at = cell ?? { row: -1, column: 0 };
    const page = Math.max(1, Math.floor(height / rowPx) - 2);
    const step = steps(at, page, press.metaKey || press.ctrlKey, places.length, answer.columns.length)[press.key];
    if (step) {
      press.preventDefault();
      moveTo(step);
    } else if (press.key === "Enter" && cell) {
      press.preventDefault();
      setOpened(places[cell.row]);
    } else if (press.key === "Escape") setCell(undefined);
    else if (press.key === "c" && (press.metaKey || press.ctrlKey) && cell && !window.getSelection()?.toString()) {
      press.preventDefault();
      const value = answer.results[places[cell.row] ?? 0]?.[cell.column];
      copyText(typeof value === "number" ? String(value) : cellText(value)).then(
        (done) => done && toast("Cell copied"),
      );
    }
  };
  const sort = (column: number) =>
    setOrder((now) =>
      now?.column !== column ? { column, descending: numeric[column] ?? false } : turned(now, numeric[column] ?? false),
    );

  return (
    <>
      <section
        ref={scroller}
        aria-label="Rows"
        // What happens inside of it moves nothing outside.
        className="overflow-auto [contain:layout_paint]"
        style={{ maxHeight: height }}
      >
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells are moved through is a grid
          role="grid"
          tabIndex={0}
          aria-label="Rows"
          aria-rowcount={places.length + 1}
          aria-activedescendant={cell && `${id}-${cell.row}-${cell.column}`}
          onKeyDown={onKeyDown}
          className="table-fixed text-sm outline-none focus-visible:[&_thead_th]:border-focus"
          style={{ width: `max(100%, ${wanted}px)` }}
        >
          <colgroup>
            <col style={{ width: numbersPx }} />
            {widths.map((width, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns may share a name
              <col key={column} style={{ width }} />
            ))}
            {/* Takes the width that is left over. */}
            <col />
          </colgroup>
          <thead className="sticky top-0 z-10">
            <tr className="bg-sunken" aria-rowindex={1}>
              <td aria-hidden className="border-b border-line" />
              {answer.columns.map((name, column) => (
                <Head
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns may share a name
                  key={column}
                  name={name}
                  type={typeOf(answer, column)}
                  numeric={numeric[column] ?? false}
                  sorted={order?.column === column ? (order.descending ? "descending" : "ascending") : undefined}
                  onSort={() => sort(column)}
                  onWidth={(change) =>
                    setWidths((all) =>
                      all.map((width, each) => (each === column ? Math.max(smallestPx, width + change) : width)),
                    )
                  }
                />
              ))}
              <td aria-hidden className="border-b border-line" />
            </tr>
          </thead>
          {/* biome-ignore lint/a11y/useKeyWithMouseEvents: by keyboard Enter opens the row whole */}
          <tbody onMouseOver={tellWhole}>
            {before > 0 && (
              <tr aria-hidden>
                <td style={{ height: before }} />
              </tr>
            )}
            {items.map((item) => (
              <Row
                key={item.index % recycled}
                id={id}
                place={item.index}
                values={answer.results[places[item.index] ?? 0] ?? []}
                numeric={numeric}
                active={cell?.row === item.index ? cell.column : undefined}
                onPick={setCell}
                onOpen={(place) => setOpened(places[place])}
              />
            ))}
            {after > 0 && (
              <tr aria-hidden>
                <td style={{ height: after }} />
              </tr>
            )}
          </tbody>
        </table>
      </section>
      <RowDialog answer={answer} row={opened} onClose={() => setOpened(undefined)} />
    </>
  );
}

// Numbers begin with the largest; the third click gives back the order of the query.
function turned(order: RowOrder, largestFirst: boolean): RowOrder | undefined {
  return order.descending === largestFirst ? { ...order, descending: !order.descending } : undefined;
}

function steps(at: Cell, page: number, far: boolean, rows: number, columns: number): Partial<Record<string, Cell>> {
  const { row, column } = at;
  return {
    ArrowDown: { row: far ? rows - 1 : row + 1, column },
    ArrowUp: { row: far ? 0 : row - 1, column },
    ArrowRight: { row: Math.max(0, row), column: far ? columns - 1 : column + 1 },
    ArrowLeft: { row: Math.max(0, row), column: far ? 0 : column - 1 },
    PageDown: { row: row + page, column },
    PageUp: { row: row - page, column },
    Home: { row: far ? 0 : Math.max(0, row), column: 0 },
    End: { row: far ? rows - 1 : Math.max(0, row), column: columns - 1 },
  };
}

interface HeadProps {
  name: string;
  type: string;
  numeric: boolean;
  sorted: "ascending" | "descending" | undefined;
  onSort: () => void;
  onWidth: (change: number) => void;
}

function Head({ name, type, numeric, sorted, onSort, onWidth }: HeadProps) {
  const Arrow = sorted === "descending" ? ArrowDown : ArrowUp;
  const drag = (down: PointerEvent<HTMLElement>) => {
    down.preventDefault();
    const handle = down.currentTarget;
    handle.setPointerCapture(down.pointerId);
    let from = down.clientX;
    handle.onpointermove = (move) => {
      onWidth(move.clientX - from);
      from = move.clientX;
    };
    handle.onpointerup = () => {
      handle.onpointermove = null;
      handle.onpointerup = null;
    };
  };
  return (
    <th
      scope="col"
      aria-sort={sorted}
      className={cx("group relative h-11 border-b border-line p-0", numeric ? "text-right" : "text-left")}
    >
      <button
        type="button"
        tabIndex={-1}
        onClick={onSort}
        title={`${name}: ${type}. Click to sort`}
        className={cx("flex h-full w-full flex-col justify-center px-3", numeric ? "items-end" : "items-start")}
      >
        <span
          className={cx(
            "flex max-w-full items-center gap-1 text-xs font-medium text-ink",
            numeric && "flex-row-reverse",
          )}
        >
          <bdi className="truncate">{name}</bdi>
          <Arrow
            size={12}
            aria-hidden
            className={cx("shrink-0", sorted ? "text-ink" : "text-ink-3 opacity-0 group-hover:opacity-60")}
          />
        </span>
        <span className="max-w-full truncate font-mono text-2xs leading-3.5 font-normal text-ink-3">
          {typeWords(type)}
        </span>
      </button>
      <span
        aria-hidden
        onPointerDown={drag}
        className="absolute inset-y-0 right-0 w-2 cursor-col-resize touch-none after:absolute after:inset-y-2.5 after:right-0 after:w-px after:bg-line-strong hover:after:bg-focus"
      />
    </th>
  );
}

interface RowProps {
  id: string;
  place: number;
  values: readonly unknown[];
  numeric: readonly boolean[];
  active: number | undefined;
  onPick: (cell: Cell) => void;
  onOpen: (place: number) => void;
}

// One of few texts: while the table is scrolled thousands of cells are written.
const cellLook = "h-8 truncate px-3 whitespace-nowrap";
const cellLooks = {
  text: cellLook,
  number: `${cellLook} tabular text-right`,
  none: `${cellLook} text-ink-3`,
  noNumber: `${cellLook} tabular text-right text-ink-3`,
};

function cellClass(value: unknown, numeric: boolean, active: boolean): string {
  const none = value === null || value === undefined;
  const look = numeric ? (none ? cellLooks.noNumber : cellLooks.number) : none ? cellLooks.none : cellLooks.text;
  return active ? `${look} bg-accent-soft outline-2 -outline-offset-2 outline-focus` : look;
}

// The whole of a cell that is cut off, told when it is pointed at.
function tellWhole(event: MouseEvent) {
  const cell = (event.target as Element).closest("td");
  if (cell) cell.title = cell.textContent ?? "";
}

const Row = memo(
  function Row({ id, place, values, numeric, active, onPick, onOpen }: RowProps) {
    return (
      <tr aria-rowindex={place + 2} className="border-b border-line hover:bg-hover/60">
        <td aria-hidden className="tabular h-8 px-2 text-right text-2xs text-ink-3 select-none">
          {place + 1}
        </td>
        {values.map((value, column) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys for all its cells
          <td
            // biome-ignore lint/suspicious/noArrayIndexKey: columns may share a name
            key={column}
            id={active === column ? `${id}-${place}-${column}` : undefined}
            onClick={() => onPick({ row: place, column })}
            onDoubleClick={() => onOpen(place)}
            className={cellClass(value, numeric[column] ?? false, active === column)}
          >
            {value === null || value === undefined ? "null" : <bdi>{cellText(value)}</bdi>}
          </td>
        ))}
        <td aria-hidden />
      </tr>
    );
  },
  (a, b) => a.values === b.values && a.place === b.place && a.active === b.active && a.numeric === b.numeric,
);
