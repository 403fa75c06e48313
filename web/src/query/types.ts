// Questions and their answers in PostHog's query JSON: what the query endpoint takes and gives. Every page that asks
// for numbers builds one of these.

export type FilterValue = string | number | boolean | null | Array<string | number>;

export type FilterType = "event" | "event_metadata" | "person" | "session" | "group" | "cohort" | "element" | "hogql";

export interface PropertyFilter {
  type: FilterType;
  key: string;
  operator?: string;
  value?: FilterValue;
  group_type_index?: number;
}

export interface FilterGroup {
  type: "AND" | "OR";
  values: PropertyFilter[];
}

export interface FilterTree {
  type: "AND" | "OR";
  values: FilterGroup[];
}

export type Filters = PropertyFilter[] | FilterTree;

export interface DateRange {
  date_from?: string | null;
  date_to?: string | null;
  explicitDate?: boolean;
}

interface NodeParts {
  name?: string;
  custom_name?: string;
  math?: string;
  math_property?: string;
  math_property_type?: string;
  math_group_type_index?: number;
  math_hogql?: string;
  properties?: PropertyFilter[];
  optionalInFunnel?: boolean;
}

// `event` null stands for every event.
export interface EventsNode extends NodeParts {
  kind: "EventsNode";
  event: string | null;
}

export interface ActionsNode extends NodeParts {
  kind: "ActionsNode";
  id: number;
}

export type SeriesNode = EventsNode | ActionsNode;

export type Interval = "minute" | "hour" | "day" | "week" | "month";

export type Display =
  | "ActionsLineGraph"
  | "ActionsLineGraphCumulative"
  | "ActionsAreaGraph"
  | "ActionsBar"
  | "ActionsUnstackedBar"
  | "ActionsBarValue"
  | "ActionsPie"
  | "ActionsTable"
  | "BoldNumber"
  | "WorldMap"
  | "CalendarHeatmap";

export interface BreakdownFilter {
  breakdown?: string | number | Array<string | number> | null;
  breakdown_type?: string | null;
  breakdown_group_type_index?: number | null;
  breakdown_limit?: number;
  breakdown_hide_other_aggregation?: boolean;
  breakdown_histogram_bin_count?: number;
  breakdown_normalize_url?: boolean;
  /** The present form, which takes up to three, instead of `breakdown`. */
  breakdowns?: BreakdownField[] | null;
}

export interface BreakdownField {
  property: string | number;
  type?: string | null;
  group_type_index?: number | null;
  histogram_bin_count?: number | null;
  normalize_url?: boolean | null;
}

export interface Common {
  dateRange?: DateRange;
  properties?: Filters;
  filterTestAccounts?: boolean;
  aggregation_group_type_index?: number;
}

export interface CompareFilter {
  compare?: boolean;
  compare_to?: string;
}

export interface FormulaNode {
  formula: string;
  custom_name?: string;
}

export interface GoalLine {
  label: string;
  value: number;
}

export type AxisFormat = "numeric" | "duration" | "duration_ms" | "percentage" | "percentage_scaled";

export interface TrendsQuery extends Common {
  kind: "TrendsQuery";
  series: SeriesNode[];
  interval?: Interval;
  trendsFilter?: {
    display?: Display;
    formula?: string;
    formulas?: string[];
    formulaNodes?: FormulaNode[];
    smoothingIntervals?: number;
    goalLines?: GoalLine[];
    aggregationAxisFormat?: AxisFormat;
    aggregationAxisPrefix?: string;
    aggregationAxisPostfix?: string;
    showPercentStackView?: boolean;
    showValuesOnSeries?: boolean;
    yAxisScaleType?: "linear" | "log10";
    hiddenLegendIndexes?: number[];
  };
  breakdownFilter?: BreakdownFilter;
  compareFilter?: CompareFilter;
}

export type WindowUnit = "second" | "minute" | "hour" | "day" | "week" | "month";

