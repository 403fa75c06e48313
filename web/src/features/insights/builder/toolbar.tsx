// What is set above the chart: dates, interval, comparison, display.
import { CalendarDays, X } from "lucide-react";
import { edgeTitle, fittingInterval } from "@/query/dates";
import type {
  CompareFilter,
  Display,
  FunnelsFilter,
  FunnelsQuery,
  InsightQuery,
  Interval,
  RetentionDisplay,
  RetentionQuery,
  TrendsQuery,
} from "@/query/types";
import { IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { controlClass, NativeSelect } from "@/ui/field";
import { DatePicker } from "./date-picker";
import { TrendOptions } from "./trend-options";

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
      {query.kind === "StickinessQuery" && (
        <CompareSelect
          compare={query.compareFilter}
          onChange={(compareFilter) => onChange({ ...query, compareFilter })}
        />
      )}
      {query.kind === "RetentionQuery" && <RetentionTools query={query} onChange={onChange} />}
      {query.kind === "FunnelsQuery" && <FunnelTools query={query} onChange={onChange} />}
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

interface CompareSelectProps {
  compare: CompareFilter | undefined;
  onChange: (compare: CompareFilter | undefined) => void;
}

function CompareSelect({ compare, onChange }: CompareSelectProps) {
  const compared = compare?.compare ? (compare.compare_to ?? "previous") : "";
  return (
    <NativeSelect
      aria-label="Compare"
      value={compared}
      onChange={(event) => {
        const to = event.target.value;
        onChange(to === "" ? undefined : to === "previous" ? { compare: true } : { compare: true, compare_to: to });
      }}
      className={cx(compared === "" && "text-ink-2")}
    >
      {comparisons.map((each) => (
        <option key={each.value} value={each.value}>
          {each.title}
        </option>
      ))}
    </NativeSelect>
  );
}

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
  return (
    <>
      <CompareSelect
        compare={query.compareFilter}
        onChange={(compareFilter) => onChange({ ...query, compareFilter })}
      />
      <span className="flex items-center gap-2 md:ml-auto">
        <TrendOptions query={query} onChange={onChange} />
        <NativeSelect
          aria-label="Shown as"
          value={filter.display ?? "ActionsLineGraph"}
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

const funnelViews: ReadonlyArray<{ value: string; title: string }> = [
  { value: "steps", title: "Steps" },
  { value: "vertical", title: "Steps, one below the other" },
  { value: "time_to_convert", title: "Time to convert" },
  { value: "trends", title: "Conversion over time" },
];

function FunnelTools({ query, onChange }: { query: FunnelsQuery; onChange: (query: FunnelsQuery) => void }) {
  const { layout, ...filter } = query.funnelsFilter ?? {};
  const view = filter.funnelVizType ?? "steps";
  return (
    <NativeSelect
      aria-label="Shown as"
      value={view === "steps" && layout === "vertical" ? "vertical" : view}
      onChange={(event) => {
        const chosen = event.target.value;
        const funnelsFilter: FunnelsFilter =
          chosen === "vertical"
            ? { ...filter, funnelVizType: "steps", layout: "vertical" }
            : { ...filter, funnelVizType: chosen as FunnelsFilter["funnelVizType"] };
        onChange({ ...query, funnelsFilter });
      }}
      className="md:ml-auto"
    >
      {funnelViews.map(({ value, title }) => (
        <option key={value} value={value}>
          {title}
        </option>
      ))}
    </NativeSelect>
  );
}

// The browser's own field for a day lies over words that a person reads: "today" where it would say mm/dd/yyyy.
function LastDay({ day, onChange }: { day: string | null; onChange: (day: string | null) => void }) {
  return (
    <span className="flex items-center gap-1">
      <span
        className={cx(
          controlClass,
          "relative flex items-center gap-2 focus-within:outline-2 focus-within:outline-focus",
        )}
      >
        <CalendarDays size={16} aria-hidden />
        <span aria-hidden>{day ? edgeTitle(day) : "today"}</span>
        <input
          type="date"
          aria-label="Last day, or empty for today"
          value={day && /^\d{4}-/.test(day) ? day.slice(0, 10) : ""}
          onClick={(event) => event.currentTarget.showPicker?.()}
          onChange={(event) => onChange(event.target.value || null)}
          className="absolute inset-0 cursor-pointer opacity-0"
        />
      </span>
      {day && <IconButton small icon={X} label="Until today" onClick={() => onChange(null)} />}
    </span>
  );
}

const retentionViews: ReadonlyArray<{ value: RetentionDisplay; title: string }> = [
  { value: "all", title: "Table and mean curve" },
  { value: "graph_only", title: "A curve for each cohort" },
  { value: "table_only", title: "Table" },
];

function RetentionTools({ query, onChange }: { query: RetentionQuery; onChange: (query: RetentionQuery) => void }) {
  const filter = query.retentionFilter;
  const period = filter.period ?? "Day";
  return (
    <>
      <p className="text-sm text-ink-2">
        {filter.totalIntervals ?? 8} {period.toLowerCase()}s of cohorts until
      </p>
      <LastDay
        day={query.dateRange?.date_to ?? null}
        onChange={(date_to) => onChange({ ...query, dateRange: { ...query.dateRange, date_to } })}
      />
      <NativeSelect
        aria-label="Shown as"
        value={filter.dashboardDisplay ?? "all"}
        onChange={(event) =>
          onChange({
            ...query,
            retentionFilter: { ...filter, dashboardDisplay: event.target.value as RetentionDisplay },
          })
        }
        className="md:ml-auto"
      >
        {retentionViews.map(({ value, title }) => (
          <option key={value} value={value}>
            {title}
          </option>
        ))}
      </NativeSelect>
    </>
  );
}
