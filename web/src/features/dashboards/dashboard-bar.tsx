// Above the tiles: dates and filters over all insights, kept in the address until somebody keeps them for everybody.
import { ListFilter } from "lucide-react";
import { Popover } from "radix-ui";
import { DatePicker } from "@/features/insights/builder/date-picker";
import { FilterRows } from "@/features/insights/builder/filter-rows";
import { filterText, isComplete } from "@/features/insights/filters";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { floatClass } from "@/ui/menu";
import { toast } from "@/ui/toast";
import type { DashboardFilters } from "./api";
import type { DashboardSearch } from "./search";

interface DashboardBarProps {
  search: DashboardSearch;
  // What is asked: of the address where it says something, else what is kept.
  filters: DashboardFilters;
  go: (search: DashboardSearch, replace?: boolean) => void;
  keep: (filters: DashboardFilters) => Promise<boolean>;
}

const unset = { from: undefined, to: undefined, filters: undefined };

export function DashboardBar({ search, filters, go, keep }: DashboardBarProps) {
  const range = filters.date_from ? { date_from: filters.date_from, date_to: filters.date_to } : undefined;
  const properties = filters.properties ?? [];
  const changed = search.from !== undefined || search.filters !== undefined;
  const active = properties.filter(isComplete);
  return (
    <div className="flex flex-wrap items-center gap-2 pb-3">
      <DatePicker
        range={range}
        onChange={(next) => go({ ...search, from: next.date_from ?? undefined, to: next.date_to ?? undefined })}
        without={{
          title: "Dates of each insight",
          onPick: () => {
            go({ ...search, from: undefined, to: undefined });
            if (filters.date_from && search.from === undefined) {
              const { date_from: _from, date_to: _to, ...rest } = filters;
              keep(rest);
            }
          },
        }}
      />
      <Popover.Root>
        <Popover.Trigger asChild>
          <Button
            icon={ListFilter}
            className={active.length > 0 ? "text-accent-ink!" : ""}
            title={active.map(filterText).join(", ") || "Filters over all insights"}
          >
            {active.length === 0
              ? "Filters"
              : active.length === 1
                ? filterText(active[0] ?? { type: "event", key: "" })
                : `${active.length} filters`}
          </Button>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            align="start"
            sideOffset={4}
            collisionPadding={8}
            aria-label="Filters over all insights"
            className={cx(floatClass, "w-80 max-w-[calc(100vw-16px)] p-3")}
          >
            <p className="pb-2 text-xs text-ink-3">Beside the filters of each insight.</p>
            <FilterRows
              filters={properties}
              onChange={(next) => go({ ...search, filters: next }, true)}
              addLabel="Filter all insights"
            />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      {changed && (
        <>
          <Button
            weight="quiet"
            onClick={async () => {
              if (await keep({ ...filters, properties: active.length > 0 ? active : undefined })) {
                go({ ...search, ...unset }, true);
                toast(
                  search.filters === undefined
                    ? "These dates are kept for everybody"
                    : "These filters are kept for everybody",
                );
              }
            }}
          >
            Keep for everybody
          </Button>
          <Button weight="quiet" onClick={() => go({ ...search, ...unset })}>
            Reset
          </Button>
        </>
      )}
    </div>
  );
}
