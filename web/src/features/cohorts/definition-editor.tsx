// Who is in a cohort: groups of criteria, each about what people did, what they are, or which cohort they are in.
import { useQuery } from "@tanstack/react-query";
import { ChevronDown, Plus, UserRound, UsersRound, X, Zap } from "lucide-react";
import { useState } from "react";
import { useProject } from "@/features/accounts/api";
import { eventName } from "@/features/definitions/names";
import { EventPicker, PropertyPicker } from "@/features/definitions/pickers";
import { FilterRow, FilterRows } from "@/features/insights/builder/filter-rows";
import { Button, IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { controlClass, NativeSelect } from "@/ui/field";
import { Picker } from "@/ui/picker";
import {
  type Behaviour,
  type CriteriaGroup,
  type Criterion,
  cohortsQuery,
  type Definition,
  type InCohort,
  type TimeUnit,
} from "./api";
import { behaviours, choiceOf, criterionText, isBehaviour, isPerson, newBehaviour, units, withChoice } from "./words";

interface DefinitionEditorProps {
  definition: Definition;
  onChange: (definition: Definition) => void;
  // The cohort itself, which cannot be part of itself.
  own?: number;
}

export function DefinitionEditor({ definition, onChange, own }: DefinitionEditorProps) {
  const { type, values } = definition.properties;
  const set = (groups: CriteriaGroup[]) => onChange({ properties: { type, values: groups } });
  return (
    <div className="flex flex-col">
      {values.map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups are known by their place
        <div key={index}>
          {index > 0 && (
            <div className="flex items-center gap-3 px-4 py-1">
              <span className="h-px flex-1 bg-line" />
              <button
                type="button"
                aria-label={`Between groups: ${type === "AND" ? "and" : "or"}; change`}
                onClick={() => onChange({ properties: { type: type === "AND" ? "OR" : "AND", values } })}
                className="h-6 rounded-md border border-line px-2 text-xs font-medium text-ink-2 hover:bg-hover"
              >
                {type === "AND" ? "and" : "or"}
              </button>
              <span className="h-px flex-1 bg-line" />
            </div>
          )}
          <Group
            group={group}
            number={index + 1}
            own={own}
            onChange={(next) => set(values.map((each, at) => (at === index ? next : each)))}
            onRemove={values.length > 1 ? () => set(values.filter((_, at) => at !== index)) : undefined}
          />
        </div>
      ))}
      <div className="border-t border-line p-2">
        <Button
          small
          weight="quiet"
          icon={Plus}
          onClick={() => set([...values, { type: "AND", values: [newBehaviour] }])}
        >
          Another group
        </Button>
      </div>
    </div>
  );
}

interface GroupProps {
  group: CriteriaGroup;
  number: number;
  own?: number;
  onChange: (group: CriteriaGroup) => void;
  onRemove?: () => void;
}

