// Tables, their columns, and the properties inside of them: a click writes the name where the cursor is.
import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Table2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useProject } from "@/features/accounts/api";
import { type PropertyKind, propertyDefinitionsQuery } from "@/features/definitions/api";
import { cx } from "@/ui/class-names";
import { SearchInput } from "@/ui/field";
import { Failure, SkeletonRows } from "@/ui/states";
import { type SchemaTable, schemaQuery } from "./api";
import { quotedName } from "./statements";

interface SchemaTreeProps {
  onPick: (name: string) => void;
}

// Columns that hold properties of whom.
const owners: Readonly<Record<string, "event" | "person">> = {
  "events.properties": "event",
  "events.person.properties": "person",
  "persons.properties": "person",
};
// There when it is named, though no column.
const ofPerson = { name: "person.properties", type: "json" };
const propertyWords: Readonly<Record<PropertyKind, string>> = {
  String: "text",
  Numeric: "number",
  Boolean: "yes/no",
  DateTime: "time",
  Duration: "seconds",
};
const typeWords: Readonly<Record<string, string>> = {
  string: "text",
  integer: "number",
  datetime: "time",
  boolean: "yes/no",
  json: "properties",
  lazy_table: "joined",
};

const rowClass =
  "flex h-7 w-full items-center gap-1.5 rounded-sm pr-2 text-left font-mono text-xs hover:bg-hover focus-visible:-outline-offset-2";

export function SchemaTree({ onPick }: SchemaTreeProps) {
  const project = useProject();
  const schema = useQuery(schemaQuery(project.id));
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  if (schema.error)
    return <Failure error={schema.error} what="The tables could not be loaded" retry={() => schema.refetch()} />;
  if (!schema.data) return <SkeletonRows rows={8} columns={2} />;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="px-2 pt-2">
        <SearchInput label="Search names" value={search} onChange={setSearch} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto p-2">
        {schema.data.map((table) => (
          <TableBranch key={table.name} table={table} wanted={wanted} onPick={onPick} />
        ))}
      </div>
    </div>
  );
}

interface BranchProps {
  title: ReactNode;
  depth: number;
  // Opened by what is searched for, whatever was clicked.
  forced: boolean;
  begins?: boolean;
  children: () => ReactNode;
}

function Branch({ title, depth, forced, begins = false, children }: BranchProps) {
  const [clicked, setClicked] = useState(begins);
  const open = clicked || forced;
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setClicked(!open)}
        className={cx(rowClass, depth === 0 && "h-8 font-sans text-sm font-medium")}
        style={{ paddingLeft: 4 + depth * 14 }}
      >
        <ChevronRight
          size={13}
          aria-hidden
          className={cx("shrink-0 text-ink-3 transition-transform duration-[120ms]", open && "rotate-90")}
        />
        {title}
      </button>
      {open && children()}
    </div>
  );
}

function TableBranch({
  table,
  wanted,
  onPick,
}: {
  table: SchemaTable;
  wanted: string;
  onPick: (name: string) => void;
}) {
  const fields = [...Object.values(table.fields), ...(table.name === "events" ? [ofPerson] : [])];
  const hit = (name: string) => wanted === "" || name.toLowerCase().includes(wanted);
  const whole = wanted !== "" && hit(table.name);
  const shown = whole ? fields : fields.filter(({ name }) => hit(name) || owners[`${table.name}.${name}`]);
  const some = whole || shown.some(({ name }) => hit(name)) || shown.length > 0;
  if (wanted !== "" && !some) return null;
  return (
    <Branch
      title={
        <>
          <Table2 size={14} className="shrink-0 text-ink-3" aria-hidden />
          <span className="min-w-0 flex-1 truncate">{table.name}</span>
        </>
      }
      depth={0}
      forced={wanted !== ""}
      begins={table.name === "events"}
    >
      {() =>
        shown.map(({ name, type }) => {
          const owner = owners[`${table.name}.${name}`];
          return owner ? (
            <Branch key={name} depth={1} forced={wanted !== ""} title={<ColumnName name={name} type={type} />}>
              {() => <Properties of={owner} column={name} wanted={whole ? "" : wanted} onPick={onPick} />}
            </Branch>
          ) : (
            <Leaf key={name} depth={1} name={name} onPick={() => onPick(quotedName(name))}>
              <ColumnName name={name} type={type} />
            </Leaf>
          );
        })
      }
    </Branch>
  );
}

function ColumnName({ name, type }: { name: string; type: string }) {
  return (
    <>
      <bdi className="min-w-0 flex-1 truncate">{name}</bdi>
      <span className="shrink-0 font-sans text-2xs text-ink-3">{typeWords[type] ?? type}</span>
    </>
  );
}

interface LeafProps {
  name: string;
  depth: number;
  onPick: () => void;
  children: ReactNode;
}

function Leaf({ name, depth, onPick, children }: LeafProps) {
  return (
    <button
      type="button"
      onClick={onPick}
      title={`Write ${name}`}
      className={rowClass}
      style={{ paddingLeft: 21 + depth * 14 }}
    >
      {children}
    </button>
  );
}

interface PropertiesProps {
  of: "event" | "person";
  column: string;
  wanted: string;
  onPick: (name: string) => void;
}

function Properties({ of, column, wanted, onPick }: PropertiesProps) {
  const project = useProject();
  const found = useQuery(propertyDefinitionsQuery(project.id, { of, search: wanted, limit: 200 }));
  const properties = found.data?.results ?? [];
  if (properties.length === 0)
    return (
      <p className="py-1 pl-12 text-xs text-ink-3">
        {found.isPending ? "Loading…" : found.error ? "They could not be loaded." : "None of that name."}
      </p>
    );
  return properties.map(({ name, property_type }) => (
    <Leaf key={name} depth={2} name={name} onPick={() => onPick(`${column}.${quotedName(name)}`)}>
      <bdi className="min-w-0 flex-1 truncate">{name}</bdi>
      <span className="shrink-0 font-sans text-2xs text-ink-3">{property_type && propertyWords[property_type]}</span>
    </Leaf>
  ));
}
