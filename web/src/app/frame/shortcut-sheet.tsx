// The sheet of keys, on `?`.
import { Dialog } from "@/ui/dialog";
import { Keys } from "@/ui/keys";
import { usePages } from "../use-pages";
import { modifierKey } from "./rail";

interface Row {
  what: string;
  keys: readonly string[];
}

const anywhere: readonly Row[] = [
  { what: "Go anywhere, do anything", keys: [modifierKey, "K"] },
  { what: "This sheet", keys: ["?"] },
  { what: "Fold or widen the rail", keys: ["["] },
  { what: "Search on the page", keys: ["/"] },
  { what: "Close what floats", keys: ["Esc"] },
];

const rowKeys: readonly Row[] = [
  { what: "Next row", keys: ["↓"] },
  { what: "Previous row", keys: ["↑"] },
  { what: "Open the row", keys: ["↵"] },
  { what: "Choose a cell of the row", keys: ["←", "→"] },
  { what: "Copy the cell", keys: [modifierKey, "C"] },
  { what: "Widen a column, its edge focused", keys: ["→"] },
  { what: "Pause or resume live events", keys: ["Space"] },
];

function Group({ title, rows }: { title: string; rows: readonly Row[] }) {
  return (
    <section>
      <h3 className="pb-1 text-xs font-medium text-ink-3">{title}</h3>
      <dl>
        {rows.map((row) => (
          <div key={row.what} className="flex h-8 items-center justify-between gap-4 text-sm">
            <dt>{row.what}</dt>
            <dd>
              <span className="sr-only">{row.keys.join(" then ")}</span>
              <Keys keys={row.keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function ShortcutSheet({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const pages = usePages();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard shortcuts" width="max-w-2xl">
      <div className="grid gap-x-10 gap-y-5 sm:grid-cols-2">
        <Group title="Go to" rows={pages.map((page) => ({ what: page.title, keys: ["g", page.letter] }))} />
        <div className="flex flex-col gap-5">
          <Group title="Anywhere" rows={anywhere} />
          <Group title="In lists" rows={rowKeys} />
        </div>
      </div>
    </Dialog>
  );
}
