// The answer to a question of any kind, drawn.
import { useMemo } from "react";
import type {
  ActorsSource,
  Answer,
  DateRange,
  InsightQuery,
  PathEdge,
  RetentionRow,
  TableAnswer,
  TrendResult,
} from "@/query/types";
import { Empty } from "@/ui/states";
import { findingOf } from "../finding";
import { FunnelView } from "./funnel-result";
import { PathsView } from "./paths-result";
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

// The chart as a figure whose name is its finding in words.
export function InsightResult(props: InsightResultProps) {
  const { query, answer } = props;
  const finding = useMemo(() => findingOf(query, answer), [query, answer]);
  return (
    <figure aria-label={finding} className="min-w-0">
      <Drawn {...props} />
    </figure>
  );
}

function Drawn({ query, answer, onChange, ...rest }: InsightResultProps) {
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
      return <SqlResult answer={answer as TableAnswer} drawn={query.drawn} height={rest.height} notes={rest.notes} />;
  }
}

function NothingFound() {
  return <Empty title="Nothing in this time">No event fits. Look at a longer time, or take filters away.</Empty>;
}
