// The parts of the builder that only one kind of question has.
import { ChevronDown } from "lucide-react";
import { eventName } from "@/features/definitions/names";
import { EventPicker } from "@/features/definitions/pickers";
import type {
  FunnelsFilter,
  FunnelsQuery,
  LifecycleQuery,
  LifecycleStatus,
  PathsQuery,
  PathType,
  RetentionEntity,
  RetentionPeriod,
  RetentionQuery,
  TrendsQuery,
  WindowUnit,
} from "@/query/types";
import { cx } from "@/ui/class-names";
import { controlClass, NativeSelect } from "@/ui/field";
import { SettledSearch } from "@/ui/settled-search";
import { Part } from "./section";

const small = "h-7 px-2 text-xs";

function Line({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className="flex min-h-8 items-center justify-between gap-3 text-sm text-ink-2">
      {label}
      {children}
    </label>
  );
}

export function FormulaPart({ query, onChange }: { query: TrendsQuery; onChange: (query: TrendsQuery) => void }) {
  const formula = query.trendsFilter?.formula ?? "";
  return (
    <Part title="Formula">
      <input
        key={formula}
        defaultValue={formula}
        aria-label="Formula"
        placeholder="A / B * 100"
        spellCheck={false}
        onBlur={(event) => {
          const typed = event.target.value.trim().toUpperCase();
          if (typed !== formula)
            onChange({ ...query, trendsFilter: { ...query.trendsFilter, formula: typed === "" ? undefined : typed } });
        }}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        className={cx(controlClass, "h-7 w-full font-mono text-xs")}
      />
      <p className="pt-1 text-2xs text-ink-3">Series by their letters, with + − * / and brackets.</p>
    </Part>
  );
}

const units: readonly WindowUnit[] = ["minute", "hour", "day", "week", "month"];

export function FunnelPart({ query, onChange }: { query: FunnelsQuery; onChange: (query: FunnelsQuery) => void }) {
  const filter = query.funnelsFilter ?? {};
  const set = (changes: FunnelsFilter) => onChange({ ...query, funnelsFilter: { ...filter, ...changes } });
  return (
    <Part title="How steps count">
      <Line label="Order">
        <NativeSelect
          value={filter.funnelOrderType ?? "ordered"}
          onChange={(event) => set({ funnelOrderType: event.target.value as FunnelsFilter["funnelOrderType"] })}
          className={small}
        >
          <option value="ordered">one after another</option>
          <option value="strict">directly one after another</option>
          <option value="unordered">in any order</option>
        </NativeSelect>
      </Line>
      <Line label="Within">
        <span className="flex gap-1">
          <input
            type="number"
            min={1}
            max={365}
            aria-label="Length of the window"
            key={filter.funnelWindowInterval ?? 14}
            defaultValue={filter.funnelWindowInterval ?? 14}
            onBlur={(event) => {
              const count = Math.round(Number(event.target.value));
              if (count > 0 && count <= 365) set({ funnelWindowInterval: count });
            }}
            className={cx(controlClass, small, "w-14")}
          />
          <NativeSelect
            aria-label="Unit of the window"
            value={filter.funnelWindowIntervalUnit ?? "day"}
            onChange={(event) => set({ funnelWindowIntervalUnit: event.target.value as WindowUnit })}
            className={small}
          >
            {units.map((unit) => (
              <option key={unit} value={unit}>
                {unit}s
              </option>
            ))}
          </NativeSelect>
        </span>
      </Line>
      {query.breakdownFilter?.breakdown !== undefined && (
        <Line label="Value taken from">
          <NativeSelect
            value={filter.breakdownAttributionType ?? "first_touch"}
            onChange={(event) =>
              set({ breakdownAttributionType: event.target.value as FunnelsFilter["breakdownAttributionType"] })
            }
            className={small}
          >
            <option value="first_touch">the first step</option>
            <option value="last_touch">the last step</option>
            <option value="all_events">all steps</option>
          </NativeSelect>
        </Line>
      )}
    </Part>
  );
}

const periods: readonly RetentionPeriod[] = ["Hour", "Day", "Week", "Month"];
const backPerPeriod = { Hour: "h", Day: "d", Week: "w", Month: "m" } as const;

