// What is set above the chart: dates, interval, comparison, display.

import { fittingInterval } from "@/query/dates";
import type { Display, FunnelsFilter, InsightQuery, Interval, TrendsQuery } from "@/query/types";
import { cx } from "@/ui/class-names";
import { NativeSelect } from "@/ui/field";
import { DatePicker } from "./date-picker";

interface ToolbarProps {
  query: InsightQuery;
  onChange: (query: InsightQuery) => void;
}

export const displays: ReadonlyArray<{ value: Display; title: string; total?: boolean }> = [
  { value: "ActionsLineGraph", title: "Lines" },
  { value: "ActionsAreaGraph", title: "Areas" },
  { value: "ActionsBar", title: "Stacked bars" },
  { value: "ActionsUnstackedBar", title: "Grouped bars" },
  { value: "ActionsLineGraphCumulative", title: "Running total" },
  { value: "BoldNumber", title: "Number", total: true },
  { value: "ActionsBarValue", title: "Bars of totals", total: true },
  { value: "ActionsPie", title: "Ring", total: true },
  { value: "ActionsTable", title: "Table", total: true },
  { value: "WorldMap", title: "World map", total: true },
  { value: "CalendarHeatmap", title: "Calendar" },
];

const intervals: readonly Interval[] = ["minute", "hour", "day", "week", "month"];
const hasInterval = ["TrendsQuery", "LifecycleQuery", "StickinessQuery"];

export function Toolbar({ query, onChange }: ToolbarProps) {
  if (query.kind === "HogQLQuery") return null;
  const isTotal =
    query.kind === "TrendsQuery" && displays.find((each) => each.value === query.trendsFilter?.display)?.total;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {query.kind !== "RetentionQuery" && (
        <DatePicker
          range={query.dateRange}
          onChange={(dateRange) => {
            const next = { ...query, dateRange } as InsightQuery;
            if ("interval" in next && next.interval && !("date_to" in dateRange && dateRange.date_to === null))
              next.interval = fittingInterval(dateRange, new Date());
            onChange(next);
          }}
        />
      )}
      {hasInterval.includes(query.kind) && !isTotal && query.kind !== "FunnelsQuery" && (
        <IntervalSelect
          value={("interval" in query && query.interval) || "day"}
          onChange={(interval) => onChange({ ...query, interval } as InsightQuery)}
        />
      )}
      {query.kind === "FunnelsQuery" && query.funnelsFilter?.funnelVizType === "trends" && (
        <IntervalSelect value={query.interval ?? "day"} onChange={(interval) => onChange({ ...query, interval })} />
      )}
      {query.kind === "TrendsQuery" && <TrendsTools query={query} onChange={onChange} />}
      {query.kind === "FunnelsQuery" && (
        <NativeSelect
          aria-label="Shown as"
          value={query.funnelsFilter?.funnelVizType ?? "steps"}
          onChange={(event) =>
            onChange({
              ...query,
              funnelsFilter: {
                ...query.funnelsFilter,
                funnelVizType: event.target.value as FunnelsFilter["funnelVizType"],
              },
            })
          }
          className="ml-auto"
        >
          <option value="steps">Steps</option>
          <option value="time_to_convert">Time to convert</option>
          <option value="trends">Conversion over time</option>
        </NativeSelect>
      )}
    </div>
  );
}

function IntervalSelect({ value, onChange }: { value: Interval; onChange: (interval: Interval) => void }) {
  return (
    <NativeSelect aria-label="Interval" value={value} onChange={(event) => onChange(event.target.value as Interval)}>
      {intervals
        .filter((each) => each !== "minute" || value === "minute")
        .map((each) => (
          <option key={each} value={each}>
            by {each}
          </option>
        ))}
    </NativeSelect>
  );
}

const comparisons: ReadonlyArray<{ value: string; title: string }> = [
  { value: "", title: "No comparison" },
  { value: "previous", title: "With the period before" },
  { value: "-1w", title: "With a week before" },
  { value: "-1m", title: "With a month before" },
  { value: "-1y", title: "With a year before" },
];

// More than there are countries.
const everyCountry = 300;

// A map needs the numbers of each country, and all of them.
function shownAs(query: TrendsQuery, display: Display): TrendsQuery {
  const next = { ...query, trendsFilter: { ...query.trendsFilter, display } };
  if (display !== "WorldMap" || String(query.breakdownFilter?.breakdown).startsWith("$geoip_country_")) return next;
  const breakdownFilter = {
    breakdown: "$geoip_country_code",
    breakdown_type: "event",
    breakdown_limit: everyCountry,
    breakdown_hide_other_aggregation: true,
  };
  return { ...next, breakdownFilter };
}

function TrendsTools({ query, onChange }: { query: TrendsQuery; onChange: (query: TrendsQuery) => void }) {
  const filter = query.trendsFilter ?? {};
  const display = filter.display ?? "ActionsLineGraph";
  const compared = query.compareFilter?.compare ? (query.compareFilter.compare_to ?? "previous") : "";
  const stackable = ["ActionsBar", "ActionsAreaGraph"].includes(display);
  return (
    <>
      <NativeSelect
        aria-label="Compare"
        value={compared}
        onChange={(event) => {
          const to = event.target.value;
          const compareFilter =
            to === "" ? undefined : to === "previous" ? { compare: true } : { compare: true, compare_to: to };
          onChange({ ...query, compareFilter });
        }}
        className={cx(compared === "" && "text-ink-2")}
      >
        {comparisons.map((each) => (
          <option key={each.value} value={each.value}>
            {each.title}
          </option>
        ))}
      </NativeSelect>
      <span className="flex items-center gap-2 md:ml-auto">
        {stackable && (
          <label className="flex items-center gap-1.5 text-sm text-ink-2">
            <input
              type="checkbox"
              className="accent-[var(--accent)]"
              checked={filter.showPercentStackView ?? false}
              onChange={(event) =>
                onChange({ ...query, trendsFilter: { ...filter, showPercentStackView: event.target.checked } })
              }
            />
            Shares
          </label>
        )}
        <NativeSelect
          aria-label="Shown as"
          value={display}
          onChange={(event) => onChange(shownAs(query, event.target.value as Display))}
        >
          {displays.map((each) => (
            <option key={each.value} value={each.value}>
              {each.title}
            </option>
          ))}
        </NativeSelect>
      </span>
    </>
  );
}
