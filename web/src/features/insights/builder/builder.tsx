// Everything that makes up a question, one part below the other; each kind has its own parts.
import type { FunnelsFilter, FunnelsQuery, InsightQuery, SeriesNode } from "@/query/types";
import { formulasOf } from "../formulas";
import { BreakdownPart } from "./breakdown-part";
import { FiltersPart } from "./filters-part";
import { FormulaPart } from "./formula-part";
import { FunnelPart } from "./funnel-part";
import { LifecyclePart, StickinessPart } from "./lifecycle-part";
import { PathsPart } from "./paths-part";
import { RetentionPart } from "./retention-part";
import { SeriesPart } from "./series-part";
import { WhosePart } from "./whose-part";

interface BuilderProps {
  query: InsightQuery;
  onChange: (query: InsightQuery) => void;
}

export function Builder({ query, onChange }: BuilderProps) {
  if (query.kind === "HogQLQuery") return null;
  const series = (series: SeriesNode[]) => onChange({ ...query, series } as InsightQuery);
  return (
    <div className="rounded-lg border border-line bg-surface">
      {query.kind === "TrendsQuery" && (
        <SeriesPart title="Series" addLabel="Add series" series={query.series} onChange={series} withMath />
      )}
      {query.kind === "FunnelsQuery" && (
        <SeriesPart
          title="Steps"
          addLabel="Add step"
          series={query.series}
          onChange={(steps) => onChange(withSteps(query, steps))}
          numbered
          withOptional={query.funnelsFilter?.funnelOrderType !== "unordered"}
        />
      )}
      {query.kind === "StickinessQuery" && (
        <SeriesPart title="Series" addLabel="Add series" series={query.series} onChange={series} />
      )}
      {query.kind === "LifecycleQuery" && (
        <SeriesPart title="People who did" addLabel="" series={query.series} onChange={series} atMost={1} />
      )}
      {query.kind === "TrendsQuery" && (query.series.length > 1 || formulasOf(query).length > 0) && (
        <FormulaPart query={query} onChange={onChange} />
      )}
      {query.kind === "FunnelsQuery" && <FunnelPart query={query} onChange={onChange} />}
      {query.kind === "RetentionQuery" && <RetentionPart query={query} onChange={onChange} />}
      {query.kind === "PathsQuery" && <PathsPart query={query} onChange={onChange} />}
      {query.kind === "LifecycleQuery" && <LifecyclePart query={query} onChange={onChange} />}
      {query.kind === "StickinessQuery" && <StickinessPart query={query} onChange={onChange} />}
      {query.kind !== "TrendsQuery" && <WhosePart query={query} onChange={onChange} />}
      <FiltersPart
        filters={query.properties}
        onChange={(properties) => onChange({ ...query, properties })}
        testAccounts={query.filterTestAccounts ?? false}
        onTestAccounts={(filterTestAccounts) => onChange({ ...query, filterTestAccounts })}
      />
      {(query.kind === "TrendsQuery" || query.kind === "FunnelsQuery" || query.kind === "RetentionQuery") && (
        <BreakdownPart
          withoutCohorts={query.kind === "RetentionQuery"}
          breakdown={query.breakdownFilter}
          onChange={(breakdownFilter) => onChange({ ...query, breakdownFilter } as InsightQuery)}
        />
      )}
    </div>
  );
}

// What names steps by their number follows when steps come and go.
function withSteps(query: FunnelsQuery, series: SeriesNode[]): FunnelsQuery {
  const last = series.length - 1;
  const { funnelFromStep, funnelToStep, breakdownAttributionValue, exclusions, ...rest } = query.funnelsFilter ?? {};
  const filter: FunnelsFilter = { ...rest };
  const grown = series.length > query.series.length;
  const before = query.series.length - 1;
  if (funnelFromStep !== undefined && funnelFromStep < last) filter.funnelFromStep = funnelFromStep;
  if (funnelToStep !== undefined && funnelToStep <= last && funnelToStep > (filter.funnelFromStep ?? 0))
    filter.funnelToStep = funnelToStep;
  if (breakdownAttributionValue !== undefined)
    filter.breakdownAttributionValue = Math.max(0, Math.min(last, breakdownAttributionValue));
  const kept = (exclusions ?? [])
    // One that spanned the whole funnel goes on doing so.
    .map((each) => ({
      ...each,
      funnelToStep: grown && each.funnelToStep === before ? last : Math.min(last, each.funnelToStep),
    }))
    .filter((each) => each.funnelFromStep < each.funnelToStep);
  if (kept.length > 0) filter.exclusions = kept;
  return { ...query, series, funnelsFilter: filter };
}
