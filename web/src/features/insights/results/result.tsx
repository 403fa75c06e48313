// The answer to a question of any kind, drawn.
import { FlowChart } from "@/charts/flow";
import type {
  ActorsSource,
  Answer,
  DateRange,
  InsightQuery,
  PathEdge,
  PathsQuery,
  RetentionRow,
  TableAnswer,
  TrendResult,
} from "@/query/types";
import { Empty } from "@/ui/states";
import { FunnelView } from "./funnel-result";
import { RetentionView } from "./retention-result";
import { SqlResult } from "./sql-result";
import { LifecycleView, StickinessView, TrendView } from "./trend-result";

export interface InsightResultProps {
  query: InsightQuery;
  answer: Answer<unknown>;
  height?: number;
  compact?: boolean;
  notes?: ReadonlyArray<{ date: string; text: string }>;
  onPeople?: (source: ActorsSource, title: string) => void;
  onRange?: (range: DateRange) => void;
  onChange?: (query: InsightQuery) => void;
}

export function InsightResult({ query, answer, onChange, ...rest }: InsightResultProps) {
  const trends = (Array.isArray(answer.results) ? answer.results : []) as TrendResult[];
  switch (query.kind) {
    case "TrendsQuery":
      return trends.length === 0 ? <NothingFound /> : <TrendView query={query} results={trends} {...rest} />;
    case "StickinessQuery":
      return trends.length === 0 ? <NothingFound /> : <StickinessView query={query} results={trends} {...rest} />;
    case "LifecycleQuery":
      return trends.length === 0 ? <NothingFound /> : <LifecycleView query={query} results={trends} {...rest} />;
    case "FunnelsQuery":
      return <FunnelView query={query} results={answer.results} onChange={onChange} {...rest} />;
    case "RetentionQuery":
      return <RetentionView query={query} results={answer.results as RetentionRow[]} {...rest} />;
    case "PathsQuery":
      return (
        <PathsView query={query} edges={answer.results as PathEdge[]} onChange={onChange} onPeople={rest.onPeople} />
      );
    case "HogQLQuery":
      return <SqlResult answer={answer as TableAnswer} drawn={query.drawn} height={rest.height} />;
  }
}

function NothingFound() {
  return <Empty title="Nothing in this time">No event fits. Look at a longer time, or take filters away.</Empty>;
}

interface PathsViewProps {
  query: PathsQuery;
  edges: PathEdge[];
  onChange?: (query: InsightQuery) => void;
  onPeople?: (source: ActorsSource, title: string) => void;
}

function PathsView({ query, edges, onChange, onPeople }: PathsViewProps) {
  if (edges.length === 0) {
    return <Empty title="No ways in this time">Look at a longer time, or choose another start or end.</Empty>;
  }
  const filter = query.pathsFilter;
  const set = (changes: PathsQuery["pathsFilter"]) => onChange?.({ ...query, pathsFilter: { ...filter, ...changes } });
  return (
    <FlowChart
      edges={edges}
      onPeople={
        onPeople &&
        ((id) => {
          // The first step has nobody who came to it from elsewhere.
          const key = edges.some((edge) => edge.target === id) ? { pathEndKey: id } : { pathStartKey: id };
          onPeople(
            { kind: "InsightActorsQuery", source: { ...query, pathsFilter: { ...filter, ...key } } },
            id.replace(/^\d+_/, ""),
          );
        })
      }
      onStart={(name) => set({ startPoint: name, endPoint: undefined })}
      onEnd={(name) => set({ endPoint: name, startPoint: undefined })}
      onExclude={(name) => set({ excludeEvents: [...(filter.excludeEvents ?? []), name] })}
    />
  );
}