export function RetentionPart({
  query,
  onChange,
}: {
  query: RetentionQuery;
  onChange: (query: RetentionQuery) => void;
}) {
  const filter = query.retentionFilter;
  const set = (changes: Partial<RetentionQuery["retentionFilter"]>) =>
    onChange({ ...query, retentionFilter: { ...filter, ...changes } });
  const cover = (period: RetentionPeriod, total: number) =>
    onChange({
      ...query,
      dateRange: { date_from: `-${total - 1}${backPerPeriod[period]}` },
      retentionFilter: { ...filter, period, totalIntervals: total },
    });
  const period = filter.period ?? "Day";
  const total = filter.totalIntervals ?? 8;
  return (
    <>
      <Part title="People who did">
        <EntityButton entity={filter.targetEntity} onChange={(targetEntity) => set({ targetEntity })} />
        <NativeSelect
          aria-label="Which times count"
          value={filter.retentionType ?? "retention_first_time"}
          onChange={(event) =>
            set({ retentionType: event.target.value as RetentionQuery["retentionFilter"]["retentionType"] })
          }
          className={cx(small, "mt-1.5")}
        >
          <option value="retention_first_time">for the first time</option>
          <option value="retention_recurring">at any time</option>
        </NativeSelect>
      </Part>
      <Part title="Came back and did">
        <EntityButton entity={filter.returningEntity} onChange={(returningEntity) => set({ returningEntity })} />
      </Part>
      <Part title="Periods">
        <Line label="Length">
          <NativeSelect
            value={period}
            onChange={(event) => cover(event.target.value as RetentionPeriod, total)}
            className={small}
          >
            {periods.map((each) => (
              <option key={each} value={each}>
                {each.toLowerCase()}s
              </option>
            ))}
          </NativeSelect>
        </Line>
        <Line label="How many">
          <NativeSelect value={total} onChange={(event) => cover(period, Number(event.target.value))} className={small}>
            {[...new Set([6, 8, 11, 14, 30, total])]
              .sort((a, b) => a - b)
              .map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
          </NativeSelect>
        </Line>
        <Line label="Share of">
          <NativeSelect
            value={filter.retentionReference ?? "total"}
            onChange={(event) => set({ retentionReference: event.target.value as "total" | "previous" })}
            className={small}
          >
            <option value="total">the whole cohort</option>
            <option value="previous">the period before</option>
          </NativeSelect>
        </Line>
      </Part>
    </>
  );
}

function EntityButton({ entity, onChange }: { entity?: RetentionEntity; onChange: (entity: RetentionEntity) => void }) {
  const name = typeof entity?.id === "number" ? (entity.name ?? "Action") : eventName(entity?.id ?? null);
  return (
    <EventPicker
      chosen={typeof entity?.id === "string" ? entity.id : undefined}
      onPick={(event) => onChange({ ...entity, id: event, name: event, type: "events" })}
      onPickAction={({ id, name }) => onChange({ ...entity, id, name, type: "actions" })}
      trigger={
        <button
          type="button"
          className="flex h-9 w-full items-center gap-1 rounded-md border border-line bg-canvas px-2.5 text-left text-sm hover:bg-hover"
        >
          <bdi className="min-w-0 flex-1 truncate font-medium">{name}</bdi>
          <ChevronDown size={12} className="text-ink-3" aria-hidden />
        </button>
      }
    />
  );
}

const pathTypes: ReadonlyArray<{ value: PathType; title: string }> = [
  { value: "$pageview", title: "Page views" },
  { value: "$screen", title: "Screen views" },
  { value: "custom_event", title: "Your events" },
];

export function PathsPart({ query, onChange }: { query: PathsQuery; onChange: (query: PathsQuery) => void }) {
  const filter = query.pathsFilter;
  const set = (changes: Partial<PathsQuery["pathsFilter"]>) =>
    onChange({ ...query, pathsFilter: { ...filter, ...changes } });
  const types = filter.includeEventTypes ?? ["$pageview"];
  return (
    <>
      <Part title="Made of">
        {pathTypes.map(({ value, title }) => (
          <label key={value} className="flex min-h-7 items-center gap-2 text-sm">
            <input
              type="checkbox"
              className="accent-[var(--accent)]"
              checked={types.includes(value)}
              onChange={(event) => {
                const next = event.target.checked ? [...types, value] : types.filter((each) => each !== value);
                if (next.length > 0) set({ includeEventTypes: next });
              }}
            />
            {title}
          </label>
        ))}
      </Part>
      <Part title="From and to">
        <div className="flex flex-col gap-1.5">
          <SettledSearch
            label="Start at, for example /pricing"
            value={filter.startPoint ?? ""}
            onChange={(text) => set({ startPoint: text === "" ? undefined : text })}
          />
          <SettledSearch
            label="End at"
            value={filter.endPoint ?? ""}
            onChange={(text) => set({ endPoint: text === "" ? undefined : text })}
          />
        </div>
      </Part>
      <Part title="How much to show">
        <Line label="Steps">
          <NativeSelect
            value={filter.stepLimit ?? 5}
            onChange={(event) => set({ stepLimit: Number(event.target.value) })}
            className={small}
          >
            {[3, 4, 5, 6, 8, 10].map((each) => (
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
            {[20, 50, 100].map((each) => (
              <option key={each} value={each}>
                the {each} most taken
              </option>
            ))}
          </NativeSelect>
        </Line>
        {(filter.excludeEvents?.length ?? 0) > 0 && (
          <p className="flex items-center justify-between pt-1 text-xs text-ink-2">
            {filter.excludeEvents?.length} left out
            <button
              type="button"
              className="text-accent-ink hover:underline"
              onClick={() => set({ excludeEvents: [] })}
            >
              Show them again
            </button>
          </p>
        )}
      </Part>
    </>
  );
}

export const lifecycleStatuses: ReadonlyArray<{ value: LifecycleStatus; title: string; about: string }> = [
  { value: "new", title: "New", about: "seen for the first time" },
  { value: "returning", title: "Returning", about: "active in the period before as well" },
  { value: "resurrecting", title: "Resurrecting", about: "back after a pause" },
  { value: "dormant", title: "Dormant", about: "active in the period before, not in this one" },
];

export function LifecyclePart({
  query,
  onChange,
}: {
  query: LifecycleQuery;
  onChange: (query: LifecycleQuery) => void;
}) {
  const all = lifecycleStatuses.map((status) => status.value);
  const on = query.lifecycleFilter?.toggledLifecycles ?? all;
  return (
    <Part title="Show">
      {lifecycleStatuses.map(({ value, title, about }) => (
        <label key={value} className="flex min-h-7 items-center gap-2 text-sm">
          <input
            type="checkbox"
            className="accent-[var(--accent)]"
            checked={on.includes(value)}
            onChange={(event) => {
              const next = all.filter((each) => (each === value ? event.target.checked : on.includes(each)));
              if (next.length > 0)
                onChange({ ...query, lifecycleFilter: { ...query.lifecycleFilter, toggledLifecycles: next } });
            }}
          />
          {title} <span className="text-xs text-ink-3">{about}</span>
        </label>
      ))}
    </Part>
  );
}
