// The filters above a list of events.
import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { Check, ChevronDown, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useProject } from "@/features/accounts/api";
import { DatePicker } from "@/features/insights/builder/date-picker";
import { FiltersButton } from "@/features/insights/builder/filters-button";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { PopoverPanel } from "@/ui/popover-panel";
import { SettledSearch } from "@/ui/settled-search";
import { recentEventNamesQuery } from "./api";
import { knownEvents } from "./describe";
import { anyFilter, datesOf, type EventFilters } from "./filters";

interface FilterBarProps {
  filters: EventFilters;
  onChange: (changes: EventFilters) => void;
  onClear: () => void;
  // Dates only make sense for stored events.
  dates?: boolean;
  children?: ReactNode;
}

export function FilterBar({ filters, onChange, onClear, dates, children }: FilterBarProps) {
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 pb-3 md:px-6">
      <EventNameFilter value={filters.event} onChange={(event) => onChange({ event })} />
      <SettledSearch
        label="Distinct id"
        value={filters.distinct_id ?? ""}
        onChange={(distinct_id) => onChange({ distinct_id })}
        className="w-44 max-md:flex-1"
      />
      <SettledSearch
        label="Search in properties"
        value={filters.text ?? ""}
        onChange={(text) => onChange({ text })}
        className="w-52 max-md:w-full"
        data-page-search
      />
      {dates && (
        <DatePicker
          range={datesOf(filters) ?? { date_from: "all" }}
          onChange={({ date_from, date_to }) =>
            onChange({ from: date_from && date_from !== "all" ? date_from : "", to: date_to ?? "" })
          }
        />
      )}
      {dates && (
        <FiltersButton
          filters={filters.properties ?? []}
          onChange={(properties) => onChange({ properties: properties.length > 0 ? properties : undefined })}
        />
      )}
      {filters.person && (
        <Button small icon={X} onClick={() => onChange({ person: "" })}>
          One person
        </Button>
      )}
      {anyFilter(filters) && (
        <Button weight="quiet" onClick={onClear}>
          Clear
        </Button>
      )}
      {children && <div className="ml-auto flex items-center gap-3">{children}</div>}
    </div>
  );
}

interface EventNameFilterProps {
  value?: string;
  onChange: (event: string) => void;
}

// A list of the names seen lately; any other name can be typed.
function EventNameFilter({ value, onChange }: EventNameFilterProps) {
  const project = useProject();
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const names = useQuery({ ...recentEventNamesQuery(project.id), enabled: open }).data ?? [];
  const pick = (name: string) => {
    onChange(name);
    setSearch("");
    setOpen(false);
  };
  const typed = search.trim();
  return (
    <PopoverPanel
      label="Event name"
      className="w-72 p-0"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button
          className={cx("max-w-60", !value && "text-ink-2")}
          aria-label={`Event name: ${value ? (knownEvents[value] ?? value) : "Any event"}`}
        >
          <span className="truncate">{value ? (knownEvents[value] ?? value) : "Any event"}</span>
          <ChevronDown size={14} className="text-ink-3" aria-hidden />
        </Button>
      }
    >
      <Command loop>
        <Command.Input
          autoFocus
          value={search}
          onValueChange={setSearch}
          placeholder="Event name"
          className="h-9 w-full border-b border-line bg-transparent px-3 text-sm outline-none placeholder:text-ink-3"
        />
        <Command.List className="max-h-72 overflow-y-auto p-1">
          {value && (
            <NameItem value="Any event" onSelect={() => pick("")}>
              Any event
            </NameItem>
          )}
          {names.map((name) => (
            <NameItem key={name} value={name} keywords={[knownEvents[name] ?? ""]} onSelect={() => pick(name)}>
              <span className="min-w-0 flex-1 truncate">{knownEvents[name] ?? name}</span>
              {knownEvents[name] && <code className="font-mono text-2xs text-ink-3">{name}</code>}
              {name === value && <Check size={14} className="text-accent-ink" aria-label="chosen" />}
            </NameItem>
          ))}
          {typed !== "" && !names.includes(typed) && (
            <NameItem value={`exactly ${typed}`} onSelect={() => pick(typed)}>
              Only “{typed}”
            </NameItem>
          )}
        </Command.List>
      </Command>
    </PopoverPanel>
  );
}

interface NameItemProps {
  value: string;
  keywords?: string[];
  onSelect: () => void;
  children: ReactNode;
}

function NameItem({ value, keywords, onSelect, children }: NameItemProps) {
  return (
    <Command.Item
      value={value}
      keywords={keywords}
      onSelect={onSelect}
      className="flex h-8 cursor-default items-center gap-2 rounded-md px-2 text-sm data-[selected=true]:bg-hover"
    >
      {children}
    </Command.Item>
  );
}
