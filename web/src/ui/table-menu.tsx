// What every table can do, at the right end of its head: columns to hide, the rows as a file, the usual look.
import { ClipboardCopy, Download, Ellipsis, RotateCcw } from "lucide-react";
import { csvText, download, fileName } from "@/charts/export";
import { IconButton } from "./button";
import { copyText } from "./copy";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "./menu";
import { plural } from "./numbers";
import { toast } from "./toast";

export interface TableColumn {
  id: string;
  title: string;
}

interface TableMenuProps {
  label: string;
  columns: readonly TableColumn[];
  hidden: readonly string[];
  onHidden: (hidden: string[]) => void;
  // Nothing to give back when the table looks as usual.
  onReset?: () => void;
  // The rows as they stand on the screen: one value for each of `columns` that is not hidden.
  rows: () => unknown[][];
  count: number;
}

export function TableMenu({ label, columns, hidden, onHidden, onReset, rows, count }: TableMenuProps) {
  const shown = columns.filter(({ id }) => !hidden.includes(id));
  const titles = shown.map(({ title }) => title);
  const asCsv = () => csvText([titles, ...rows()]);
  const asJson = () =>
    JSON.stringify(
      rows().map((row) => Object.fromEntries(titles.map((title, index) => [title, row[index] ?? null]))),
      null,
      2,
    );
  return (
    <Menu
      align="end"
      className="w-60"
      trigger={<IconButton small icon={Ellipsis} label={`Columns and export: ${label}`} />}
    >
      <MenuLabel>{plural(count, "row")} shown</MenuLabel>
      <MenuItem icon={Download} onSelect={() => download(fileName(label, "csv"), asCsv(), "text/csv")}>
        Export as CSV
      </MenuItem>
      <MenuItem icon={Download} onSelect={() => download(fileName(label, "json"), asJson(), "application/json")}>
        Export as JSON
      </MenuItem>
      <MenuItem
        icon={ClipboardCopy}
        onSelect={async () => {
          const table = [titles, ...rows()].map((row) => row.map((cell) => String(cell ?? "")).join("\t")).join("\n");
          if (await copyText(table)) toast(`${plural(count, "row")} copied`);
        }}
      >
        Copy for a spreadsheet
      </MenuItem>
      {columns.length > 1 && (
        <>
          <MenuSeparator />
          <MenuLabel>Columns</MenuLabel>
          {columns.map(({ id, title }, index) => {
            const off = hidden.includes(id);
            return (
              <MenuItem
                key={id}
                checked={!off}
                // The first column says what a row is.
                disabled={index === 0}
                onSelect={() => onHidden(off ? hidden.filter((each) => each !== id) : [...hidden, id])}
              >
                {title}
              </MenuItem>
            );
          })}
        </>
      )}
      {onReset && (
        <>
          <MenuSeparator />
          <MenuItem icon={RotateCcw} onSelect={onReset}>
            Usual columns and widths
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