export interface FunnelsFilter {
  funnelVizType?: "steps" | "time_to_convert" | "trends";
  funnelOrderType?: "ordered" | "strict" | "unordered";
  funnelWindowInterval?: number;
  funnelWindowIntervalUnit?: WindowUnit;
  breakdownAttributionType?: "first_touch" | "last_touch" | "all_events" | "step";
  breakdownAttributionValue?: number;
  funnelFromStep?: number;
  funnelToStep?: number;
  exclusions?: FunnelExclusion[];
  binCount?: number;
  layout?: "horizontal" | "vertical";
}

export type FunnelExclusion = SeriesNode & { funnelFromStep: number; funnelToStep: number };

export interface FunnelsQuery extends Common {
  kind: "FunnelsQuery";
  series: SeriesNode[];
  interval?: Interval;
  funnelsFilter?: FunnelsFilter;
  breakdownFilter?: BreakdownFilter;
}

export interface RetentionEntity {
  id: string | number | null;
  name?: string | null;
  type: "events" | "actions";
  properties?: PropertyFilter[];
}

export type RetentionDisplay = "all" | "graph_only" | "table_only";
export type RetentionPeriod = "Hour" | "Day" | "Week" | "Month";

export interface RetentionQuery extends Common {
  kind: "RetentionQuery";
  retentionFilter: {
    targetEntity?: RetentionEntity;
    returningEntity?: RetentionEntity;
    retentionType?: "retention_first_time" | "retention_recurring" | "retention_first_ever_occurrence";
    retentionReference?: "total" | "previous";
    period?: RetentionPeriod;
    totalIntervals?: number;
    cumulative?: boolean;
    minimumOccurrences?: number;
    meanRetentionCalculation?: "simple" | "weighted" | "none";
    timeWindowMode?: "strict_calendar_dates" | "24_hour_windows";
    dashboardDisplay?: RetentionDisplay;
  };
  breakdownFilter?: BreakdownFilter;
}

export type PathType = "$pageview" | "$screen" | "custom_event" | "hogql";

export interface PathsQuery extends Common {
  kind: "PathsQuery";
  pathsFilter: {
    includeEventTypes?: PathType[];
    startPoint?: string;
    endPoint?: string;
    stepLimit?: number;
    edgeLimit?: number;
    minEdgeWeight?: number;
    excludeEvents?: string[];
    pathGroupings?: string[];
    pathsHogQLExpression?: string;
    pathReplacements?: boolean;
    maxEdgeWeight?: number;
    localPathCleaningFilters?: Array<{ alias: string; regex: string }>;
    // Whose people are asked for: those who went on from, or came to, a step.
    pathStartKey?: string;
    pathEndKey?: string;
    pathDropoffKey?: string;
  };
  funnelPathsFilter?: {
    funnelSource: FunnelsQuery;
    funnelPathType: FunnelPathType;
    funnelStep: number;
  };
}

export type FunnelPathType = "funnel_path_before_step" | "funnel_path_between_steps" | "funnel_path_after_step";

export interface StickinessQuery extends Common {
  kind: "StickinessQuery";
  series: SeriesNode[];
  interval?: Interval;
  compareFilter?: CompareFilter;
  stickinessFilter?: {
    display?: Display;
    computedAs?: "non_cumulative" | "cumulative";
    stickinessCriteria?: { operator: "gte" | "lte" | "exact"; value: number };
  };
}

export type LifecycleStatus = "new" | "returning" | "resurrecting" | "dormant";

export interface LifecycleQuery extends Common {
  kind: "LifecycleQuery";
  series: SeriesNode[];
  interval?: Interval;
  lifecycleFilter?: { toggledLifecycles?: LifecycleStatus[]; showValuesOnSeries?: boolean };
}

// What stands in a statement as {variables.code_name}.
export interface SqlVariable {
  variableId: string;
  code_name: string;
  type?: "String" | "Number" | "Boolean" | "Date" | "List";
  value: string | number | boolean | null;
}

export type SqlDisplay = "ActionsTable" | "ActionsLineGraph" | "ActionsBar" | "BoldNumber";

