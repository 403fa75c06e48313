// The sign of each kind of question, and what a saved one is called.
import {
  ChartColumnStacked,
  ChartLine,
  Database,
  Filter,
  Grid3x3,
  type LucideIcon,
  Repeat2,
  Route,
} from "lucide-react";
import type { InsightKind } from "@/query/types";
import type { Insight } from "./api";

export const insightName = (insight: Insight) => insight.name || insight.derived_name || "Untitled insight";

const icons: Readonly<Record<InsightKind, LucideIcon>> = {
  TrendsQuery: ChartLine,
  FunnelsQuery: Filter,
  RetentionQuery: Grid3x3,
  PathsQuery: Route,
  StickinessQuery: Repeat2,
  LifecycleQuery: ChartColumnStacked,
  HogQLQuery: Database,
};

export function KindIcon({ kind }: { kind: InsightKind | undefined }) {
  const Icon = kind ? icons[kind] : ChartLine;
  return <Icon size={16} className="shrink-0 text-ink-3" aria-hidden />;
}
