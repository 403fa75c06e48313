// Properties of an event, person or group: searchable, copyable, and editable where the page says how.
import { Pencil, Plus, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button, IconButton } from "./button";
import { cx } from "./class-names";
import { CopyIcon } from "./copy";
import { SearchInput, TextInput } from "./field";
import { editableText, orderProperties, parseTyped, searchProperties, valueText } from "./property-order";

export interface PropertyEditing {
  set: (key: string, value: unknown) => void;
  remove: (key: string) => void;
}

interface PropertiesTableProps {
  properties: Readonly<Record<string, unknown>>;
  editing?: PropertyEditing;
  // What these are properties of: "event", "person".
  of: string;
}

const searchFrom = 8;
// JSON up to this many characters stands on one line.
const shortJson = 90;

export function PropertiesTable({ properties, editing, of }: PropertiesTableProps) {
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const all = orderProperties(properties);
  const rows = searchProperties(all, search);

  return (
    <div>
      {(all.length >= searchFrom || editing) && (
        <div className="mb-2 flex items-center gap-2">
          {all.length >= searchFrom && (
            <SearchInput
              value={search}
              onChange={setSearch}
              label={`Search ${all.length} properties`}
              className="w-full max-w-72"
            />
          )}
          {editing && !adding && (
            <Button icon={Plus} onClick={() => setAdding(true)} className="ml-auto">
              Add property
            </Button>
          )}
        </div>
      )}
      {editing && adding && <AddProperty editing={editing} close={() => setAdding(false)} />}
      {rows.length === 0 ? (
        <p className="py-6 text-center text-sm text-ink-3">
          {all.length === 0 ? `This ${of} has no properties.` : `No property contains “${search}”.`}
        </p>
      ) : (
        <table className="w-full table-fixed border-t border-line text-sm">
          <caption className="sr-only">Properties with their values</caption>
          <colgroup>
            <col className="w-[38%] sm:w-64" />
            <col />
          </colgroup>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key} className="group border-b border-line last:border-b-0 hover:bg-hover/60">
                <th
                  scope="row"
                  dir="ltr"
                  className="py-1.5 pr-3 pl-2 text-left align-top font-mono text-xs leading-5 font-normal break-words text-ink-2"
                >
                  {row.key}
                </th>
                <td className="py-1 pr-1 align-top">
                  {open === row.key && editing ? (
                    <EditValue row={row} editing={editing} close={() => setOpen(null)} />
                  ) : (
                    <div className="flex items-start gap-1">
                      <span className="min-w-0 py-0.5">
                        <Value value={row.value} />
                      </span>
                      <span className="ml-auto flex shrink-0 opacity-0 transition-opacity duration-[120ms] group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
                        <CopyIcon text={valueText(row.value)} label={`Copy ${row.key}`} />
                        {editing && (
                          <>
                            <IconButton
                              small
                              icon={Pencil}
                              label={`Edit ${row.key}`}
                              onClick={() => setOpen(row.key)}
                            />
                            <IconButton
                              small
                              icon={Trash2}
                              label={`Delete ${row.key}`}
                              onClick={() => editing.remove(row.key)}
                            />
                          </>
                        )}
                      </span>
                    </div>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function Value({ value }: { value: unknown }) {
  const base = "min-w-0 text-[13px] leading-5 break-words whitespace-pre-wrap [overflow-wrap:anywhere]";
  if (value === null || value === undefined) return <span className={cx(base, "text-ink-3")}>null</span>;
  if (typeof value === "string") {
    if (value === "") return <span className={cx(base, "text-ink-3")}>empty text</span>;
    if (/^https?:\/\/\S+$/.test(value)) {
      return (
        <a
          href={value}
          target="_blank"
          rel="noopener noreferrer"
          className={cx(base, "hover:text-accent-ink hover:underline")}
        >
          {value}
        </a>
      );
    }
    return (
      <span dir="auto" className={base}>
        {value}
      </span>
    );
  }
  if (typeof value === "number") return <span className={cx(base, "tabular text-info")}>{String(value)}</span>;
  if (typeof value === "boolean") return <span className={cx(base, "text-warn")}>{String(value)}</span>;
  const short = JSON.stringify(value) ?? "";
  return (
    <code dir="ltr" className={cx(base, "font-mono text-xs")}>
      {short.length <= shortJson ? short : JSON.stringify(value, null, 2)}
    </code>
  );
}

interface EditValueProps {
  row: { key: string; value: unknown };
  editing: PropertyEditing;
  close: () => void;
}

function EditValue({ row, editing, close }: EditValueProps) {
  const [text, setText] = useState(() => editableText(row.value));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const next = parseTyped(text);
    if (JSON.stringify(next) !== JSON.stringify(row.value)) editing.set(row.key, next);
    close();
  };
  return (
    <form onSubmit={submit} className="flex flex-wrap gap-2">
      <TextInput
        sized
        autoFocus
        className="flex-1 basis-36"
        aria-label={`Value of ${row.key}`}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && close()}
      />
      <Button type="submit" weight="primary">
        Save
      </Button>
      <Button weight="quiet" onClick={close}>
        Cancel
      </Button>
    </form>
  );
}

function AddProperty({ editing, close }: { editing: PropertyEditing; close: () => void }) {
  const [key, setKey] = useState("");
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (key.trim() === "") return;
    editing.set(key.trim(), parseTyped(text));
    close();
  };
  return (
    <form onSubmit={submit} className="mb-2 flex flex-wrap gap-2 rounded-md bg-sunken p-2">
      <TextInput
        sized
        autoFocus
        required
        maxLength={400}
        aria-label="Property name"
        placeholder="Name"
        value={key}
        onChange={(event) => setKey(event.target.value)}
        className="w-56 font-mono text-xs max-sm:flex-1"
      />
      <TextInput
        sized
        aria-label="Value"
        placeholder="Value: text, number, true, JSON"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="flex-1 basis-40"
      />
      <Button type="submit" weight="primary">
        Add
      </Button>
      <Button weight="quiet" onClick={close}>
        Cancel
      </Button>
    </form>
  );
}