// How rows are drawn: which column gives the places, which ones the values. What is not said is guessed from the types.
export interface SqlDrawing {
  display: SqlDisplay;
  x?: string;
  y?: string[];
}

export interface HogQLQuery {
  kind: "HogQLQuery";
  query: string;
  filters?: Common;
  variables?: Record<string, SqlVariable>;
  // What placeholders such as {person} stand for.
  values?: Record<string, unknown>;
  // Kept beside the question, never asked.
  drawn?: SqlDrawing;
}

export interface SqlEditorQuery {
  kind: "HogQLMetadata" | "HogQLAutocomplete" | "DatabaseSchemaQuery";
  language?: "hogQL";
  query?: string;
  variables?: HogQLQuery["variables"];
  startPosition?: number;
  endPosition?: number;
}

export type InsightQuery =
  | TrendsQuery
  | FunnelsQuery
  | RetentionQuery
  | PathsQuery
  | StickinessQuery
  | LifecycleQuery
  | HogQLQuery;
export type InsightKind = InsightQuery["kind"];

// How insights are kept: the question inside of what draws it.
export interface InsightVizNode {
  kind: "InsightVizNode" | "DataVisualizationNode" | "DataTableNode";
  source: InsightQuery;
  display?: SqlDisplay;
  chartSettings?: { xAxis?: { column: string }; yAxis?: Array<{ column: string }> };
}

export interface SeriesAction {
  id: string | number | null;
  type: string;
  order: number;
  name: string | null;
  custom_name?: string | null;
  math?: string | null;
  days?: string[];
}

export type BreakdownValue = string | number | null | Array<string | number | null>;

// One line of a trend. Displays of a total have `aggregated_value` and no data.
export interface TrendResult {
  action?: SeriesAction | null;
  label: string;
  count: number;
  data: number[];
  days: string[];
  labels: string[];
  aggregated_value?: number;
  compare?: boolean;
  compare_label?: "current" | "previous";
  breakdown_value?: BreakdownValue;
  status?: LifecycleStatus;
}

export interface FunnelStep {
  action_id: string | number | null;
  name: string;
  custom_name?: string | null;
  order: number;
  count: number;
  type: string;
  average_conversion_time: number | null;
  median_conversion_time: number | null;
  breakdown?: BreakdownValue;
  breakdown_value?: BreakdownValue;
}

export interface TimeToConvert {
  bins: Array<[number, number]>;
  average_conversion_time: number | null;
}

export type CorrelationType = "events" | "properties" | "event_with_properties";

export interface FunnelCorrelationQuery {
  kind: "FunnelCorrelationQuery";
  source: { kind: "FunnelsActorsQuery"; source: FunnelsQuery; funnelStep: number };
  funnelCorrelationType: CorrelationType;
  funnelCorrelationNames?: string[];
  funnelCorrelationEventNames?: string[];
}

export interface Correlation {
  event: { event: string };
  success_count: number;
  failure_count: number;
  odds_ratio: number;
  correlation_type: "success" | "failure";
}

export interface Correlations {
  events: Correlation[];
  skewed: boolean;
}

export interface RetentionRow {
  date: string;
  label: string;
  values: Array<{ count: number; label?: string }>;
  breakdown_value?: BreakdownValue;
}

export interface PathEdge {
  source: string;
  target: string;
  value: number;
  average_conversion_time: number;
}

// From what an answer was made, so that it can be made again.
export interface AnswerReceipt {
  query_hash: string;
  timezone: string;
  date_from: string | null;
  date_to: string | null;
  // Events in front of this place in the ingest log were counted, no others.
  watermark: number;
  engine_version: string;
  rows_read: number;
  bytes_read: number;
  result_hash: string;
  milliseconds: number;
  computed_at: string;
}

