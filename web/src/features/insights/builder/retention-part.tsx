// What retention asks: who begins, what coming back is, and over which periods.
import { ChevronDown, ListFilter } from "lucide-react";
import { useState } from "react";
import { eventName } from "@/features/definitions/names";
import { EventPicker } from "@/features/definitions/pickers";
import type { RetentionEntity, RetentionPeriod, RetentionQuery } from "@/query/types";
import { IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { NativeSelect } from "@/ui/field";
import { FilterRows } from "./filter-rows";
import { Check, Line, NumberBox, small } from "./lines";
import { Part } from "./section";

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
          <option value="retention_first_ever_occurrence">for the first time ever, if it fits</option>
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
        <Line label="Periods are">
          <NativeSelect
            value={filter.timeWindowMode ?? "strict_calendar_dates"}
            onChange={(event) => set({ timeWindowMode: event.target.value as typeof filter.timeWindowMode })}
            className={small}
          >
            <option value="strict_calendar_dates">of the calendar</option>
            <option value="24_hour_windows">counted from the first time</option>
          </NativeSelect>
        </Line>
      </Part>
      <Part title="Came back means">
        <Line label="At least, times">
          <NumberBox
            label="How often in a period"
            value={filter.minimumOccurrences ?? 1}
            most={1_000_000}
            onChange={(count) => set({ minimumOccurrences: count === 1 ? undefined : count })}
          />
        </Line>
        <Check
          title="In the period or any later one"
          on={filter.cumulative ?? false}
          onChange={(on) => set({ cumulative: on || undefined })}
        />
        <Line label="Mean">
          <NativeSelect
            value={filter.meanRetentionCalculation ?? "weighted"}
            onChange={(event) =>
              set({ meanRetentionCalculation: event.target.value as typeof filter.meanRetentionCalculation })
            }
            className={small}
          >
            <option value="weighted">every person counts the same</option>
            <option value="simple">every cohort counts the same</option>
            <option value="none">none</option>
          </NativeSelect>
        </Line>
      </Part>
    </>
  );
}

function EntityButton({ entity, onChange }: { entity?: RetentionEntity; onChange: (entity: RetentionEntity) => void }) {
  const [filtering, setFiltering] = useState(false);
  const name = typeof entity?.id === "number" ? (entity.name ?? "Action") : eventName(entity?.id ?? null);
  const filters = entity?.properties ?? [];
  return (
    <div className="rounded-md border border-line bg-canvas p-1">
      <div className="flex items-center gap-1">
        <EventPicker
          chosen={typeof entity?.id === "string" ? entity.id : undefined}
          onPick={(event) => onChange({ ...entity, id: event, name: event, type: "events" })}
          onPickAction={({ id, name }) => onChange({ ...entity, id, name, type: "actions" })}
          trigger={
            <button
              type="button"
              className="flex h-7 min-w-0 flex-1 items-center gap-1 rounded-sm px-1.5 text-left text-sm hover:bg-hover"
            >
              <bdi className="min-w-0 truncate font-medium">{name}</bdi>
              <ChevronDown size={12} className="shrink-0 text-ink-3" aria-hidden />
            </button>
          }
        />
        <IconButton
          small
          icon={ListFilter}
          label={`Filter ${name}`}
          aria-pressed={filtering || filters.length > 0}
          onClick={() => setFiltering(!filtering)}
          className={filters.length > 0 ? "text-accent-ink" : ""}
        />
      </div>
      {(filtering || filters.length > 0) && (
        <div className="pt-1.5 pl-3">
          <FilterRows
            filters={filters}
            onChange={(properties) => onChange({ id: "$pageview", type: "events", ...entity, properties })}
          />
        </div>
      )}
    </div>
  );
}
