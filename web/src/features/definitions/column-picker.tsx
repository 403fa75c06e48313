// Which columns a list has, and in which order: properties and a few that are always there.
import { ArrowDown, ArrowUp, Columns3, Plus, X } from "lucide-react";
import type { GroupType } from "@/features/groups/api";
import { Button, IconButton } from "@/ui/button";
import { PopoverPanel } from "@/ui/popover-panel";
import { moveColumn } from "./column-order";
import { type PickedProperty, PropertyPicker } from "./pickers";

interface ColumnPickerProps {
  columns: readonly string[];
  titleOf: (column: string) => string;
  // Said beside the title.
  hintOf?: (column: string) => string;
  // Columns that are no property.
  fixed: readonly string[];
  columnOf: (property: PickedProperty) => string;
  // Only properties of people, or of the groups of one type.
  of?: "person" | GroupType;
  onChange: (columns: readonly string[]) => void;
  onReset?: () => void;
}

export function ColumnPicker(props: ColumnPickerProps) {
  const { columns, titleOf, hintOf, fixed, columnOf, of, onChange, onReset } = props;
  const missing = fixed.filter((column) => !columns.includes(column));
  const add = (column: string) => columns.includes(column) || onChange([...columns, column]);
  return (
    <PopoverPanel
      label="Columns"
      align="end"
      className="w-80 p-2"
      trigger={
        <Button icon={Columns3} className="max-md:hidden">
          Columns
        </Button>
      }
    >
      <ul aria-label="Shown columns" className="max-h-[50vh] overflow-y-auto">
        {columns.map((column, index) => (
          <li key={column} className="group flex h-8 items-center gap-1 rounded-md pl-2 text-sm hover:bg-hover">
            <bdi className="min-w-0 truncate">{titleOf(column)}</bdi>
            <code className="min-w-0 flex-1 truncate font-mono text-2xs text-ink-3">{hintOf?.(column)}</code>
            <IconButton
              small
              icon={ArrowUp}
              label={`Move ${titleOf(column)} to the left`}
              disabled={index === 0}
              onClick={() => onChange(moveColumn(columns, column, -1))}
            />
            <IconButton
              small
              icon={ArrowDown}
              label={`Move ${titleOf(column)} to the right`}
              disabled={index === columns.length - 1}
              onClick={() => onChange(moveColumn(columns, column, 1))}
            />
            <IconButton
              small
              icon={X}
              label={`Take ${titleOf(column)} out`}
              disabled={columns.length === 1}
              onClick={() => onChange(columns.filter((each) => each !== column))}
            />
          </li>
        ))}
      </ul>
      <div className="mt-1 flex flex-wrap gap-1 border-t border-line pt-2">
        <PropertyPicker
          of={of}
          trigger={
            <Button small icon={Plus}>
              Property
            </Button>
          }
          onPick={(property) => add(columnOf(property))}
        />
        {missing.map((column) => (
          <Button small weight="quiet" key={column} icon={Plus} onClick={() => add(column)}>
            {titleOf(column)}
          </Button>
        ))}
        {onReset && (
          <Button small weight="quiet" className="ml-auto" onClick={onReset}>
            Usual columns
          </Button>
        )}
      </div>
    </PopoverPanel>
  );
}
