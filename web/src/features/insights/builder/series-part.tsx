// Series of a trend, steps of a funnel: event, what is counted, filters of its own.
import { useQuery } from "@tanstack/react-query";
import {
  ChevronDown,
  CircleDashed,
  Copy,
  Ellipsis,
  ListFilter,
  MoveDown,
  MoveUp,
  PencilLine,
  Plus,
  Trash2,
} from "lucide-react";
import { useState } from "react";
import { useProject } from "@/features/accounts/api";
import { propertyName } from "@/features/definitions/names";
import { EventPicker, PropertyPicker } from "@/features/definitions/pickers";
import { groupTypesQuery } from "@/features/groups/api";
import { typeTitle } from "@/features/groups/words";
import type { ActionsNode, EventsNode, SeriesNode } from "@/query/types";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { controlClass } from "@/ui/field";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { Picker } from "@/ui/picker";
import { mathOf, mathsWith } from "../maths";
import { letterOf, nodeName } from "../words";
import { FilterRows } from "./filter-rows";
import { TextBox } from "./lines";
import { Part } from "./section";

interface SeriesPartProps {
  title: string;
  series: readonly SeriesNode[];
  onChange: (series: SeriesNode[]) => void;
  // "1, 2, 3" for steps, "A, B, C" for series.
  numbered?: boolean;
  // Steps but the first can be left out by people.
  withOptional?: boolean;
  withMath?: boolean;
  atMost?: number;
  addLabel: string;
}

export function SeriesPart(props: SeriesPartProps) {
  const { title, series, onChange, numbered, withOptional, withMath, atMost = 20, addLabel } = props;
  const change = (index: number, node: SeriesNode) => onChange(series.map((each, at) => (at === index ? node : each)));
  const move = (index: number, by: number) => {
    const next = [...series];
    const [node] = next.splice(index, 1);
    if (node) next.splice(index + by, 0, node);
    // The first step is one that everybody has to take.
    onChange(
      next.map((each, at) => (at === 0 && each.optionalInFunnel ? { ...each, optionalInFunnel: undefined } : each)),
    );
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
              withOptional={withOptional && index > 0}
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
  withOptional?: boolean;
  onChange: (node: SeriesNode) => void;
  onUp?: () => void;
  onDown?: () => void;
  onCopy?: () => void;
  onRemove?: () => void;
}

function SeriesRow(props: SeriesRowProps) {
  const { node, mark, withMath, withOptional, onChange, onUp, onDown, onCopy, onRemove } = props;
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
        {node.optionalInFunnel && <Badge>optional</Badge>}
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
          {withOptional && (
            <MenuItem
              icon={CircleDashed}
              checked={node.optionalInFunnel}
              onSelect={() => onChange({ ...node, optionalInFunnel: node.optionalInFunnel ? undefined : true })}
            >
              People may leave it out
            </MenuItem>
          )}
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
  const project = useProject();
  const groupTypes = useQuery(groupTypesQuery(project.id)).data ?? [];
  const options = mathsWith(groupTypes.map((type) => ({ index: type.group_type_index, title: typeTitle(type) })));
  const value =
    node.math === "unique_group" ? `unique_group/${node.math_group_type_index ?? 0}` : (node.math ?? "total");
  const math = options.find((each) => each.value === value) ?? mathOf(node.math);
  const pick = (picked: string) => {
    const { math_property, math_property_type, math_group_type_index: _group, math_hogql, ...rest } = node;
    const next = options.find((each) => each.value === picked);
    if (!next) return;
    if (next.groupType !== undefined)
      return onChange({ ...rest, math: "unique_group", math_group_type_index: next.groupType });
    onChange({
      ...rest,
      math: next.value,
      ...(next.property ? { math_property, math_property_type } : {}),
      ...(next.value === "hogql" ? { math_hogql: math_hogql ?? "count()" } : {}),
    });
  };
  return (
    <div className="pt-0.5 pl-6">
      <div className="flex items-center gap-1">
        <Picker
          label="What to count"
          options={options.map((each) => ({ value: each.value, title: each.title, group: each.group }))}
          chosen={math.value}
          onPick={pick}
          trigger={
            <button type="button" aria-label={`Count: ${math.title}`} className={cx(rowButton, "max-w-[60%] shrink-0")}>
              <span className="truncate">{math.title}</span>
              <ChevronDown size={12} className="shrink-0 text-ink-3" aria-hidden />
            </button>
          }
        />
        {math.property && (
          <>
            <span className="shrink-0 text-xs text-ink-3">of</span>
            <PropertyPicker
              numeric
              chosen={node.math_property ? `${ownerOf(node)}/${node.math_property}` : undefined}
              onPick={(property) =>
                onChange({
                  ...node,
                  math_property: property.key,
                  math_property_type: property.type === "session" ? "session_properties" : undefined,
                })
              }
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
      {math.value === "hogql" && (
        <div className="pt-1">
          <TextBox
            mono
            label="SQL expression over the events"
            placeholder="sum(properties.price) / count()"
            value={node.math_hogql ?? ""}
            onChange={(math_hogql) => onChange({ ...node, math_hogql: math_hogql || "count()" })}
          />
        </div>
      )}
    </div>
  );
}

const ownerOf = (node: SeriesNode) => (node.math_property_type?.startsWith("session") ? "session" : "event");
