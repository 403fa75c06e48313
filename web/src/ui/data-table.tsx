// Tables of records: sticky head, sorting by a click on the head, keyboard up/down/enter. Columns and row models come
// from TanStack Table.
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
import { type KeyboardEvent, useState } from "react";
import { cx } from "./class-names";

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns,
});

export type Column<Row extends object> = ColumnDef<typeof features, Row> & {
  // Extra classes of the column's cells, for widths and hiding on phones.
  meta?: { className?: string };
};

interface DataTableProps<Row extends object> {
  label: string;
  rows: Row[];
  columns: Column<Row>[];
  rowId: (row: Row) => string;
  onOpen?: (row: Row) => void;
  dimmed?: boolean;
  // For rows that are one page of many: the server sorts, by the one column it can sort by.
  serverOrder?: ServerOrder;
}

export interface ServerOrder {
  column: string;
  descending: boolean;
  onChange: (descending: boolean) => void;
}

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, rows, columns, rowId, onOpen, dimmed, serverOrder } = props;
  const [sorting, setSorting] = useState<SortingState>([]);
  const table = useTable({
    features,
    columns,
    data: rows,
    getRowId: rowId,
    state: { sorting },
    onSortingChange: setSorting,
  });

  const onKeyDown = (press: KeyboardEvent<HTMLTableRowElement>, row: Row) => {
    if (press.target !== press.currentTarget) return;
    const step =
      press.key === "ArrowDown" ? "nextElementSibling" : press.key === "ArrowUp" ? "previousElementSibling" : null;
    if (step) {
      press.preventDefault();
      (press.currentTarget[step] as HTMLElement | null)?.focus();
    } else if (press.key === "Enter") onOpen?.(row);
  };

  return (
    <table aria-label={label} className={cx("w-full table-fixed text-sm transition-opacity", dimmed && "opacity-60")}>
      <thead className="sticky top-0 z-10">
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id} className="bg-sunken">
            {group.headers.map((header) => {
              const byServer = serverOrder?.column === header.column.id;
              const sorted = byServer ? (serverOrder.descending ? "desc" : "asc") : header.column.getIsSorted();
              const SortIcon = sorted === "asc" ? ArrowUp : ArrowDown;
              return (
                <th
                  key={header.id}
                  scope="col"
                  aria-sort={sorted ? (sorted === "asc" ? "ascending" : "descending") : undefined}
                  className={cx(
                    "h-8 border-b border-line px-2 text-left text-xs font-medium text-ink-3 first:pl-4 last:pr-4",
                    (header.column.columnDef.meta as { className?: string } | undefined)?.className,
                  )}
                >
                  {byServer || (!serverOrder && header.column.getCanSort()) ? (
                    <button
                      type="button"
                      onClick={
                        byServer
                          ? () => serverOrder.onChange(!serverOrder.descending)
                          : header.column.getToggleSortingHandler()
                      }
                      className="group inline-flex items-center gap-1 rounded-sm hover:text-ink"
                    >
                      <table.FlexRender header={header} />
                      <SortIcon size={12} aria-hidden className={sorted ? "" : "opacity-0 group-hover:opacity-60"} />
                    </button>
                  ) : (
                    <table.FlexRender header={header} />
                  )}
                </th>
              );
            })}
          </tr>
        ))}
      </thead>
      <tbody>
        {table.getRowModel().rows.map((row, index) => (
          <tr
            key={row.id}
            tabIndex={onOpen ? (index === 0 ? 0 : -1) : undefined}
            onKeyDown={onOpen && ((press) => onKeyDown(press, row.original))}
            onClick={onOpen && (() => onOpen(row.original))}
            className={cx(
              "border-b border-line last:border-b-0 hover:bg-hover/60 focus-visible:-outline-offset-2",
              onOpen && "cursor-pointer",
            )}
          >
            {row.getAllCells().map((cell) => (
              <td
                key={cell.id}
                className={cx(
                  "h-9 truncate px-2 first:pl-4 last:pr-4",
                  (cell.column.columnDef.meta as { className?: string } | undefined)?.className,
                )}
              >
                <table.FlexRender cell={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
