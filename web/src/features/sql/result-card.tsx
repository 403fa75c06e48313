// What a statement gave: rows or a chart, how many and how long it took, and ways to take them out.

import { useQuery } from "@tanstack/react-query";
import {
  ChartColumn,
  ChartLine,
  Copy,
  Download,
  FileJson,
  FileSpreadsheet,
  Hash,
  type LucideIcon,
  Table2,
} from "lucide-react";
import { memo } from "react";
import { csvText, download, fileName } from "@/charts/export";
import { useProject } from "@/features/accounts/api";
import { annotationsQuery, chartNotes } from "@/features/annotations/api";
import { chartColumns, numberColumns } from "@/features/insights/results/row-chart";
import { SqlResult } from "@/features/insights/results/sql-result";
import type { SqlDisplay, SqlDrawing, TableAnswer } from "@/query/types";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { copyText } from "@/ui/copy";
import { NativeSelect } from "@/ui/field";
import { Menu, MenuItem } from "@/ui/menu";
import { compactNumber, durationText, exactNumber, plural } from "@/ui/numbers";
import { Picker } from "@/ui/picker";
import { toast } from "@/ui/toast";

interface ResultCardProps {
  answer: TableAnswer;
  drawn: SqlDrawing | undefined;
  name: string;
  // An older answer, shown while the next one is computed.
  old: boolean;
  onDraw: (drawn: SqlDrawing) => void;
}

const displays: ReadonlyArray<{ value: SqlDisplay; title: string; icon: LucideIcon }> = [
  { value: "ActionsTable", title: "Table", icon: Table2 },
  { value: "ActionsLineGraph", title: "Lines", icon: ChartLine },
  { value: "ActionsBar", title: "Bars", icon: ChartColumn },
  { value: "BoldNumber", title: "Number", icon: Hash },
];

export const ResultCard = memo(function ResultCard({ answer, drawn, name, old, onDraw }: ResultCardProps) {
  const display = drawn?.display ?? "ActionsTable";
  const project = useProject();
  const notes = chartNotes(useQuery(annotationsQuery(project.id)).data);
  return (
    <div aria-busy={old} className={cx("transition-opacity duration-[140ms]", old && "opacity-50")}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-line px-3 py-1.5">
        <fieldset aria-label="Shown as" className="flex min-w-0 gap-0.5 rounded-md bg-sunken p-0.5">
          {displays.map(({ value, title, icon: Icon }) => (
            <button
              key={value}
              type="button"
              aria-pressed={display === value}
              onClick={() => onDraw({ ...drawn, display: value })}
              className={cx(
                "flex h-6.5 items-center gap-1.5 rounded-sm px-2 text-xs",
                display === value
                  ? "bg-surface font-medium text-ink shadow-[0_0_0_1px_var(--line)]"
                  : "text-ink-2 hover:text-ink",
              )}
            >
              <Icon size={14} aria-hidden />
              <span className="max-sm:sr-only">{title}</span>
            </button>
          ))}
        </fieldset>
        <p className="tabular min-w-0 flex-1 text-xs text-ink-2 max-sm:order-last max-sm:basis-full">
          <Summary answer={answer} />
        </p>
        <TakeOut answer={answer} name={name} />
      </div>
      {display !== "ActionsTable" && answer.results.length > 0 && (
        <Axes answer={answer} drawn={drawn ?? { display }} onDraw={onDraw} />
      )}
      <div className={cx(display !== "ActionsTable" && "p-4")}>
        <SqlResult answer={answer} drawn={drawn} height={display === "ActionsTable" ? 560 : 380} notes={notes} />
      </div>
    </div>
  );
});

function Summary({ answer }: { answer: TableAnswer }) {
  const { receipt } = answer;
  return (
    <>
      <span className="font-medium text-ink">{plural(answer.results.length, "row")}</span>
      {answer.hasMore && `, the first of more (limit ${exactNumber(answer.limit ?? 0)})`}
      {receipt && (
        <span className="text-ink-3" title={`${exactNumber(receipt.rows_read)} rows read`}>
          {` · ${durationText(receipt.milliseconds / 1000)} · ${compactNumber(receipt.rows_read)} rows read`}
          {answer.is_cached && " · from the cache"}
        </span>
      )}
    </>
  );
}