function Group({ group, number, own, onChange, onRemove }: GroupProps) {
  const [choosing, setChoosing] = useState(false);
  const set = (values: Criterion[]) => onChange({ ...group, values });
  return (
    <fieldset className="px-4 py-3">
      <legend className="sr-only">Group {number}</legend>
      <div className="flex items-center gap-2 pb-2 text-sm text-ink-2">
        People who fit
        <NativeSelect
          aria-label={`How group ${number} is put together`}
          value={group.type}
          onChange={(event) => onChange({ ...group, type: event.target.value as "AND" | "OR" })}
        >
          <option value="AND">all</option>
          <option value="OR">any</option>
        </NativeSelect>
        of
        <span className="flex-1" />
        {onRemove && <IconButton small icon={X} label={`Remove group ${number}`} onClick={onRemove} />}
      </div>
      <ul className="flex flex-col gap-1.5">
        {group.values.map((criterion, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: criteria are known by their place
          <li key={index}>
            <CriterionRow
              criterion={criterion}
              own={own}
              onChange={(next) => set(group.values.map((each, at) => (at === index ? next : each)))}
              onRemove={() => set(group.values.filter((_, at) => at !== index))}
            />
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-1 pt-2">
        <Button small weight="quiet" icon={Zap} onClick={() => set([...group.values, newBehaviour])}>
          What they did
        </Button>
        <PropertyPicker
          of="person"
          open={choosing}
          onOpenChange={setChoosing}
          trigger={
            <Button small weight="quiet" icon={UserRound}>
              What they are
            </Button>
          }
          onPick={({ key, kind }) => {
            const numeric = kind === "Numeric";
            set([
              ...group.values,
              { type: "person", key, operator: numeric ? "gt" : "exact", value: numeric ? "" : [] },
            ]);
          }}
        />
        <Button
          small
          weight="quiet"
          icon={UsersRound}
          onClick={() => set([...group.values, { type: "cohort", key: "id", value: 0 }])}
        >
          Another cohort
        </Button>
      </div>
    </fieldset>
  );
}

interface CriterionRowProps<T> {
  criterion: T;
  own?: number;
  onChange: (criterion: Criterion) => void;
  onRemove: () => void;
}

function CriterionRow({ criterion, own, onChange, onRemove }: CriterionRowProps<Criterion>) {
  if (isPerson(criterion)) {
    return (
      <FilterRow
        of="person"
        filter={criterion}
        onChange={(next) => onChange({ ...next, type: "person" })}
        onRemove={onRemove}
      />
    );
  }
  if (isBehaviour(criterion)) {
    return choiceOf(criterion) ? (
      <BehaviourRow criterion={criterion} onChange={onChange} onRemove={onRemove} />
    ) : (
      <div className="flex items-center gap-2 rounded-md border border-line bg-canvas p-2 text-sm">
        <span className="min-w-0 flex-1">
          <bdi>{criterionText(criterion)}</bdi>{" "}
          <span className="text-ink-3">(made over the API; it is kept as it is)</span>
        </span>
        <IconButton small icon={X} label="Remove this criterion" onClick={onRemove} />
      </div>
    );
  }
  return <CohortRow criterion={criterion} own={own} onChange={onChange} onRemove={onRemove} />;
}

const small = cx(controlClass, "h-7 px-2 text-xs");

function Span({
  label,
  value,
  unit,
  onChange,
}: {
  label: string;
  value: number | string | undefined;
  unit: TimeUnit | undefined;
  onChange: (value: number, unit: TimeUnit) => void;
}) {
  const count = Number(value ?? 30);
  return (
    <span className="inline-flex gap-1">
      <input
        type="number"
        min={1}
        aria-label={`${label}: how many`}
        key={count}
        defaultValue={count}
        onBlur={(event) => {
          const next = Math.round(Number(event.target.value));
          if (next > 0 && next !== count) onChange(next, unit ?? "day");
        }}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        className={cx(small, "w-14")}
      />
      <NativeSelect
        aria-label={`${label}: unit`}
        value={unit ?? "day"}
        onChange={(event) => onChange(count, event.target.value as TimeUnit)}
        className={small}
      >
        {units.map((each) => (
          <option key={each} value={each}>
            {each}s
          </option>
        ))}
      </NativeSelect>
    </span>
  );
}

function BehaviourRow({ criterion, onChange, onRemove }: CriterionRowProps<Behaviour>) {
  const [filtering, setFiltering] = useState(false);
  const filters = criterion.event_filters ?? [];
  const choice = choiceOf(criterion);
  const name =
    criterion.event_type === "actions"
      ? (criterion.name ?? `Action ${criterion.key}`)
      : eventName(String(criterion.key));
  const pause = criterion.value === "stopped_performing_event" || criterion.value === "restarted_performing_event";
  return (
    <div className="rounded-md border border-line bg-canvas p-1.5">
      <div className="flex flex-wrap items-center gap-1.5 text-xs text-ink-2">
        <NativeSelect
          aria-label="What about the event"
          value={choice?.value}
          onChange={(event) => onChange(withChoice(criterion, event.target.value))}
          className={small}
        >
          {behaviours.map((each) => (
            <option key={each.value} value={each.value}>
              {each.title}
            </option>
          ))}
        </NativeSelect>
        <EventPicker
          all={false}
          chosen={criterion.event_type === "events" ? String(criterion.key) : undefined}
          onPick={(event) => {
            if (!event) return;
            const { name: _name, ...rest } = criterion;
            const next: Behaviour = { ...rest, event_type: "events", key: event };
            onChange(next);
          }}
          onPickAction={(action) =>
            onChange({ ...criterion, event_type: "actions", key: action.id, name: action.name })
          }
          trigger={
            <button
              type="button"
              aria-label={`Event: ${name}`}
              className={cx(small, "flex max-w-56 items-center gap-1 font-medium text-ink")}
            >
              <bdi className="truncate">{name}</bdi>
              <ChevronDown size={12} className="shrink-0 text-ink-3" aria-hidden />
            </button>
          }
        />
        {criterion.value === "performed_event_multiple" && (
          <>
            <NativeSelect
              aria-label="How many times: compared"
              value={criterion.operator ?? "gte"}
              onChange={(event) => onChange({ ...criterion, operator: event.target.value as "gte" | "lte" | "exact" })}
              className={small}
            >
              <option value="gte">at least</option>
              <option value="lte">at most</option>
              <option value="exact">exactly</option>
            </NativeSelect>
            <input
              type="number"
              min={1}
              aria-label="How many times"
              key={criterion.operator_value}
              defaultValue={criterion.operator_value}
              onBlur={(event) => {
                const next = Math.round(Number(event.target.value));
                if (next > 0) onChange({ ...criterion, operator_value: next });
              }}
              onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
              className={cx(small, "w-14")}
            />
            times
          </>
        )}
        {criterion.explicit_datetime ? (
          <span>since {criterion.explicit_datetime.slice(0, 10)}</span>
        ) : (
          <>
            in the last
            <Span
              label="In the last"
              value={criterion.time_value}
              unit={criterion.time_interval}
              onChange={(time_value, time_interval) => onChange({ ...criterion, time_value, time_interval })}
            />
          </>
        )}
        {pause && (
          <>
            {criterion.value === "stopped_performing_event" ? "but not in the last" : "and not for"}
            <Span
              label="The break"
              value={criterion.seq_time_value}
              unit={criterion.seq_time_interval}
              onChange={(seq_time_value, seq_time_interval) =>
                onChange({ ...criterion, seq_time_value, seq_time_interval })
              }
            />
          </>
        )}
        <span className="flex-1" />
        <Button small weight="quiet" aria-pressed={filtering || filters.length > 0} onClick={() => setFiltering(true)}>
          Only where…
        </Button>
        <IconButton small icon={X} label={`Remove the criterion on ${name}`} onClick={onRemove} />
      </div>
      {(filtering || filters.length > 0) && (
        <div className="pt-1.5">
          <FilterRows
            filters={filters}
            onChange={(next) => onChange({ ...criterion, event_filters: next })}
            addLabel="Property"
          />
        </div>
      )}
    </div>
  );
}

function CohortRow({ criterion, own, onChange, onRemove }: CriterionRowProps<InCohort>) {
  const project = useProject();
  const cohorts = (useQuery(cohortsQuery(project.id)).data?.results ?? []).filter((cohort) => cohort.id !== own);
  const chosen = cohorts.find((cohort) => cohort.id === Number(criterion.value));
  return (
    <div className="flex flex-wrap items-center gap-1.5 rounded-md border border-line bg-canvas p-1.5 text-xs text-ink-2">
      <NativeSelect
        aria-label="In the cohort or not"
        value={criterion.negation ? "not" : "in"}
        onChange={(event) => onChange({ ...criterion, negation: event.target.value === "not" })}
        className={small}
      >
        <option value="in">are in</option>
        <option value="not">are not in</option>
      </NativeSelect>
      <Picker
        label="Search cohorts"
        options={cohorts.map((cohort) => ({ value: String(cohort.id), title: cohort.name }))}
        chosen={String(criterion.value)}
        empty="There is no other cohort yet."
        onPick={(value) => onChange({ ...criterion, value: Number(value) })}
        trigger={
          <button type="button" className={cx(small, "flex max-w-56 items-center gap-1 font-medium text-ink")}>
            <bdi className="truncate">{chosen?.name ?? "Choose a cohort"}</bdi>
            <ChevronDown size={12} className="shrink-0 text-ink-3" aria-hidden />
          </button>
        }
      />
      <span className="flex-1" />
      <IconButton small icon={X} label="Remove this cohort" onClick={onRemove} />
    </div>
  );
}
