// What paths are made of, where they begin and end, what is left out or taken as one.
import { useQuery } from "@tanstack/react-query";
import { ChevronDown, Plus, X } from "lucide-react";
import { useState } from "react";
import { useProject } from "@/features/accounts/api";
import { eventDefinitionsQuery, propertyValuesQuery } from "@/features/definitions/api";
import { eventName } from "@/features/definitions/names";
import type { FunnelPathType, PathsQuery, PathType } from "@/query/types";
import { Button, IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { controlClass, NativeSelect } from "@/ui/field";
import { Picker } from "@/ui/picker";
import { nodeName } from "../words";
import { Check, Line, NumberBox, small, TextBox } from "./lines";
import { Part } from "./section";

const pathTypes: ReadonlyArray<{ value: PathType; title: string }> = [
  { value: "$pageview", title: "Page views" },
  { value: "$screen", title: "Screen views" },
  { value: "custom_event", title: "Your events" },
  { value: "hogql", title: "An SQL expression" },
];

interface PathsPartProps {
  query: PathsQuery;
  onChange: (query: PathsQuery) => void;
}

export function PathsPart({ query, onChange }: PathsPartProps) {
  const filter = query.pathsFilter;
  const set = (changes: Partial<PathsQuery["pathsFilter"]>) =>
    onChange({ ...query, pathsFilter: { ...filter, ...changes } });
  const types = filter.includeEventTypes ?? ["$pageview"];
  return (
    <>
      {query.funnelPathsFilter && (
        <FunnelOfPaths
          funnel={query.funnelPathsFilter}
          onChange={(funnelPathsFilter) => onChange({ ...query, funnelPathsFilter })}
        />
      )}
      <Part title="Made of">
        {pathTypes.map(({ value, title }) => (
          <Check
            key={value}
            title={title}
            on={types.includes(value)}
            onChange={(on) => {
              const next = on ? [...types, value] : types.filter((each) => each !== value);
              if (next.length === 0) return;
              set({
                includeEventTypes: next,
                ...(value === "hogql" && on && !filter.pathsHogQLExpression ? { pathsHogQLExpression: "event" } : {}),
              });
            }}
          />
        ))}
        {types.includes("hogql") && (
          <TextBox
            mono
            label="SQL expression"
            placeholder="properties.$screen_name"
            value={filter.pathsHogQLExpression ?? ""}
            onChange={(expression) => set({ pathsHogQLExpression: expression || "event" })}
          />
        )}
      </Part>
      <Part title="From and to">
        <div className="flex flex-col gap-1.5">
          <PointPicker
            label="Start at"
            any="anywhere"
            types={types}
            value={filter.startPoint}
            onChange={(startPoint) => set({ startPoint })}
          />
          <PointPicker
            label="End at"
            any="anywhere"
            types={types}
            value={filter.endPoint}
            onChange={(endPoint) => set({ endPoint })}
          />
        </div>
      </Part>
      <Part title="Left out">
        <NameList
          names={filter.excludeEvents ?? []}
          onChange={(excludeEvents) => set({ excludeEvents: excludeEvents.length > 0 ? excludeEvents : undefined })}
          removeLabel={(name) => `Show ${name} again`}
          adder={(add) => (
            <PointPicker
              label="Leave out"
              types={types}
              value={undefined}
              onChange={(name) => name && add(name)}
              trigger={
                <Button small weight="quiet" icon={Plus} className="self-start text-ink-2">
                  Leave out a step
                </Button>
              }
            />
          )}
        />
      </Part>
      <Part title="Taken as one">
        <NameList
          mono
          names={filter.pathGroupings ?? []}
          onChange={(pathGroupings) => set({ pathGroupings: pathGroupings.length > 0 ? pathGroupings : undefined })}
          removeLabel={(name) => `Tell apart what fits ${name}`}
          adder={(add) => <WildcardAdder onAdd={add} />}
        />
        <Check
          title="Clean addresses by the project’s rules"
          on={filter.pathReplacements ?? false}
          onChange={(on) => set({ pathReplacements: on || undefined })}
        />
      </Part>
      <Part title="How much to show">
        <Line label="Steps">
          <NativeSelect
            value={filter.stepLimit ?? 5}
            onChange={(event) => set({ stepLimit: Number(event.target.value) })}
            className={small}
          >
            {[...new Set([3, 4, 5, 6, 8, 10, filter.stepLimit ?? 5])]
              .sort((a, b) => a - b)
              .map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
          </NativeSelect>
        </Line>
        <Line label="Ways">
          <NativeSelect
            value={filter.edgeLimit ?? 50}
            onChange={(event) => set({ edgeLimit: Number(event.target.value) })}
            className={small}
          >
            {[...new Set([20, 50, 100, filter.edgeLimit ?? 50])]
              .sort((a, b) => a - b)
              .map((each) => (
                <option key={each} value={each}>
                  the {each} most taken
                </option>
              ))}
          </NativeSelect>
        </Line>
        <Line label="Taken at least, times">
          <NumberBox
            label="Least number of times"
            value={filter.minEdgeWeight}
            most={1_000_000_000}
            empty="1"
            onChange={(minEdgeWeight) => set({ minEdgeWeight })}
          />
        </Line>
      </Part>
    </>
  );
}

interface PointPickerProps {
  label: string;
  // What it says while nothing is chosen.
  any?: string;
  types: readonly PathType[];
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  trigger?: React.ReactNode;
}

// Pages, screens and events that occur, and whatever is typed.
function PointPicker({ label, any, types, value, onChange, trigger }: PointPickerProps) {
  const project = useProject();
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const values = (key: string) => propertyValuesQuery(project.id, "event", key, search);
  const pages = useQuery({ ...values("$current_url"), enabled: open && types.includes("$pageview") });
  const screens = useQuery({ ...values("$screen_name"), enabled: open && types.includes("$screen") });
  const events = useQuery({
    ...eventDefinitionsQuery(project.id, search),
    enabled: open && types.includes("custom_event"),
  });
  const options = [
    ...[...new Set((pages.data ?? []).map((url) => url.replace(/\/$/, "")))].map((url) => ({
      value: url,
      title: url,
      group: "Pages",
    })),
    ...(screens.data ?? []).map((name) => ({ value: name, title: name, group: "Screens" })),
    ...(events.data?.results ?? [])
      .filter(({ name }) => !name.startsWith("$"))
      .map(({ name }) => ({ value: name, title: eventName(name), group: "Your events" })),
  ];
  return (
    <div className="flex items-center gap-1">
      <Picker
        wide
        label={`${label}: search`}
        options={options}
        chosen={value}
        loading={pages.isLoading || screens.isLoading || events.isLoading}
        onSearch={setSearch}
        typed={(text) => `“${text}”`}
        empty="Type an address or a name."
        open={open}
        onOpenChange={setOpen}
        onPick={onChange}
        trigger={
          trigger ?? (
            <button
              type="button"
              title={value}
              className={cx(controlClass, "flex min-w-0 flex-1 items-center gap-1.5 bg-canvas text-left")}
            >
              <span className="shrink-0 text-ink-3">{label}</span>
              <bdi className={cx("min-w-0 flex-1 truncate", value ? "font-medium" : "text-ink-3")}>{value ?? any}</bdi>
              <ChevronDown size={12} className="shrink-0 text-ink-3" aria-hidden />
            </button>
          )
        }
      />
      {value !== undefined && (
        <IconButton small icon={X} label={`${label} ${any ?? ""}`} onClick={() => onChange(undefined)} />
      )}
    </div>
  );
}

interface NameListProps {
  names: readonly string[];
  mono?: boolean;
  onChange: (names: string[]) => void;
  removeLabel: (name: string) => string;
  adder: (add: (name: string) => void) => React.ReactNode;
}

function NameList({ names, mono, onChange, removeLabel, adder }: NameListProps) {
  return (
    <div className="flex flex-col gap-1">
      {names.length > 0 && (
        <ul className="flex flex-col gap-1">
          {names.map((name) => (
            <li key={name} className="flex h-7 items-center gap-1 rounded-md border border-line bg-canvas pr-0.5 pl-2">
              <bdi className={cx("min-w-0 flex-1 truncate text-sm", mono && "font-mono text-xs")} title={name}>
                {name}
              </bdi>
              <IconButton
                small
                icon={X}
                label={removeLabel(name)}
                onClick={() => onChange(names.filter((each) => each !== name))}
              />
            </li>
          ))}
        </ul>
      )}
      {adder((name) => !names.includes(name) && onChange([...names, name]))}
    </div>
  );
}

function WildcardAdder({ onAdd }: { onAdd: (pattern: string) => void }) {
  const [turn, setTurn] = useState(0);
  return (
    <TextBox
      key={turn}
      mono
      label="Addresses that fit, with * for anything"
      placeholder="*/products/*"
      value=""
      onChange={(pattern) => {
        if (pattern !== "") onAdd(pattern);
        setTurn(turn + 1);
      }}
    />
  );
}

const funnelWords: Readonly<Record<FunnelPathType, string>> = {
  funnel_path_before_step: "before it",
  funnel_path_between_steps: "from the step before to it",
  funnel_path_after_step: "after it",
};

interface FunnelOfPathsProps {
  funnel: NonNullable<PathsQuery["funnelPathsFilter"]>;
  onChange: (funnel: PathsQuery["funnelPathsFilter"]) => void;
}

function FunnelOfPaths({ funnel, onChange }: FunnelOfPathsProps) {
  const step = Math.abs(funnel.funnelStep);
  const node = funnel.funnelSource.series[step - 1];
  return (
    <Part
      title="Around a step of a funnel"
      action={<IconButton small icon={X} label="Paths of everybody" onClick={() => onChange(undefined)} />}
    >
      <p className="truncate pb-1 text-sm">
        Step {step}, <bdi className="font-medium">{node ? nodeName(node) : ""}</bdi>
        {funnel.funnelStep < 0 && <span className="text-ink-3"> (dropped off)</span>}
      </p>
      <NativeSelect
        aria-label="Which part of the way"
        value={funnel.funnelPathType}
        onChange={(event) => onChange({ ...funnel, funnelPathType: event.target.value as FunnelPathType })}
        className={small}
      >
        {(Object.keys(funnelWords) as FunnelPathType[])
          .filter((type) => fits(type, funnel.funnelStep))
          .map((type) => (
            <option key={type} value={type}>
              the way {funnelWords[type]}
            </option>
          ))}
      </NativeSelect>
    </Part>
  );
}

function fits(type: FunnelPathType, step: number): boolean {
  if (type === "funnel_path_between_steps") return step >= 2;
  return type === "funnel_path_after_step" || step > 0;
}
