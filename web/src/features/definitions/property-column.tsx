// A column of a list that shows one property of each row.
import type { Column } from "@/ui/data-table";
import { propertyName } from "./names";
import { columnOfProperty, valueWords } from "./property-columns";

// `read` gives the property of a row.
export function propertyColumn<Row extends object>(key: string, read: (row: Row) => unknown): Column<Row> {
  return {
    id: columnOfProperty(key),
    accessorFn: (row) => valueWords(read(row)),
    header: propertyName(key),
    cell: ({ getValue }) => {
      const text = String(getValue());
      return text === "" ? (
        <span className="text-ink-3">–</span>
      ) : (
        <bdi className="tabular text-ink-2" title={text}>
          {text}
        </bdi>
      );
    },
    meta: { className: "max-sm:hidden", text: read },
  };
}
