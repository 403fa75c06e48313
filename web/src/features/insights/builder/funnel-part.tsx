// How the steps of a funnel count: order, window, what rules people out, where a breakdown's value is taken from.
import { ChevronDown, Plus, X } from "lucide-react";
import { EventPicker } from "@/features/definitions/pickers";
import type { FunnelExclusion, FunnelsFilter, FunnelsQuery, WindowUnit } from "@/query/types";
import { Button, IconButton } from "@/ui/button";
import { NativeSelect } from "@/ui/field";
import { breakdownFields } from "../breakdowns";
import { nodeName } from "../words";
import { Line, NumberBox, small } from "./lines";
import { Part } from "./section";

const units: readonly WindowUnit[] = ["second", "minute", "hour", "day", "week", "month"];

interface FunnelPartProps {
  query: FunnelsQuery;
  onChange: (query: FunnelsQuery) => void;
}

export function FunnelPart({ query, onChange }: FunnelPartProps) {
  const filter = query.funnelsFilter ?? {};
  const set = (changes: FunnelsFilter) => onChange({ ...query, funnelsFilter: { ...filter, ...changes } });
  const view = filter.funnelVizType ?? "steps";
  const split = breakdownFields(query.breakdownFilter).length > 0;
  return (
    <>
      <Part title="How steps count">
        <Line label="Order">
          <NativeSelect
            value={filter.funnelOrderType ?? "ordered"}
            onChange={(event) => onChange(inOrder(query, event.target.value as FunnelsFilter["funnelOrderType"]))}
            className={small}
          >
            <option value="ordered">one after another</option>
            <option value="strict">directly one after another</option>
            <option value="unordered">in any order</option>
          </NativeSelect>
        </Line>
        <Line label="Within">
          <span className="flex gap-1">
            <NumberBox
              label="Length of the window"
              value={filter.funnelWindowInterval ?? 14}
              most={1000}
              onChange={(funnelWindowInterval) => set({ funnelWindowInterval })}
              className="w-14"
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
        {view !== "steps" && <StepRange query={query} set={set} />}
        {view === "time_to_convert" && (
          <Line label="Bars">
            <NumberBox
              label="How many bars"
              value={filter.binCount}
              most={90}
              empty="auto"
              onChange={(binCount) => set({ binCount })}
            />
          </Line>
        )}
        {split && <Attribution query={query} set={set} />}
      </Part>
      <Exclusions query={query} set={set} />
    </>
  );
}

interface PartProps {
  query: FunnelsQuery;
  set: (changes: FunnelsFilter) => void;
}

// In any order no step can be optional, and exclusions span all of it.
function inOrder(query: FunnelsQuery, order: FunnelsFilter["funnelOrderType"]): FunnelsQuery {
  const filter = { ...query.funnelsFilter, funnelOrderType: order };
  if (order !== "unordered") return { ...query, funnelsFilter: filter };
  return {
    ...query,
    series: query.series.map((step) => ({ ...step, optionalInFunnel: undefined })),
    funnelsFilter: {
      ...filter,
      exclusions: filter.exclusions?.map((each) => ({
        ...each,
        funnelFromStep: 0,
        funnelToStep: query.series.length - 1,
      })),
    },
  };
}

function StepSelect(props: {
  label: string;
  query: FunnelsQuery;
  value: number;
  from: number;
  to: number;
  onChange: (step: number) => void;
}) {
  const { label, query, value, from, to, onChange } = props;
  return (
    <NativeSelect
      aria-label={label}
      value={value}
      onChange={(event) => onChange(Number(event.target.value))}
      className={`${small} min-w-0 max-w-44`}
    >
      {query.series.map((node, step) =>
        step < from || step > to ? null : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
          <option key={step} value={step}>
            {step + 1} {nodeName(node)}
          </option>
        ),
      )}
    </NativeSelect>
  );
}

function StepRange({ query, set }: PartProps) {
  const last = query.series.length - 1;
  const from = Math.min(query.funnelsFilter?.funnelFromStep ?? 0, last - 1);
  const to = Math.min(query.funnelsFilter?.funnelToStep ?? last, last);
  if (last < 2) return null;
  return (
    <>
      <Line label="From step">
        <StepSelect
          label="From step"
          query={query}
          value={from}
          from={0}
          to={last - 1}
          onChange={(step) => set({ funnelFromStep: step, funnelToStep: Math.max(to, step + 1) })}
        />
      </Line>
      <Line label="To step">
        <StepSelect
          label="To step"
          query={query}
          value={to}
          from={from + 1}
          to={last}
          onChange={(step) => set({ funnelFromStep: from, funnelToStep: step })}
        />
      </Line>
    </>
  );
}