// Pasted into a spreadsheet, each value is in a cell of its own.
const tabbed = (rows: ReadonlyArray<readonly unknown[]>) =>
  rows
    .map((row) =>
      row
        .map((cell) =>
          cell === null || cell === undefined ? "" : typeof cell === "object" ? JSON.stringify(cell) : String(cell),
        )
        .map((cell) => cell.replace(/[\t\r\n]+/g, " "))
        .join("\t"),
    )
    .join("\n");

function TakeOut({ answer, name }: { answer: TableAnswer; name: string }) {
  const rows = [answer.columns, ...answer.results];
  const copy = async () => {
    if (await copyText(tabbed(rows))) toast(`${plural(answer.results.length, "row")} copied`);
    else toast("The browser did not allow copying. Export them instead.", { kind: "failed" });
  };
  const named = () =>
    answer.results.map((row) => Object.fromEntries(answer.columns.map((column, at) => [column, row[at]])));
  return (
    <div className="flex gap-1.5 max-sm:ml-auto">
      <Button small weight="quiet" icon={Copy} onClick={copy}>
        Copy
      </Button>
      <Menu
        align="end"
        trigger={
          <Button small icon={Download}>
            Export
          </Button>
        }
      >
        <MenuItem icon={FileSpreadsheet} onSelect={() => download(fileName(name, "csv"), csvText(rows), "text/csv")}>
          CSV
        </MenuItem>
        <MenuItem
          icon={FileJson}
          onSelect={() => download(fileName(name, "json"), JSON.stringify(named(), null, 2), "application/json")}
        >
          JSON
        </MenuItem>
      </Menu>
    </div>
  );
}

interface AxesProps {
  answer: TableAnswer;
  drawn: SqlDrawing;
  onDraw: (drawn: SqlDrawing) => void;
}

// Which columns are drawn.
function Axes({ answer, drawn, onDraw }: AxesProps) {
  const { x, y, split } = chartColumns(answer, drawn);
  const name = (column: number | undefined) => (column === undefined ? "" : (answer.columns[column] ?? ""));
  const numbers = numberColumns(answer).map(name);
  const chosen = y.map(name);
  const one = drawn.display === "BoldNumber";
  const toggle = (column: string) => {
    const next = chosen.includes(column) ? chosen.filter((each) => each !== column) : [...chosen, column];
    onDraw({ ...drawn, y: one ? [column] : next.length > 0 ? next : [column] });
  };
  if (numbers.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 pt-3 text-xs text-ink-2">
      {!one && (
        <label htmlFor="across" className="flex items-center gap-2">
          Across
          <NativeSelect
            id="across"
            value={name(x)}
            onChange={(event) => onDraw({ ...drawn, x: event.target.value || undefined })}
            className="h-7 max-w-48 text-xs"
          >
            {x === undefined && <option value="">rows</option>}
            {answer.columns.map((column, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns may share a name
              <option key={at} value={column}>
                {column}
              </option>
            ))}
          </NativeSelect>
        </label>
      )}
      <span className="flex items-center gap-2">
        {one ? "Number" : "Up"}
        <Picker
          label="Columns of numbers"
          several={!one}
          options={numbers.map((column) => ({ value: column, title: column }))}
          chosen={one ? chosen[0] : chosen}
          onPick={toggle}
          trigger={
            <Button small title="Columns that are drawn">
              <span className="max-w-56 truncate">{one ? chosen[0] : chosen.join(", ")}</span>
            </Button>
          }
        />
      </span>
      {split !== undefined && !one && (
        <span>
          a series for each <b className="font-medium text-ink">{name(split)}</b>
        </span>
      )}
    </div>
  );
}
