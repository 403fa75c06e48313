// What the numbers are split by.
import { ChevronDown, Split, X } from "lucide-react";
import { propertyName } from "@/features/definitions/names";
import { PropertyPicker } from "@/features/definitions/pickers";
import type { BreakdownFilter } from "@/query/types";
import { Button, IconButton } from "@/ui/button";
import { NativeSelect } from "@/ui/field";
import { breakdownKey } from "../words";
import { Part } from "./section";

interface BreakdownPartProps {
  breakdown: BreakdownFilter | undefined;
  onChange: (breakdown: BreakdownFilter | undefined) => void;
}

const limits = [5, 10, 25, 50];

export function BreakdownPart({ breakdown, onChange }: BreakdownPartProps) {
  const key = breakdownKey(breakdown);
  const limit = breakdown?.breakdown_limit ?? 25;
  const picker = (trigger: React.ReactNode) => (
    <PropertyPicker
      onPick={(property) =>
        onChange({
          breakdown: property.key,
          breakdown_type: property.type,
          breakdown_group_type_index: property.group_type_index,
          breakdown_limit: breakdown?.breakdown_limit ?? 10,
        })
      }
      trigger={trigger}
    />
  );
  return (
    <Part title="Split by">
      {key === undefined ? (
        picker(
          <Button small weight="quiet" icon={Split} className="text-ink-2">
            Property
          </Button>,
        )
      ) : (
        <div className="flex items-center gap-1 rounded-md border border-line bg-canvas p-1.5">
          {picker(
            <button
              type="button"
              className="flex h-7 min-w-0 flex-1 items-center gap-1 rounded-sm px-1.5 text-left text-sm hover:bg-hover"
              title={key}
            >
              <bdi className="truncate font-medium">{propertyName(key)}</bdi>
              <ChevronDown size={12} className="shrink-0 text-ink-3" aria-hidden />
            </button>,
          )}
          <NativeSelect
            aria-label="How many values"
            value={limit}
            onChange={(event) => onChange({ ...breakdown, breakdown_limit: Number(event.target.value) })}
            className="h-7 px-1.5 text-xs"
          >
            {[...new Set([...limits, limit])].map((each) => (
              <option key={each} value={each}>
                top {each}
              </option>
            ))}
          </NativeSelect>
          <IconButton small icon={X} label="Do not split" onClick={() => onChange(undefined)} />
        </div>
      )}
    </Part>
  );
}
