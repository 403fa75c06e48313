// Series of a trend, steps of a funnel: event, what is counted, filters of its own.
import { ChevronDown, Copy, Ellipsis, ListFilter, MoveDown, MoveUp, PencilLine, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { propertyName } from "@/features/definitions/names";
import { EventPicker, PropertyPicker } from "@/features/definitions/pickers";
import type { ActionsNode, EventsNode, SeriesNode } from "@/query/types";
import { Button, IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { controlClass } from "@/ui/field";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { Picker } from "@/ui/picker";
import { mathOf, maths } from "../maths";
import { letterOf, nodeName } from "../words";
import { FilterRows } from "./filter-rows";
import { Part } from "./section";

interface SeriesPartProps {
  title: string;
  series: readonly SeriesNode[];
  onChange: (series: SeriesNode[]) => void;
  // "1, 2, 3" for steps, "A, B, C" for series.
  numbered?: boolean;
  withMath?: boolean;
  atMost?: number;
  addLabel: string;
}

export function SeriesPart({ title, series, onChange, numbered, withMath, atMost = 20, addLabel }: SeriesPartProps) {
  const change = (index: number, node: SeriesNode) => onChange(series.map((each, at) => (at === index ? node : each)));
  const move = (index: number, by: number) => {
    const next = [...series];
    const [node] = next.splice(index, 1);
    if (node) next.splice(index + by, 0, node);
    onChange(next);
  };
  return (
    <Part title={title}>
      <ol className="flex flex-col gap-1.5">
        {series.map((node, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: series are known by their place
          <li key={index}>
            <SeriesRow
              node={node}
              mark={numbered ? String(index + 1) : letterOf(index)}
              withMath={withMath}
              onChange={(next) => change(index, next)}
              onUp={index > 0 ? () => move(index, -1) : undefined}
              onDown={index < series.length - 1 ? () => move(index, 1) : undefined}
              onCopy={series.length < atMost ? () => onChange([...series, node]) : undefined}
              onRemove={series.length > 1 ? () => onChange(series.filter((_, at) => at !== index)) : undefined}
            />
          </li>
        ))}
      </ol>
      {series.length < atMost && (
        <EventPicker
          onPick={(event) => onChange([...series, eventNode(event, withMath)])}
          onPickAction={(action) => onChange([...series, actionNode(action, withMath)])}
          trigger={
            <Button small weight="quiet" icon={Plus} className="mt-1.5 text-ink-2">
              {addLabel}
            </Button>
          }
        />
      )}
    </Part>
  );
}

function eventNode(event: string | null, withMath = false): EventsNode {
  return { kind: "EventsNode", event, name: event ?? "All events", ...(withMath ? { math: "total" } : {}) };
}

function actionNode({ id, name }: { id: number; name: string }, withMath = false): ActionsNode {
  return { kind: "ActionsNode", id, name, ...(withMath ? { math: "total" } : {}) };
}

// What stays when another event or action takes the place.
function keptOf(node: SeriesNode) {
  const { math, math_property, math_property_type, math_hogql, math_group_type_index } = node;
  const { properties, optionalInFunnel } = node;
  return { math, math_property, math_property_type, math_hogql, math_group_type_index, properties, optionalInFunnel };
}

interface SeriesRowProps {
  node: SeriesNode;
  mark: string;
  withMath?: boolean;
  onChange: (node: SeriesNode) => void;
  onUp?: () => void;
  onDown?: () => void;
  onCopy?: () => void;
  onRemove?: () => void;
}

function SeriesRow({ node, mark, withMath, onChange, onUp, onDown, onCopy, onRemove }: SeriesRowProps) {
  const [filtering, setFiltering] = useState(false);
  const [naming, setNaming] = useState(false);
  const filters = node.properties ?? [];
  return (
    <div className="rounded-md border border-line bg-canvas p-1.5">
      <div className="flex items-center gap-1">
        <span className="tabular flex size-5 shrink-0 items-center justify-center rounded-sm bg-active text-2xs font-medium">
          {mark}
        </span>
        {naming ? (
          <input
            autoFocus
            aria-label="Name of the series"
            defaultValue={node.custom_name ?? nodeName(node)}
            onBlur={(event) => {
              setNaming(false);
              const custom_name = event.target.value.trim();
              onChange({ ...node, custom_name: custom_name === "" ? undefined : custom_name });
            }}
            onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
            className={cx(controlClass, "h-7 w-full flex-1")}
          />
        ) : (
          <EventPicker
            chosen={node.kind === "EventsNode" ? node.event : undefined}
            onPick={(event) => {
              onChange({ ...keptOf(node), ...eventNode(event) });
            }}
            onPickAction={(action) => {
              onChange({ ...keptOf(node), ...actionNode(action) });
            }}
            trigger={
              <button
                type="button"
                aria-label={`Event: ${nodeName(node)}`}
                className="flex h-7 min-w-0 flex-1 items-center gap-1 rounded-sm px-1.5 text-left text-sm hover:bg-hover"
              >
                <bdi className="truncate font-medium">{nodeName(node)}</bdi>
                <ChevronDown size={12} className="shrink-0 text-ink-3" aria-hidden />
              </button>
            }
          />
        )}
        <IconButton
          small
          icon={ListFilter}
          label={`Filter ${nodeName(node)}`}
          aria-pressed={filtering || filters.length > 0}
          onClick={() => setFiltering(!filtering)}
          className={filters.length > 0 ? "text-accent-ink" : ""}
        />
        <Menu align="end" trigger={<IconButton small icon={Ellipsis} label={`More about ${nodeName(node)}`} />}>
          <MenuItem icon={PencilLine} onSelect={() => setNaming(true)}>
            Rename
          </MenuItem>
          {onCopy && (
            <MenuItem icon={Copy} onSelect={onCopy}>
              Duplicate
            </MenuItem>
          )}
          {onUp && (
            <MenuItem icon={MoveUp} onSelect={onUp}>
              Move up
            </MenuItem>
          )}
          {onDown && (
            <MenuItem icon={MoveDown} onSelect={onDown}>
              Move down
            </MenuItem>
          )}
          {onRemove && (
            <>
              <MenuSeparator />
              <MenuItem icon={Trash2} danger onSelect={onRemove}>
                Remove
              </MenuItem>
            </>
          )}
        </Menu>
      </div>
      {withMath && <MathRow node={node} onChange={onChange} />}
      {(filtering || filters.length > 0) && (
        <div className="pt-1.5 pl-6">
          <FilterRows filters={filters} onChange={(properties) => onChange({ ...node, properties })} />
        </div>
      )}
    </div>
  );
}

const rowButton = "flex h-6 min-w-0 items-center gap-1 rounded-sm px-1.5 text-xs text-ink-2 hover:bg-hover";

function MathRow({ node, onChange }: { node: SeriesNode; onChange: (node: SeriesNode) => void }) {
  const math = mathOf(node.math);
  return (
    <div className="flex items-center gap-1 pt-0.5 pl-6">
      <Picker
        label="What to count"
        options={maths.map((each) => ({ value: each.value, title: each.title, group: each.group }))}
        chosen={math.value}
        onPick={(value) => onChange({ ...node, math: value })}
        trigger={
          <button type="button" aria-label={`Count: ${math.title}`} className={rowButton}>
            <span className="truncate">{math.title}</span>
            <ChevronDown size={12} className="shrink-0 text-ink-3" aria-hidden />
          </button>
        }
      />
      {math.property && (
        <>
          <span className="text-xs text-ink-3">of</span>
          <PropertyPicker
            numeric
            chosen={node.math_property ? `event/${node.math_property}` : undefined}
            onPick={(property) => onChange({ ...node, math_property: property.key })}
            trigger={
              <button type="button" className={rowButton}>
                <bdi className="truncate">
                  {node.math_property ? propertyName(node.math_property) : "choose a property"}
                </bdi>
                <ChevronDown size={12} className="shrink-0 text-ink-3" aria-hidden />
              </button>
            }
          />
        </>
      )}
    </div>
  );
}