function Attribution({ query, set }: PartProps) {
  const filter = query.funnelsFilter ?? {};
  const type = filter.breakdownAttributionType ?? "first_touch";
  return (
    <>
      <Line label="Value taken from">
        <NativeSelect
          value={type}
          onChange={(event) =>
            set({ breakdownAttributionType: event.target.value as FunnelsFilter["breakdownAttributionType"] })
          }
          className={small}
        >
          <option value="first_touch">the first step</option>
          <option value="last_touch">the last step</option>
          <option value="all_events">all steps</option>
          <option value="step">one step</option>
        </NativeSelect>
      </Line>
      {type === "step" && (
        <Line label="Which">
          <StepSelect
            label="Step that gives the value"
            query={query}
            value={Math.min(filter.breakdownAttributionValue ?? 0, query.series.length - 1)}
            from={0}
            to={query.series.length - 1}
            onChange={(breakdownAttributionValue) => set({ breakdownAttributionValue })}
          />
        </Line>
      )}
    </>
  );
}

const mostExclusions = 10;

function Exclusions({ query, set }: PartProps) {
  const list = query.funnelsFilter?.exclusions ?? [];
  const last = query.series.length - 1;
  const put = (exclusions: FunnelExclusion[]) => set({ exclusions: exclusions.length > 0 ? exclusions : undefined });
  const change = (index: number, next: FunnelExclusion) => put(list.map((each, at) => (at === index ? next : each)));
  const spans = query.funnelsFilter?.funnelOrderType === "unordered";
  if (last < 1) return null;
  const named = (event: string | null) => ({ kind: "EventsNode" as const, event, name: event ?? "All events" });
  return (
    <Part title="Ruled out by">
      <div className="flex flex-col gap-1.5">
        {list.map((exclusion, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: exclusions are known by their place
          <div key={index} className="rounded-md border border-line bg-canvas p-1.5">
            <div className="flex items-center gap-1">
              <EventPicker
                chosen={exclusion.kind === "EventsNode" ? exclusion.event : undefined}
                onPick={(event) => change(index, { ...stepsOf(exclusion), ...named(event) })}
                onPickAction={({ id, name }) => change(index, { ...stepsOf(exclusion), kind: "ActionsNode", id, name })}
                trigger={
                  <button
                    type="button"
                    className="flex h-7 min-w-0 flex-1 items-center gap-1 rounded-sm px-1.5 text-left text-sm hover:bg-hover"
                  >
                    <bdi className="truncate font-medium">{nodeName(exclusion)}</bdi>
                    <ChevronDown size={12} className="shrink-0 text-ink-3" aria-hidden />
                  </button>
                }
              />
              <IconButton
                small
                icon={X}
                label={`Do not rule out by ${nodeName(exclusion)}`}
                onClick={() => put(list.filter((_, at) => at !== index))}
              />
            </div>
            {!spans && last > 1 && (
              <div className="pl-1.5">
                <Line label="after">
                  <StepSelect
                    label="After step"
                    query={query}
                    value={Math.min(exclusion.funnelFromStep, last - 1)}
                    from={0}
                    to={last - 1}
                    onChange={(step) =>
                      change(index, {
                        ...exclusion,
                        funnelFromStep: step,
                        funnelToStep: Math.max(step + 1, exclusion.funnelToStep),
                      })
                    }
                  />
                </Line>
                <Line label="before">
                  <StepSelect
                    label="Before step"
                    query={query}
                    value={Math.min(exclusion.funnelToStep, last)}
                    from={exclusion.funnelFromStep + 1}
                    to={last}
                    onChange={(step) => change(index, { ...exclusion, funnelToStep: step })}
                  />
                </Line>
              </div>
            )}
          </div>
        ))}
        {list.length < mostExclusions && (
          <EventPicker
            all={false}
            onPick={(event) => put([...list, { ...named(event), funnelFromStep: 0, funnelToStep: last }])}
            onPickAction={({ id, name }) =>
              put([...list, { kind: "ActionsNode", id, name, funnelFromStep: 0, funnelToStep: last }])
            }
            trigger={
              <Button small weight="quiet" icon={Plus} className="self-start text-ink-2">
                Event between steps
              </Button>
            }
          />
        )}
      </div>
    </Part>
  );
}

const stepsOf = ({ funnelFromStep, funnelToStep }: FunnelExclusion) => ({ funnelFromStep, funnelToStep });
