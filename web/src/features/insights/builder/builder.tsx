// Everything that makes up a question, one part below the other; each kind has its own parts.
import type { InsightQuery, SeriesNode } from "@/query/types";
import { BreakdownPart } from "./breakdown-part";
import { FiltersPart } from "./filters-part";
import { FormulaPart, FunnelPart, LifecyclePart, PathsPart, RetentionPart } from "./kind-parts";
import { SeriesPart } from "./series-part";

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
        <SeriesPart title="Steps" addLabel="Add step" series={query.series} onChange={series} numbered />
      )}
      {query.kind === "StickinessQuery" && (
        <SeriesPart title="Series" addLabel="Add series" series={query.series} onChange={series} />
      )}
      {query.kind === "LifecycleQuery" && (
        <SeriesPart title="People who did" addLabel="" series={query.series} onChange={series} atMost={1} />
      )}
      {query.kind === "TrendsQuery" && (query.series.length > 1 || query.trendsFilter?.formula) && (
        <FormulaPart query={query} onChange={onChange} />
      )}
      {query.kind === "FunnelsQuery" && <FunnelPart query={query} onChange={onChange} />}
      {query.kind === "RetentionQuery" && <RetentionPart query={query} onChange={onChange} />}
      {query.kind === "PathsQuery" && <PathsPart query={query} onChange={onChange} />}
      {query.kind === "LifecycleQuery" && <LifecyclePart query={query} onChange={onChange} />}
      <FiltersPart
        filters={query.properties}
        onChange={(properties) => onChange({ ...query, properties })}
        testAccounts={query.filterTestAccounts ?? false}
        onTestAccounts={(filterTestAccounts) => onChange({ ...query, filterTestAccounts })}
      />
      {(query.kind === "TrendsQuery" || query.kind === "FunnelsQuery") && (
        <BreakdownPart
          breakdown={query.breakdownFilter}
          onChange={(breakdownFilter) => onChange({ ...query, breakdownFilter } as InsightQuery)}
        />
      )}
    </div>
  );
}
