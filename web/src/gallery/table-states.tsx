// The table of records: columns to drag and hide, cells to copy, long names, nothing at all.
import { Badge } from "@/ui/badge";
import { type Column, DataTable } from "@/ui/data-table";
import type { State } from "./gallery";

interface Row {
  name: string;
  plan: string;
  seats: number;
}

const columns: Column<Row>[] = [
  { id: "name", accessorFn: (row) => row.name, header: "Name", cell: ({ row }) => <bdi>{row.original.name}</bdi> },
  {
    id: "plan",
    accessorFn: (row) => row.plan,
    header: "Plan",
    cell: ({ row }) => <Badge tone="info">{row.original.plan}</Badge>,
    meta: { className: "w-32" },
  },
  {
    id: "seats",
    accessorFn: (row) => row.seats,
    header: "Seats",
    cell: ({ row }) => <span className="tabular">{row.original.seats}</span>,
    meta: { className: "w-28" },
  },
];

const rows: Row[] = [
  { name: "Pond Ltd", plan: "team", seats: 12 },
  { name: "محمد", plan: "free", seats: 1 },
  {
    name: "A name that is longer than its column and does not say less for that, or so one hopes",
    plan: "scale",
    seats: 400,
  },
];

const table = (shown: Row[], dimmed = false) => (
  <DataTable
    label="Companies"
    rows={shown}
    columns={columns}
    rowId={(row) => row.name}
    onOpen={() => {}}
    dimmed={dimmed}
  />
);

export const tableStates: readonly State[] = [
  { title: "Sorted, dragged, hidden, copied", shown: table(rows) },
  { title: "While the next rows load", shown: table(rows, true) },
  { title: "No rows", shown: table([]) },
];
