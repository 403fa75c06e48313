// Conditions on properties above a list, in a popover; the button says what holds.
import { ListFilter } from "lucide-react";
import type { GroupType } from "@/features/groups/api";
import { filterText } from "@/features/insights/filters";
import type { PropertyFilter } from "@/query/types";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { PopoverPanel } from "@/ui/popover-panel";
import { FilterRows } from "./filter-rows";

interface FiltersButtonProps {
  filters: readonly PropertyFilter[];
  onChange: (filters: PropertyFilter[]) => void;
  of?: "person" | GroupType;
}

export function FiltersButton({ filters, onChange, of }: FiltersButtonProps) {
  const text = filters.map(filterText).join(" and ");
  return (
    <PopoverPanel
      label="Filters on properties"
      className="w-96 p-2"
      trigger={
        <Button icon={ListFilter} className={cx("max-w-72", filters.length === 0 && "text-ink-2")} title={text}>
          <bdi className="truncate">{filters.length === 0 ? "Filter" : text}</bdi>
        </Button>
      }
    >
      <FilterRows filters={filters} onChange={onChange} addLabel="Property" of={of} />
    </PopoverPanel>
  );
}
