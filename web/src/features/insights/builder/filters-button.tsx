// Conditions on properties above a list, in a popover; the button says what holds.
import { ListFilter } from "lucide-react";
import { Popover } from "radix-ui";
import type { GroupType } from "@/features/groups/api";
import { filterText } from "@/features/insights/filters";
import type { PropertyFilter } from "@/query/types";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { floatClass } from "@/ui/menu";
import { FilterRows } from "./filter-rows";

interface FiltersButtonProps {
  filters: readonly PropertyFilter[];
  onChange: (filters: PropertyFilter[]) => void;
  of?: "person" | GroupType;
}

export function FiltersButton({ filters, onChange, of }: FiltersButtonProps) {
  const text = filters.map(filterText).join(" and ");
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button icon={ListFilter} className={cx("max-w-72", filters.length === 0 && "text-ink-2")} title={text}>
          <bdi className="truncate">{filters.length === 0 ? "Filter" : text}</bdi>
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label="Filters on properties"
          // A list of properties or values opens beside it.
          onInteractOutside={(event) =>
            (event.target as HTMLElement).closest("[data-picker]") && event.preventDefault()
          }
          className={cx(floatClass, "w-96 max-w-[calc(100vw-16px)] p-2")}
        >
          <FilterRows filters={filters} onChange={onChange} addLabel="Property" of={of} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
