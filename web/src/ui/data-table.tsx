// Tables of records: sticky head, sorting by a click on the head, columns that can be dragged wider and hidden, cells
// that can be copied, rows as a file; up, down and Enter on the keyboard. Columns and row models come from TanStack
// Table.
import {
  type ColumnDef,
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  sortFns,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { cx } from "./class-names";
import { ColumnHandle } from "./column-handle";
import { resized, useLook } from "./column-widths";
import { CopyCellButton, copyCell, useCopyCell } from "./copy-cell";
import { TableMenu } from "./table-menu";

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns,
});

interface ColumnMeta<Row> {
  // Extra classes of the column's cells, for widths and hiding on phones.
  className?: string;
  // What a file says of the row, where that is not what it is sorted by.
  text?: (row: Row) => unknown;
}

export type Column<Row extends object> = ColumnDef<typeof features, Row> & { meta?: ColumnMeta<Row> };

interface DataTableProps<Row extends object> {
  label: string;
  rows: Row[];
  columns: Column<Row>[];
  rowId: (row: Row) => string;
  onOpen?: (row: Row) => void;
  dimmed?: boolean;
  // For rows that are one page of many: the server sorts, by the columns it can sort by.
  serverOrder?: ServerOrder;
  // What its look is remembered by, where the label is not enough.
  name?: string;
}

export interface ServerOrder {
  // The column it is sorted by now, and those that it could be sorted by instead.
  column: string;
  others?: readonly string[];
  descending: boolean;
  onChange: (descending: boolean, column: string) => void;
}

