// Which columns the list of events has, and in which order.
import { ArrowDown, ArrowUp, Columns3, Plus, X } from "lucide-react";
import { Popover } from "radix-ui";
import { PropertyPicker } from "@/features/definitions/pickers";
import { Button, IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { floatClass } from "@/ui/menu";
import { type ColumnId, columnProperty, columnTitle, fixedColumns, moveColumn, propertyColumn } from "./columns";

interface ColumnPickerProps {
  columns: readonly ColumnId[];
  onChange: (columns: readonly ColumnId[]) => void;
  onReset?: () => void;
}

export function ColumnPicker({ columns, onChange, onReset }: ColumnPickerProps) {
  const missing = Object.keys(fixedColumns).filter((column) => !columns.includes(column));
  const add = (column: ColumnId) => columns.includes(column) || onChange([...columns, column]);
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button icon={Columns3} className="max-md:hidden">
          Columns
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label="Columns"
          onInteractOutside={(event) =>
            (event.target as HTMLElement).closest("[data-picker]") && event.preventDefault()
          }
          className={cx(floatClass, "w-80 max-w-[calc(100vw-16px)] p-2")}
        >
          <ul aria-label="Shown columns" className="max-h-[50vh] overflow-y-auto">
            {columns.map((column, index) => (
              <li key={column} className="group flex h-8 items-center gap-1 rounded-md pl-2 text-sm hover:bg-hover">
                <bdi className="min-w-0 truncate">{columnTitle(column)}</bdi>
                <code className="min-w-0 flex-1 truncate font-mono text-2xs text-ink-3">
                  {columnProperty(column)?.type === "person" ? "of the person" : ""}
                </code>
                <IconButton
                  small
                  icon={ArrowUp}
                  label={`Move ${columnTitle(column)} to the left`}
                  disabled={index === 0}
                  onClick={() => onChange(moveColumn(columns, column, -1))}
                />
                <IconButton
                  small
                  icon={ArrowDown}
                  label={`Move ${columnTitle(column)} to the right`}
                  disabled={index === columns.length - 1}
                  onClick={() => onChange(moveColumn(columns, column, 1))}
                />
                <IconButton
                  small
                  icon={X}
                  label={`Take ${columnTitle(column)} out`}
                  disabled={columns.length === 1}
                  onClick={() => onChange(columns.filter((each) => each !== column))}
                />
              </li>
            ))}
          </ul>
          <div className="mt-1 flex flex-wrap gap-1 border-t border-line pt-2">
            <PropertyPicker
              trigger={
                <Button small icon={Plus}>
                  Property
                </Button>
              }
              onPick={({ type, key }) => add(propertyColumn(type, key))}
            />
            {missing.map((column) => (
              <Button small weight="quiet" key={column} icon={Plus} onClick={() => add(column)}>
                {columnTitle(column)}
              </Button>
            ))}
            {onReset && (
              <Button small weight="quiet" className="ml-auto" onClick={onReset}>
                Usual columns
              </Button>
            )}
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