// What every answer says about itself.
export interface AnswerParts {
  receipt?: AnswerReceipt | null;
  error?: string | null;
  hogql?: string | null;
  timings?: Array<{ k: string; t: number }> | null;
  is_cached?: boolean;
  cache_key?: string;
  last_refresh?: string | null;
  timezone?: string;
  resolved_date_range?: { date_from: string; date_to: string } | null;
  query_metadata?: Record<string, unknown> | null;
  query_status?: Record<string, unknown> | null;
}

export interface Answer<Results> extends AnswerParts {
  results: Results;
}

export interface TableAnswer extends AnswerParts {
  columns: string[];
  types?: Array<string | [string, string]>;
  results: unknown[][];
  hasMore?: boolean;
  limit?: number;
  offset?: number;
}

// The people behind a number.
export type ActorsSource =
  | {
      kind: "InsightActorsQuery";
      source: InsightQuery;
      day?: string | number;
      series?: number;
      breakdown?: BreakdownValue;
      compare?: "current" | "previous";
      status?: LifecycleStatus;
      interval?: number;
    }
  | {
      kind: "FunnelsActorsQuery";
      source: FunnelsQuery;
      // Counted from 1; negative: those who did not reach it.
      funnelStep: number;
      funnelStepBreakdown?: BreakdownValue;
      // Of conversion over time: the period, and whether those who did not get through are meant.
      funnelTrendsEntrancePeriodStart?: string;
      funnelTrendsDropOff?: boolean;
    }
  | {
      kind: "FunnelCorrelationActorsQuery";
      source: FunnelCorrelationQuery;
      funnelCorrelationPersonConverted: boolean;
      funnelCorrelationPersonEntity?: EventsNode;
      funnelCorrelationPropertyValues?: PropertyFilter[];
    }
  | { kind: "StickinessActorsQuery"; source: StickinessQuery; day: number; series?: number; compare?: "previous" };

export interface ActorsQuery {
  kind: "ActorsQuery";
  // Nothing: everybody.
  source?: ActorsSource;
  select?: string[];
  search?: string;
  properties?: PropertyFilter[];
  orderBy?: string[];
  limit?: number;
  offset?: number;
}

export interface GroupsQuery {
  kind: "GroupsQuery";
  group_type_index: number;
  select?: string[];
  search?: string;
  properties?: PropertyFilter[];
  orderBy?: string[];
  limit?: number;
  offset?: number;
}

export interface WebQueryParts {
  dateRange?: DateRange;
  properties: PropertyFilter[];
  compareFilter?: CompareFilter;
  filterTestAccounts?: boolean;
}

export interface WebOverviewQuery extends WebQueryParts {
  kind: "WebOverviewQuery";
}

export interface WebOverviewItem {
  key: string;
  kind: "unit" | "duration_s" | "percentage" | "currency";
  value: number | null;
  previous: number | null;
  changeFromPreviousPct: number | null;
  isIncreaseBad?: boolean | null;
}

export interface WebStatsTableQuery extends WebQueryParts {
  kind: "WebStatsTableQuery";
  breakdownBy: string;
  includeBounceRate?: boolean;
  limit?: number;
}

export interface WebExternalClicksTableQuery extends WebQueryParts {
  kind: "WebExternalClicksTableQuery";
  stripQueryParams?: boolean;
  limit?: number;
}

export interface WebGoalsQuery extends WebQueryParts {
  kind: "WebGoalsQuery";
  limit?: number;
}

export interface WebTrendsQuery extends WebQueryParts {
  kind: "WebTrendsQuery";
  interval?: Interval;
}

export interface WebTrendsItem {
  bucket: string;
  metrics: {
    UniqueUsers?: number;
    PageViews?: number;
    Sessions?: number;
    Bounces?: number;
    SessionDuration?: number | null;
  };
  previous?: WebTrendsItem["metrics"] | null;
}

export type WebQuery =
  | WebOverviewQuery
  | WebStatsTableQuery
  | WebExternalClicksTableQuery
  | WebGoalsQuery
  | WebTrendsQuery;

export type AnyQuery = InsightQuery | ActorsQuery | GroupsQuery | FunnelCorrelationQuery | WebQuery | SqlEditorQuery;