// The column whose cells are chosen with left and right, so that copying knows which.
type Chosen = { row: string; cell: number } | null;

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, rows, columns, rowId, onOpen, dimmed, serverOrder, name = label } = props;
  const [sorting, setSorting] = useState<SortingState>([]);
  const [chosen, setChosen] = useState<Chosen>(null);
  const { look, isUsual, change, reset } = useLook(name);
  const frame = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLTableRowElement>(null);
  const copying = useCopyCell(frame);
  const shown = useMemo(
    () => columns.filter(({ id }, index) => index === 0 || !look.hidden.includes(id ?? "")),
    [columns, look.hidden],
  );
  const table = useTable({
    features,
    columns: shown,
    data: rows,
    getRowId: rowId,
    state: { sorting },
    onSortingChange: setSorting,
  });

  const measured = () =>
    [...(head.current?.children ?? [])].map((cell) => ({
      id: (cell as HTMLElement).dataset.column ?? "",
      width: cell.getBoundingClientRect().width,
    }));
  const widthOf = (id: string) => measured().find((column) => column.id === id)?.width ?? 0;
  const setWidth = (id: string, pixels: number) => {
    const widths = resized(measured(), id, pixels);
    if (widths) change({ ...look, widths: { ...look.widths, ...widths } });
  };

  const onKeyDown = (press: KeyboardEvent<HTMLTableRowElement>, row: Row) => {
    if (press.target !== press.currentTarget) return;
    const line = press.currentTarget;
    const cells = [...line.cells];
    const focus = (next: Element | null | undefined) => {
      press.preventDefault();
      (next as HTMLElement | null | undefined)?.focus();
    };
    const at = chosen?.row === rowId(row) ? chosen.cell : -1;
    const choose = (cell: number) => {
      press.preventDefault();
      setChosen({ row: rowId(row), cell: Math.max(0, Math.min(cells.length - 1, cell)) });
    };
    if ((press.ctrlKey || press.metaKey) && press.key.toLowerCase() === "c") {
      // What is selected is copied by the browser.
      const cell = cells[Math.max(0, at)];
      if (cell && window.getSelection()?.isCollapsed !== false) {
        press.preventDefault();
        void copyCell(cell);
      }
    } else if (press.ctrlKey || press.metaKey || press.altKey) return;
    else if (press.key === "ArrowDown") focus(line.nextElementSibling);
    else if (press.key === "ArrowUp") focus(line.previousElementSibling);
    else if (press.key === "Home") focus(line.parentElement?.firstElementChild);
    else if (press.key === "End") focus(line.parentElement?.lastElementChild);
    else if (press.key === "ArrowRight") choose(at + 1);
    else if (press.key === "ArrowLeft") choose(at < 0 ? 0 : at - 1);
    else if (press.key === "Enter") onOpen?.(row);
  };

  const named = columns.flatMap((column) =>
    column.id && typeof column.header === "string" ? [{ id: column.id, title: column.header }] : [],
  );
  const sortedRows = table.getRowModel().rows;
  const asRows = () =>
    sortedRows.map((row) =>
      row.getAllCells().flatMap((cell) => {
        const { header, meta } = cell.column.columnDef as Column<Row>;
        if (typeof header !== "string") return [];
        return [meta?.text ? meta.text(row.original) : cell.getValue()];
      }),
    );

  return (
    <div
      ref={frame}
      onPointerOver={copying.onPointerOver}
      onPointerLeave={copying.onPointerLeave}
      className="group/table relative"
    >
      <table
        aria-label={label}
        aria-busy={dimmed}
        className={cx("w-full table-fixed text-sm transition-opacity", dimmed && "opacity-60")}
      >
        <thead className="sticky top-0 z-10">
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} ref={head} className="bg-sunken">
              {group.headers.map((header, index) => {
                const id = header.column.id;
                const byServer =
                  serverOrder !== undefined && [serverOrder.column, ...(serverOrder.others ?? [])].includes(id);
                const isOrder = byServer && serverOrder.column === id;
                const sorted = serverOrder
                  ? isOrder && (serverOrder.descending ? "desc" : "asc")
                  : header.column.getIsSorted();
                const SortIcon = sorted === "asc" ? ArrowUp : ArrowDown;
                const width = look.widths[id];
                const title = typeof header.column.columnDef.header === "string" ? header.column.columnDef.header : "";
                return (
                  <th
                    key={header.id}
                    scope="col"
                    data-column={id}
                    // What is said of it with every cell, without the handle's name.
                    abbr={title || undefined}
                    aria-sort={sorted ? (sorted === "asc" ? "ascending" : "descending") : undefined}
                    style={width === undefined ? undefined : { width: `${width}%` }}
                    className={cx(
                      "relative h-8 border-b border-line px-2 text-left text-xs font-medium text-ink-3 first:pl-4 last:pr-10",
                      (header.column.columnDef as Column<Row>).meta?.className,
                    )}
                  >
                    {byServer || (!serverOrder && header.column.getCanSort()) ? (
                      <button
                        type="button"
                        onClick={
                          byServer
                            ? () => serverOrder.onChange(isOrder ? !serverOrder.descending : true, id)
                            : header.column.getToggleSortingHandler()
                        }
                        className="group inline-flex max-w-full items-center gap-1 rounded-sm hover:text-ink"
                      >
                        <span className="truncate">
                          <table.FlexRender header={header} />
                        </span>
                        <SortIcon
                          size={12}
                          aria-hidden
                          className={cx("shrink-0", !sorted && "opacity-0 group-hover:opacity-60")}
                        />
                      </button>
                    ) : (
                      <span className="block truncate">
                        <table.FlexRender header={header} />
                      </span>
                    )}
                    {title !== "" && index < group.headers.length - 1 && (
                      <ColumnHandle
                        title={title}
                        widthNow={() => widthOf(id)}
                        onWidth={(pixels) => setWidth(id, pixels)}
                        onReset={() => change({ ...look, widths: {} })}
                      />
                    )}
                  </th>
                );
              })}
            </tr>
          ))}
        </thead>
        <tbody>
          {sortedRows.map((row, index) => (
            <tr
              key={row.id}
              tabIndex={index === 0 ? 0 : -1}
              onKeyDown={(press) => onKeyDown(press, row.original)}
              onBlur={() => setChosen(null)}
              onClick={onOpen && (() => onOpen(row.original))}
              className={cx(
                "border-b border-line last:border-b-0 hover:bg-hover/60 focus-visible:-outline-offset-2",
                onOpen && "cursor-pointer",
              )}
            >
              {row.getAllCells().map((cell, at) => (
                <td
                  key={cell.id}
                  className={cx(
                    "h-9 truncate px-2 first:pl-4 last:pr-4",
                    (cell.column.columnDef as Column<Row>).meta?.className,
                    chosen?.row === row.id && chosen.cell === at && "outline-2 -outline-offset-2 outline-focus",
                  )}
                >
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="absolute top-1 right-2 z-20">
        <TableMenu
          label={label}
          columns={named}
          hidden={look.hidden}
          onHidden={(hidden) => change({ widths: {}, hidden })}
          onReset={isUsual ? undefined : reset}
          rows={asRows}
          count={rows.length}
        />
      </div>
      <CopyCellButton place={copying.place} />
    </div>
  );
}
