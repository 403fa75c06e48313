// The loaded events as a file: the columns on the screen as CSV, everything about them as JSON.
import { Download } from "lucide-react";
import { csvText, download, fileName } from "@/charts/export";
import { personName } from "@/features/persons/name";
import { Button } from "@/ui/button";
import { Menu, MenuItem, MenuLabel } from "@/ui/menu";
import { plural } from "@/ui/numbers";
import type { StoredEvent } from "./api";
import { type ColumnId, columnText, columnTitle } from "./columns";
import { eventDetailText } from "./describe";

function cellOf(column: ColumnId, event: StoredEvent): string {
  if (column === "event") return event.event;
  if (column === "time") return event.timestamp;
  if (column === "where") return eventDetailText(event);
  if (column === "person") return personName(event.person, event.distinct_id);
  return columnText(column, event);
}

export function ExportButton({ events, columns }: { events: readonly StoredEvent[]; columns: readonly ColumnId[] }) {
  const asCsv = () => {
    const rows = events.map((event) => columns.map((column) => cellOf(column, event)));
    download(fileName("events", "csv"), csvText([columns.map(columnTitle), ...rows]), "text/csv");
  };
  const asJson = () => download(fileName("events", "json"), JSON.stringify(events, null, 2), "application/json");
  return (
    <Menu
      align="end"
      trigger={
        <Button icon={Download} disabled={events.length === 0}>
          Export
        </Button>
      }
    >
      <MenuLabel>{plural(events.length, "loaded event")}</MenuLabel>
      <MenuItem onSelect={asCsv}>CSV, the columns shown</MenuItem>
      <MenuItem onSelect={asJson}>JSON, with every property</MenuItem>
    </Menu>
  );
}
