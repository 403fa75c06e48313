// What the server's API takes and gives. Written by script/api-types from its OpenAPI document: change the schemas
// there (router.add_schema) and run it again.

export interface Action {
  id: number;
  name: string;
  description: string;
  tags: string[];
  steps: ActionStep[];
  post_to_slack: boolean;
  slack_message_format: string;
  pinned_at: string | null;
  deleted: boolean;
  created_at: string;
  created_by: Creator | null;
  updated_at: string;
}

export interface ActionMatch {
  uuid: string;
  event: string;
  distinct_id: string;
  timestamp: string;
}

export interface ActionPreview {
  count: number;
  persons: number;
  date_from: string;
  date_to: string;
  days: string[];
  data: number[];
  recent: ActionMatch[];
}

export interface ActionPreviewRequest {
  steps: ActionStep[];
  days: number | null;
}

export interface ActionStep {
  event: string | null;
  tag_name: string | null;
  selector: string | null;
  text: string | null;
  text_matching: "exact" | "contains" | "regex" | null;
  href: string | null;
  href_matching: "exact" | "contains" | "regex" | null;
  url: string | null;
  url_matching: "exact" | "contains" | "regex" | null;
  properties: Record<string, unknown>[];
}

export interface ActorsPropertyTaxonomyQuery {
  property?: string;
  properties?: string[];
  groupTypeIndex?: number | null;
  maxPropertyValues?: number;
  kind: "ActorsPropertyTaxonomyQuery";
  modifiers?: QueryModifiers;
}

export interface ActorsQuery {
  source?: Record<string, unknown>;
  select?: string[];
  search?: string;
  properties?: PropertyFilters;
  orderBy?: string[];
  limit?: number;
  offset?: number;
  fixedProperties?: PropertyFilters;
  kind: "ActorsQuery";
  modifiers?: QueryModifiers;
}

export interface Alert {
  id: string;
  name: string;
  enabled: boolean;
  insight: AlertInsight;
  condition: AlertCondition;
  threshold: AlertThreshold;
  config: AlertConfig;
  skip_weekend: boolean;
  calculation_interval: "real_time" | "hourly" | "daily" | "weekly" | "monthly";
  webhook_url: string | null;
  webhook_secret: string | null;
  subscribed_users: Creator[];
  snoozed_until: string | null;
  state: "Firing" | "Not firing" | "Errored" | "Snoozed";
  last_value: number | null;
  last_error: string | null;
  last_checked_at: string | null;
  last_notified_at: string | null;
  next_check_at: string | null;
  created_at: string;
  created_by: Creator | null;
  checks: AlertCheck[];
  deliveries: Delivery[];
}

export interface AlertBounds {
  lower: number | null;
  upper: number | null;
}

export interface AlertCheck {
  created_at: string;
  state: "Firing" | "Not firing" | "Errored" | "Snoozed";
  calculated_value: number | null;
  message: string;
}

export interface AlertCondition {
  type: "absolute_value" | "relative_increase" | "relative_decrease";
}

export interface AlertConfig {
  type: string;
  series_index: number;
  check_ongoing_interval: boolean;
}

export interface AlertInsight {
  id: number;
  short_id: string | null;
  name: string | null;
}

export interface AlertTest {
  delivered: boolean;
  answer: string;
  results: AlertTestResult[];
}

export interface AlertTestResult {
  target: string;
  delivered: boolean;
  answer: string;
}

export interface AlertThreshold {
  configuration: AlertThresholdConfiguration;
}

export interface AlertThresholdConfiguration {
  type: "absolute" | "percentage";
  bounds: AlertBounds;
}

export interface CalendarHeatmapQuery {
  dateRange?: {
    date_from?: string | null;
    date_to?: string | null;
    explicitDate?: boolean;
  };
  properties?: PropertyFilters;
  filterTestAccounts?: boolean;
  samplingFactor?: number;
  aggregation_group_type_index?: number | null;
  interval?: "minute" | "hour" | "day" | "week" | "month";
  series?: {
    type?: "events" | "actions" | "groups";
    kind?: "EventsNode" | "ActionsNode" | "GroupNode";
    event?: string | null;
    id?: number | string;
    name?: string;
    custom_name?: string;
    math?: string;
    math_property?: string;
    math_property_type?:
      | "event"
      | "event_properties"
      | "numerical_event_properties"
      | "person"
      | "person_properties"
      | "session"
      | "session_properties"
      | "group";
    math_hogql?: string;
    math_group_type_index?: number;
    math_multiplier?: number;
    properties?: PropertyFilters;
    fixedProperties?: PropertyFilters;
    optionalInFunnel?: boolean;
    operator?: "OR" | "AND";
    nodes?: Record<string, unknown>[];
  }[];
  breakdownFilter?: {
    breakdown?: unknown;
    breakdown_type?: string;
    breakdowns?: {
      type?:
        | "event"
        | "person"
        | "group"
        | "session"
        | "element"
        | "event_metadata"
        | "cohort"
        | "feature"
        | "hogql"
        | "recording"
        | "flag"
        | "empty";
      property?: string | number;
      group_type_index?: number;
      histogram_bin_count?: number | null;
      normalize_url?: boolean;
    }[];
    breakdown_limit?: number;
    breakdown_hide_other_aggregation?: boolean;
  };
  compareFilter?: {
    compare?: boolean;
    compare_to?: string | null;
  };
  trendsFilter?: {
    display?:
      | "ActionsLineGraph"
      | "ActionsLineGraphCumulative"
      | "ActionsAreaGraph"
      | "ActionsBar"
      | "ActionsUnstackedBar"
      | "ActionsStackedBar"
      | "ActionsBarValue"
      | "ActionsPie"
      | "ActionsTable"
      | "BoldNumber"
      | "WorldMap"
      | "CalendarHeatmap"
      | "SlopeGraph";
    smoothingIntervals?: number;
    formula?: string;
    formulas?: string[];
    formulaNodes?: {
      formula?: string;
      custom_name?: string;
    }[];
  };
  kind: "CalendarHeatmapQuery";
  modifiers?: QueryModifiers;
}

export interface Cohort {
  id: number;
  name: string;
  description: string;
  groups: unknown[];
  deleted: boolean;
  filters: Record<string, unknown> | null;
  query: Record<string, unknown> | null;
  is_calculating: boolean;
  created_by: Record<string, unknown> | null;
  created_at: string;
  last_calculation: string | null;
  errors_calculating: number;
  last_error_message: string | null;
  count: number | null;
  is_static: boolean;
  cohort_type: string;
  version: number | null;
  experiment_set: unknown[];
}

export interface CohortCount {
  count: number;
  total: number;
}

export interface CohortPeople {
  person_ids: unknown[];
}

export interface CohortPerson {
  person_id: string;
}

export interface Creator {
  id: number;
  uuid: string;
  first_name: string;
  last_name: string;
  email: string;
}

export interface DatabaseSchemaQuery {
  kind: "DatabaseSchemaQuery";
  modifiers: QueryModifiers;
}

export interface Delivery {
  id: string;
  channel: "mail" | "webhook";
  target: string;
  state: "waiting" | "delivered" | "given_up";
  created_at: string;
  attempts: number;
  delivered_at: string | null;
  next_attempt_at: string | null;
  answer: string;
}

export interface DemoProgress {
  state: string;
  sent: number;
  total: number | null;
  error: string | null;
}

export interface Error {
  type: string;
  code: string;
  detail: string;
  attr: string | null;
}

export interface EventDefinition {
  id: string;
  name: string;
  description: string;
  tags: unknown[];
  verified: boolean;
  verified_at: string | null;
  verified_by: Record<string, unknown> | null;
  hidden: boolean;
  owner: Record<string, unknown> | null;
  created_at: string;
  last_seen_at: string;
  volume_30_day: number | null;
  updated_at: string | null;
  updated_by: Record<string, unknown> | null;
}

export interface EventTaxonomyQuery {
  event?: string | null;
  actionId?: number | null;
  properties?: string[];
  maxPropertyValues?: number;
  kind: "EventTaxonomyQuery";
  modifiers?: QueryModifiers;
}

export interface EventsQuery {
  select?: string[];
  where?: string[];
  orderBy?: string[];
  event?: string | null;
  actionId?: number | null;
  personId?: string | null;
  after?: string | null;
  before?: string | null;
  properties?: PropertyFilters;
  fixedProperties?: PropertyFilters;
  filterTestAccounts?: boolean;
  limit?: number;
  offset?: number;
  kind: "EventsQuery";
  modifiers?: QueryModifiers;
}

export interface FunnelCorrelationActorsQuery {
  source?: Record<string, unknown>;
  day?: string | number | null;
  series?: number;
  breakdown?: string | number | unknown[] | null;
  compare?: "current" | "previous";
  status?: string | null;
  interval?: number | null;
  funnelStep?: number | null;
  funnelStepBreakdown?: string | number | unknown[] | null;
  funnelTrendsDropOff?: boolean;
  funnelTrendsEntrancePeriodStart?: string | null;
  funnelCorrelationPersonEntity?: Record<string, unknown>;
  funnelCorrelationPersonConverted?: boolean;
  funnelCorrelationPropertyValues?: unknown[];
  kind: "FunnelCorrelationActorsQuery";
  modifiers?: QueryModifiers;
}

export interface FunnelCorrelationQuery {
  funnelCorrelationType?: "events" | "properties" | "event_with_properties";
  source?: Record<string, unknown>;
  funnelCorrelationExcludeEventNames?: string[];
  funnelCorrelationEventNames?: string[];
  funnelCorrelationEventExcludePropertyNames?: string[];
  funnelCorrelationNames?: string[];
  funnelCorrelationExcludeNames?: string[];
  kind: "FunnelCorrelationQuery";
  modifiers?: QueryModifiers;
}

export interface FunnelsActorsQuery {
  source?: Record<string, unknown>;
  day?: string | number | null;
  series?: number;
  breakdown?: string | number | unknown[] | null;
  compare?: "current" | "previous";
  status?: string | null;
  interval?: number | null;
  funnelStep?: number | null;
  funnelStepBreakdown?: string | number | unknown[] | null;
  funnelTrendsDropOff?: boolean;
  funnelTrendsEntrancePeriodStart?: string | null;
  funnelCorrelationPersonEntity?: Record<string, unknown>;
  funnelCorrelationPersonConverted?: boolean;
  funnelCorrelationPropertyValues?: unknown[];
  kind: "FunnelsActorsQuery";
  modifiers?: QueryModifiers;
}

export interface FunnelsQuery {
  dateRange?: {
    date_from?: string | null;
    date_to?: string | null;
    explicitDate?: boolean;
  };
  properties?: PropertyFilters;
  filterTestAccounts?: boolean;
  samplingFactor?: number;
  aggregation_group_type_index?: number | null;
  interval?: "minute" | "hour" | "day" | "week" | "month";
  series?: {
    type?: "events" | "actions" | "groups";
    kind?: "EventsNode" | "ActionsNode" | "GroupNode";
    event?: string | null;
    id?: number | string;
    name?: string;
    custom_name?: string;
    math?: string;
    math_property?: string;
    math_property_type?:
      | "event"
      | "event_properties"
      | "numerical_event_properties"
      | "person"
      | "person_properties"
      | "session"
      | "session_properties"
      | "group";
    math_hogql?: string;
    math_group_type_index?: number;
    math_multiplier?: number;
    properties?: PropertyFilters;
    fixedProperties?: PropertyFilters;
    optionalInFunnel?: boolean;
    operator?: "OR" | "AND";
    nodes?: Record<string, unknown>[];
  }[];
  breakdownFilter?: {
    breakdown?: unknown;
    breakdown_type?: string;
    breakdowns?: {
      type?:
        | "event"
        | "person"
        | "group"
        | "session"
        | "element"
        | "event_metadata"
        | "cohort"
        | "feature"
        | "hogql"
        | "recording"
        | "flag"
        | "empty";
      property?: string | number;
      group_type_index?: number;
      histogram_bin_count?: number | null;
      normalize_url?: boolean;
    }[];
    breakdown_limit?: number;
    breakdown_hide_other_aggregation?: boolean;
  };
  funnelsFilter?: {
    funnelOrderType?: "ordered" | "strict" | "unordered";
    funnelVizType?: "steps" | "time_to_convert" | "trends";
    funnelWindowInterval?: number;
    funnelWindowIntervalUnit?: "second" | "minute" | "hour" | "day" | "week" | "month";
    breakdownAttributionType?: "first_touch" | "last_touch" | "all_events" | "step";
    breakdownAttributionValue?: number;
    exclusions?: {
      type?: "events" | "actions" | "groups";
      kind?: "EventsNode" | "ActionsNode" | "GroupNode";
      event?: string | null;
      id?: number | string;
      name?: string;
      custom_name?: string;
      math?: string;
      math_property?: string;
      math_property_type?:
        | "event"
        | "event_properties"
        | "numerical_event_properties"
        | "person"
        | "person_properties"
        | "session"
        | "session_properties"
        | "group";
      math_hogql?: string;
      math_group_type_index?: number;
      math_multiplier?: number;
      properties?: PropertyFilters;
      fixedProperties?: PropertyFilters;
      optionalInFunnel?: boolean;
      operator?: "OR" | "AND";
      nodes?: Record<string, unknown>[];
      funnelFromStep?: number;
      funnelToStep?: number;
    }[];
    funnelFromStep?: number | null;
    funnelToStep?: number | null;
    funnelAggregateByHogQL?: string;
    binCount?: number | string | null;
  };
  kind: "FunnelsQuery";
  modifiers?: QueryModifiers;
}

export interface GroupsQuery {
  group_type_index?: number | null;
  select?: string[];
  search?: string;
  properties?: PropertyFilters;
  orderBy?: string[];
  limit?: number;
  offset?: number;
  kind: "GroupsQuery";
  modifiers?: QueryModifiers;
}

export interface HogQLAutocomplete {
  query?: string;
  language?: string;
  startPosition?: number;
  endPosition?: number;
  kind: "HogQLAutocomplete";
  modifiers?: QueryModifiers;
}

export interface HogQLMetadata {
  query?: string;
  filters?: {
    dateRange?: {
      date_from?: string | null;
      date_to?: string | null;
      explicitDate?: boolean;
    };
    properties?: PropertyFilters;
    filterTestAccounts?: boolean;
  };
  variables?: Record<string, unknown>;
  values?: Record<string, unknown>;
  kind: "HogQLMetadata";
  modifiers?: QueryModifiers;
}

export interface HogQLQuery {
  query?: string;
  filters?: {
    dateRange?: {
      date_from?: string | null;
      date_to?: string | null;
      explicitDate?: boolean;
    };
    properties?: PropertyFilters;
    filterTestAccounts?: boolean;
  };
  variables?: Record<string, unknown>;
  values?: Record<string, unknown>;
  kind: "HogQLQuery";
  modifiers?: QueryModifiers;
}

export interface IngestionLedger {
  received: number;
  stored: number;
  deduplicated: number;
  rejected: Record<string, unknown>;
  waiting: number;
  balanced: boolean;
  lag_bytes: number;
  lag_seconds: number;
  last_event_at: string | null;
  watermark: number;
  stalled: string;
}

export interface InsightActorsQuery {
  source?: Record<string, unknown>;
  day?: string | number | null;
  series?: number;
  breakdown?: string | number | unknown[] | null;
  compare?: "current" | "previous";
  status?: string | null;
  interval?: number | null;
  funnelStep?: number | null;
  funnelStepBreakdown?: string | number | unknown[] | null;
  funnelTrendsDropOff?: boolean;
  funnelTrendsEntrancePeriodStart?: string | null;
  funnelCorrelationPersonEntity?: Record<string, unknown>;
  funnelCorrelationPersonConverted?: boolean;
  funnelCorrelationPropertyValues?: unknown[];
  kind: "InsightActorsQuery";
  modifiers?: QueryModifiers;
}

export interface InsightActorsQueryOptions {
  source?: Record<string, unknown>;
  day?: string | number | null;
  series?: number;
  breakdown?: string | number | unknown[] | null;
  compare?: "current" | "previous";
  status?: string | null;
  interval?: number | null;
  funnelStep?: number | null;
  funnelStepBreakdown?: string | number | unknown[] | null;
  funnelTrendsDropOff?: boolean;
  funnelTrendsEntrancePeriodStart?: string | null;
  funnelCorrelationPersonEntity?: Record<string, unknown>;
  funnelCorrelationPersonConverted?: boolean;
  funnelCorrelationPropertyValues?: unknown[];
  kind: "InsightActorsQueryOptions";
  modifiers?: QueryModifiers;
}

export interface InsightVariable {
  id: string;
  name: string;
  code_name: string;
  type: "String" | "Number" | "Boolean" | "Date" | "List";
  default_value: unknown;
  values: string[];
  created_at: string;
  created_by: number | null;
}

export interface LifecycleQuery {
  dateRange?: {
    date_from?: string | null;
    date_to?: string | null;
    explicitDate?: boolean;
  };
  properties?: PropertyFilters;
  filterTestAccounts?: boolean;
  samplingFactor?: number;
  aggregation_group_type_index?: number | null;
  interval?: "minute" | "hour" | "day" | "week" | "month";
  series?: {
    type?: "events" | "actions" | "groups";
    kind?: "EventsNode" | "ActionsNode" | "GroupNode";
    event?: string | null;
    id?: number | string;
    name?: string;
    custom_name?: string;
    math?: string;
    math_property?: string;
    math_property_type?:
      | "event"
      | "event_properties"
      | "numerical_event_properties"
      | "person"
      | "person_properties"
      | "session"
      | "session_properties"
      | "group";
    math_hogql?: string;
    math_group_type_index?: number;
    math_multiplier?: number;
    properties?: PropertyFilters;
    fixedProperties?: PropertyFilters;
    optionalInFunnel?: boolean;
    operator?: "OR" | "AND";
    nodes?: Record<string, unknown>[];
  }[];
  lifecycleFilter?: {
    toggledLifecycles: ("new" | "returning" | "resurrecting" | "dormant")[];
  };
  kind: "LifecycleQuery";
  modifiers?: QueryModifiers;
}

export interface MailService {
  configured: boolean;
  from: string | null;
  link_origin: string;
}

export interface MailTest {
  to: string;
  outcome: "delivered" | "again" | "never";
  answer: string;
}

export interface PathsQuery {
  dateRange?: {
    date_from?: string | null;
    date_to?: string | null;
    explicitDate?: boolean;
  };
  properties?: PropertyFilters;
  filterTestAccounts?: boolean;
  samplingFactor?: number;
  aggregation_group_type_index?: number | null;
  pathsFilter?: {
    includeEventTypes?: ("$pageview" | "$screen" | "custom_event" | "hogql")[];
    pathsHogQLExpression?: string;
    startPoint?: string;
    endPoint?: string;
    stepLimit?: number;
    edgeLimit?: number;
    minEdgeWeight?: number | null;
    maxEdgeWeight?: number | null;
    excludeEvents?: string[];
    pathGroupings?: string[];
    pathReplacements?: boolean;
    localPathCleaningFilters?: Record<string, unknown>[];
    pathStartKey?: string;
    pathEndKey?: string;
    pathDropoffKey?: string;
  };
  funnelPathsFilter?: {
    funnelPathType?: "" | "funnel_path_before_step" | "funnel_path_between_steps" | "funnel_path_after_step";
    funnelStep?: number;
    funnelSource?: Record<string, unknown>;
  };
  kind: "PathsQuery";
  modifiers?: QueryModifiers;
}

export interface Project {
  id: number;
  uuid: string;
  organization: string;
  name: string;
  api_token: string;
  secret_api_token: string | null;
  created_at: string;
  updated_at: string;
  timezone: string;
  week_start_day: number;
  app_urls: unknown[];
  recording_domains: unknown;
  anonymize_ips: boolean;
  test_account_filters: unknown[];
  test_account_filters_default_checked: unknown;
  path_cleaning_filters: unknown[];
  data_attributes: unknown[];
  person_display_name_properties: unknown;
  correlation_config: Record<string, unknown>;
  primary_dashboard: unknown;
  base_currency: string;
  product_description: unknown;
  human_friendly_comparison_periods: unknown;
  autocapture_opt_out: boolean;
  autocapture_exceptions_opt_in: unknown;
  autocapture_exceptions_errors_to_ignore: unknown;
  autocapture_web_vitals_opt_in: unknown;
  autocapture_web_vitals_allowed_metrics: unknown;
  capture_console_log_opt_in: unknown;
  capture_performance_opt_in: unknown;
  capture_dead_clicks: unknown;
  heatmaps_opt_in: unknown;
  cookieless_server_hash_mode: number;
  session_recording_opt_in: boolean;
  session_recording_sample_rate: unknown;
  session_recording_minimum_duration_milliseconds: unknown;
  session_recording_linked_flag: unknown;
  session_recording_network_payload_capture_config: unknown;
  session_recording_masking_config: unknown;
  session_recording_url_trigger_config: unknown;
  session_recording_url_blocklist_config: unknown;
  session_recording_event_trigger_config: unknown;
  session_recording_trigger_match_type_config: unknown;
  session_recording_retention_period: string;
  session_replay_config: unknown;
  surveys_opt_in: unknown;
  survey_config: unknown;
  conversations_enabled: unknown;
  conversations_settings: unknown;
  inject_web_apps: unknown;
  flags_persistence_default: unknown;
  feature_flag_confirmation_enabled: unknown;
  feature_flag_confirmation_message: unknown;
  revenue_analytics_config: Record<string, unknown>;
  marketing_analytics_config: Record<string, unknown>;
  web_analytics_pre_aggregated_tables_enabled: unknown;
  logs_settings: unknown;
  modifiers: unknown;
  extra_settings: unknown;
  completed_snippet_onboarding: boolean;
  has_completed_onboarding_for: unknown;
}

export interface PropertyDefinition {
  id: string;
  name: string;
  description: string;
  tags: unknown[];
  verified: boolean;
  verified_at: string | null;
  verified_by: Record<string, unknown> | null;
  hidden: boolean;
  property_type: string | null;
  is_numerical: boolean;
  is_seen_on_filtered_events: boolean | null;
  updated_at: string | null;
  updated_by: Record<string, unknown> | null;
}

export type PropertyFilters = unknown;

export interface QueryModifiers {
  bounceRateDurationSeconds: number | null;
  customChannelTypeRules: {
    channel_type?: string;
    combiner?: "AND" | "OR";
    items?: {
      key?: "utm_source" | "utm_medium" | "utm_campaign" | "referring_domain" | "url" | "hostname" | "pathname";
      op?: "exact" | "is_not" | "is_set" | "is_not_set" | "icontains" | "not_icontains" | "regex" | "not_regex";
      value?: string | unknown[];
    }[];
  }[];
}

export interface QueryReceipt {
  query_hash: string;
  timezone: string;
  date_from?: string | null;
  date_to?: string | null;
  watermark: number;
  engine_version?: string;
  rows_read?: number;
  bytes_read?: number;
  result_hash: string;
  milliseconds?: number;
  computed_at: string;
}

export interface QueryReplayRequest {
  receipt: QueryReceipt;
  query?: Record<string, unknown>;
  results?: unknown;
  columns?: unknown[];
}

export interface QueryRequest {
  query:
    | FunnelsQuery
    | FunnelCorrelationQuery
    | PathsQuery
    | TrendsQuery
    | ActorsQuery
    | InsightActorsQuery
    | FunnelsActorsQuery
    | FunnelCorrelationActorsQuery
    | StickinessActorsQuery
    | InsightActorsQueryOptions
    | GroupsQuery
    | EventsQuery
    | HogQLQuery
    | HogQLMetadata
    | HogQLAutocomplete
    | DatabaseSchemaQuery
    | RetentionQuery
    | StickinessQuery
    | LifecycleQuery
    | CalendarHeatmapQuery
    | SessionsQuery
    | SessionsTimelineQuery
    | TeamTaxonomyQuery
    | EventTaxonomyQuery
    | ActorsPropertyTaxonomyQuery
    | WebOverviewQuery
    | WebStatsTableQuery
    | WebTrendsQuery
    | WebGoalsQuery
    | WebExternalClicksTableQuery
    | WebVitalsQuery
    | WebVitalsPathBreakdownQuery;
  refresh?:
    | boolean
    | "blocking"
    | "async"
    | "lazy_async"
    | "force_blocking"
    | "force_async"
    | "force_cache"
    | "async_except_on_cache_miss";
  async?: boolean;
  client_query_id?: string;
  name?: string;
  filters_override?: {
    date_from?: string | null;
    date_to?: string | null;
    explicitDate?: boolean;
    properties?: PropertyFilters;
    breakdown_filter?: {
      breakdown?: unknown;
      breakdown_type?: string;
      breakdowns?: {
        type?:
          | "event"
          | "person"
          | "group"
          | "session"
          | "element"
          | "event_metadata"
          | "cohort"
          | "feature"
          | "hogql"
          | "recording"
          | "flag"
          | "empty";
        property?: string | number;
        group_type_index?: number;
        histogram_bin_count?: number | null;
        normalize_url?: boolean;
      }[];
      breakdown_limit?: number;
      breakdown_hide_other_aggregation?: boolean;
    };
  };
  variables_override?: Record<string, unknown>;
}

export interface RetentionQuery {
  dateRange?: {
    date_from?: string | null;
    date_to?: string | null;
    explicitDate?: boolean;
  };
  properties?: PropertyFilters;
  filterTestAccounts?: boolean;
  samplingFactor?: number;
  aggregation_group_type_index?: number | null;
  breakdownFilter?: {
    breakdown?: unknown;
    breakdown_type?: string;
    breakdowns?: {
      type?:
        | "event"
        | "person"
        | "group"
        | "session"
        | "element"
        | "event_metadata"
        | "cohort"
        | "feature"
        | "hogql"
        | "recording"
        | "flag"
        | "empty";
      property?: string | number;
      group_type_index?: number;
      histogram_bin_count?: number | null;
      normalize_url?: boolean;
    }[];
    breakdown_limit?: number;
    breakdown_hide_other_aggregation?: boolean;
  };
  retentionFilter?: {
    targetEntity?: {
      type?: "events" | "actions" | "groups";
      kind?: "EventsNode" | "ActionsNode" | "GroupNode";
      event?: string | null;
      id?: number | string;
      name?: string;
      custom_name?: string;
      math?: string;
      math_property?: string;
      math_property_type?:
        | "event"
        | "event_properties"
        | "numerical_event_properties"
        | "person"
        | "person_properties"
        | "session"
        | "session_properties"
        | "group";
      math_hogql?: string;
      math_group_type_index?: number;
      math_multiplier?: number;
      properties?: PropertyFilters;
      fixedProperties?: PropertyFilters;
      optionalInFunnel?: boolean;
      operator?: "OR" | "AND";
      nodes?: Record<string, unknown>[];
    };
    returningEntity?: {
      type?: "events" | "actions" | "groups";
      kind?: "EventsNode" | "ActionsNode" | "GroupNode";
      event?: string | null;
      id?: number | string;
      name?: string;
      custom_name?: string;
      math?: string;
      math_property?: string;
      math_property_type?:
        | "event"
        | "event_properties"
        | "numerical_event_properties"
        | "person"
        | "person_properties"
        | "session"
        | "session_properties"
        | "group";
      math_hogql?: string;
      math_group_type_index?: number;
      math_multiplier?: number;
      properties?: PropertyFilters;
      fixedProperties?: PropertyFilters;
      optionalInFunnel?: boolean;
      operator?: "OR" | "AND";
      nodes?: Record<string, unknown>[];
    };
    retentionType?: "retention_first_time" | "retention_recurring" | "retention_first_ever_occurrence";
    period?: "Hour" | "Day" | "Week" | "Month";
    totalIntervals?: number;
    cumulative?: boolean;
    minimumOccurrences?: number;
    timeWindowMode?: "strict_calendar_dates" | "24_hour_windows";
    aggregationType?: "count" | "sum" | "avg";
    aggregationProperty?: string;
    aggregationPropertyType?:
      | "event"
      | "person"
      | "group"
      | "session"
      | "element"
      | "event_metadata"
      | "cohort"
      | "feature"
      | "hogql"
      | "recording"
      | "flag"
      | "empty";
  };
  kind: "RetentionQuery";
  modifiers?: QueryModifiers;
}

export interface SavedView {
  id: number;
  context_key: string;
  name: string;
  columns: unknown[];
  filters: Record<string, unknown>;
  visibility: string;
  created_at: string;
  created_by: Record<string, unknown> | null;
  updated_at: string;
}

export interface SessionsQuery {
  select?: string[];
  where?: string[];
  orderBy?: string[];
  event?: string | null;
  actionId?: number | null;
  personId?: string | null;
  after?: string | null;
  before?: string | null;
  properties?: PropertyFilters;
  eventProperties?: PropertyFilters;
  fixedProperties?: PropertyFilters;
  filterTestAccounts?: boolean;
  limit?: number;
  offset?: number;
  kind: "SessionsQuery";
  modifiers?: QueryModifiers;
}

export interface SessionsTimelineQuery {
  personId?: string;
  after?: string | null;
  before?: string | null;
  kind: "SessionsTimelineQuery";
  modifiers?: QueryModifiers;
}

export interface SharePass {
  pass: string;
}

export interface SharePassword {
  password: string;
}

export interface Shared {
  kind: "dashboard" | "insight";
  timezone: string;
  settings: Record<string, unknown>;
  dashboard: SharedDashboard | null;
  insight: SharedInsight | null;
}

export interface SharedDashboard {
  name: string;
  description: string;
  tiles: SharedTile[];
}

export interface SharedInsight {
  name: string | null;
  description: string;
  query: Record<string, unknown> | null;
}

export interface SharedText {
  body: string;
}

export interface SharedTile {
  id: number;
  layouts: Record<string, unknown>;
  insight: SharedInsight | null;
  text: SharedText | null;
}

export interface Sharing {
  created_at: string | null;
  enabled: boolean;
  access_token: string | null;
  password_required: boolean;
  expires_at: string | null;
  settings: Record<string, unknown>;
}

export interface SharingChange {
  enabled: boolean;
  password: string | null;
  expires_at: string | null;
  settings: Record<string, unknown>;
}

export interface StickinessActorsQuery {
  source?: Record<string, unknown>;
  day?: string | number | null;
  series?: number;
  breakdown?: string | number | unknown[] | null;
  compare?: "current" | "previous";
  status?: string | null;
  interval?: number | null;
  funnelStep?: number | null;
  funnelStepBreakdown?: string | number | unknown[] | null;
  funnelTrendsDropOff?: boolean;
  funnelTrendsEntrancePeriodStart?: string | null;
  funnelCorrelationPersonEntity?: Record<string, unknown>;
  funnelCorrelationPersonConverted?: boolean;
  funnelCorrelationPropertyValues?: unknown[];
  kind: "StickinessActorsQuery";
  modifiers?: QueryModifiers;
}

export interface StickinessQuery {
  dateRange?: {
    date_from?: string | null;
    date_to?: string | null;
    explicitDate?: boolean;
  };
  properties?: PropertyFilters;
  filterTestAccounts?: boolean;
  samplingFactor?: number;
  aggregation_group_type_index?: number | null;
  interval?: "minute" | "hour" | "day" | "week" | "month";
  intervalCount?: number;
  series?: {
    type?: "events" | "actions" | "groups";
    kind?: "EventsNode" | "ActionsNode" | "GroupNode";
    event?: string | null;
    id?: number | string;
    name?: string;
    custom_name?: string;
    math?: string;
    math_property?: string;
    math_property_type?:
      | "event"
      | "event_properties"
      | "numerical_event_properties"
      | "person"
      | "person_properties"
      | "session"
      | "session_properties"
      | "group";
    math_hogql?: string;
    math_group_type_index?: number;
    math_multiplier?: number;
    properties?: PropertyFilters;
    fixedProperties?: PropertyFilters;
    optionalInFunnel?: boolean;
    operator?: "OR" | "AND";
    nodes?: Record<string, unknown>[];
  }[];
  compareFilter?: {
    compare?: boolean;
    compare_to?: string | null;
  };
  stickinessFilter?: {
    computedAs?: "non_cumulative" | "cumulative";
    stickinessCriteria?: {
      operator?: "gte" | "lte" | "exact";
      value?: number;
    };
  };
  kind: "StickinessQuery";
  modifiers?: QueryModifiers;
}

export interface Subscription {
  id: number;
  insight: number | null;
  dashboard: number | null;
  insight_short_id: string | null;
  resource_name: string | null;
  title: string;
  target_type: "email" | "webhook";
  target_value: string;
  webhook_secret: string | null;
  frequency: "daily" | "weekly" | "monthly" | "yearly";
  interval: number;
  byweekday: string[] | null;
  bysetpos: number | null;
  count: number | null;
  start_date: string;
  until_date: string | null;
  summary: string;
  next_delivery_date: string | null;
  last_delivery_date: string | null;
  last_error: string | null;
  deleted: boolean;
  created_at: string;
  created_by: Creator | null;
  deliveries: Delivery[];
}

export interface SubscriptionTest {
  delivered: boolean;
  answer: string;
  results: SubscriptionTestResult[];
}

export interface SubscriptionTestResult {
  target: string;
  delivered: boolean;
  answer: string;
}

export interface TeamTaxonomyQuery {
  kind: "TeamTaxonomyQuery";
  modifiers: QueryModifiers;
}

export interface TrendsQuery {
  dateRange?: {
    date_from?: string | null;
    date_to?: string | null;
    explicitDate?: boolean;
  };
  properties?: PropertyFilters;
  filterTestAccounts?: boolean;
  samplingFactor?: number;
  aggregation_group_type_index?: number | null;
  interval?: "minute" | "hour" | "day" | "week" | "month";
  series?: {
    type?: "events" | "actions" | "groups";
    kind?: "EventsNode" | "ActionsNode" | "GroupNode";
    event?: string | null;
    id?: number | string;
    name?: string;
    custom_name?: string;
    math?: string;
    math_property?: string;
    math_property_type?:
      | "event"
      | "event_properties"
      | "numerical_event_properties"
      | "person"
      | "person_properties"
      | "session"
      | "session_properties"
      | "group";
    math_hogql?: string;
    math_group_type_index?: number;
    math_multiplier?: number;
    properties?: PropertyFilters;
    fixedProperties?: PropertyFilters;
    optionalInFunnel?: boolean;
    operator?: "OR" | "AND";
    nodes?: Record<string, unknown>[];
  }[];
  breakdownFilter?: {
    breakdown?: unknown;
    breakdown_type?: string;
    breakdowns?: {
      type?:
        | "event"
        | "person"
        | "group"
        | "session"
        | "element"
        | "event_metadata"
        | "cohort"
        | "feature"
        | "hogql"
        | "recording"
        | "flag"
        | "empty";
      property?: string | number;
      group_type_index?: number;
      histogram_bin_count?: number | null;
      normalize_url?: boolean;
    }[];
    breakdown_limit?: number;
    breakdown_hide_other_aggregation?: boolean;
  };
  compareFilter?: {
    compare?: boolean;
    compare_to?: string | null;
  };
  trendsFilter?: {
    display?:
      | "ActionsLineGraph"
      | "ActionsLineGraphCumulative"
      | "ActionsAreaGraph"
      | "ActionsBar"
      | "ActionsUnstackedBar"
      | "ActionsStackedBar"
      | "ActionsBarValue"
      | "ActionsPie"
      | "ActionsTable"
      | "BoldNumber"
      | "WorldMap"
      | "CalendarHeatmap"
      | "SlopeGraph";
    smoothingIntervals?: number;
    formula?: string;
    formulas?: string[];
    formulaNodes?: {
      formula?: string;
      custom_name?: string;
    }[];
  };
  kind: "TrendsQuery";
  modifiers?: QueryModifiers;
}

export interface Visit {
  since: string | null;
}

export interface WebExternalClicksTableQuery {
  dateRange?: {
    date_from?: string | null;
    date_to?: string | null;
    explicitDate?: boolean;
  };
  properties?: PropertyFilters;
  filterTestAccounts?: boolean;
  samplingFactor?: number;
  aggregation_group_type_index?: number | null;
  sampling?: {
    enabled?: boolean;
    forceSamplingRate?: {
      numerator?: number;
      denominator?: number;
    };
  };
  interval?: "minute" | "hour" | "day" | "week" | "month";
  compareFilter?: {
    compare?: boolean;
    compare_to?: string | null;
  };
  conversionGoal?: {
    actionId: number;
    customEventName: string;
  };
  doPathCleaning?: boolean;
  orderBy?: string[];
  stripQueryParams?: boolean;
  limit?: number;
  offset?: number;
  kind: "WebExternalClicksTableQuery";
  modifiers?: QueryModifiers;
}

export interface WebGoalsQuery {
  dateRange?: {
    date_from?: string | null;
    date_to?: string | null;
    explicitDate?: boolean;
  };
  properties?: PropertyFilters;
  filterTestAccounts?: boolean;
  samplingFactor?: number;
  aggregation_group_type_index?: number | null;
  sampling?: {
    enabled?: boolean;
    forceSamplingRate?: {
      numerator?: number;
      denominator?: number;
    };
  };
  interval?: "minute" | "hour" | "day" | "week" | "month";
  compareFilter?: {
    compare?: boolean;
    compare_to?: string | null;
  };
  conversionGoal?: {
    actionId: number;
    customEventName: string;
  };
  doPathCleaning?: boolean;
  orderBy?: string[];
  limit?: number;
  offset?: number;
  kind: "WebGoalsQuery";
  modifiers?: QueryModifiers;
}

export interface WebOverviewQuery {
  dateRange?: {
    date_from?: string | null;
    date_to?: string | null;
    explicitDate?: boolean;
  };
  properties?: PropertyFilters;
  filterTestAccounts?: boolean;
  samplingFactor?: number;
  aggregation_group_type_index?: number | null;
  sampling?: {
    enabled?: boolean;
    forceSamplingRate?: {
      numerator?: number;
      denominator?: number;
    };
  };
  interval?: "minute" | "hour" | "day" | "week" | "month";
  compareFilter?: {
    compare?: boolean;
    compare_to?: string | null;
  };
  conversionGoal?: {
    actionId: number;
    customEventName: string;
  };
  doPathCleaning?: boolean;
  orderBy?: string[];
  kind: "WebOverviewQuery";
  modifiers?: QueryModifiers;
}

export interface WebStatsTableQuery {
  dateRange?: {
    date_from?: string | null;
    date_to?: string | null;
    explicitDate?: boolean;
  };
  properties?: PropertyFilters;
  filterTestAccounts?: boolean;
  samplingFactor?: number;
  aggregation_group_type_index?: number | null;
  sampling?: {
    enabled?: boolean;
    forceSamplingRate?: {
      numerator?: number;
      denominator?: number;
    };
  };
  interval?: "minute" | "hour" | "day" | "week" | "month";
  compareFilter?: {
    compare?: boolean;
    compare_to?: string | null;
  };
  conversionGoal?: {
    actionId: number;
    customEventName: string;
  };
  doPathCleaning?: boolean;
  orderBy?: string[];
  breakdownBy:
    | "Page"
    | "InitialPage"
    | "ExitPage"
    | "ExitClick"
    | "PreviousPage"
    | "ScreenName"
    | "InitialChannelType"
    | "InitialReferringDomain"
    | "InitialUTMSource"
    | "InitialUTMCampaign"
    | "InitialUTMMedium"
    | "InitialUTMTerm"
    | "InitialUTMContent"
    | "InitialUTMSourceMediumCampaign"
    | "Browser"
    | "OS"
    | "Viewport"
    | "DeviceType"
    | "Country"
    | "Region"
    | "City"
    | "Timezone"
    | "Language"
    | "FrustrationMetrics";
  includeBounceRate?: boolean;
  includeScrollDepth?: boolean;
  limit?: number;
  offset?: number;
  kind?: "WebStatsTableQuery";
  modifiers?: QueryModifiers;
}

export interface WebTrendsQuery {
  dateRange?: {
    date_from?: string | null;
    date_to?: string | null;
    explicitDate?: boolean;
  };
  properties?: PropertyFilters;
  filterTestAccounts?: boolean;
  samplingFactor?: number;
  aggregation_group_type_index?: number | null;
  sampling?: {
    enabled?: boolean;
    forceSamplingRate?: {
      numerator?: number;
      denominator?: number;
    };
  };
  interval?: "minute" | "hour" | "day" | "week" | "month";
  compareFilter?: {
    compare?: boolean;
    compare_to?: string | null;
  };
  conversionGoal?: {
    actionId: number;
    customEventName: string;
  };
  doPathCleaning?: boolean;
  orderBy?: string[];
  metrics?: string[];
  kind: "WebTrendsQuery";
  modifiers?: QueryModifiers;
}

export interface WebVitalsPathBreakdownQuery {
  dateRange?: {
    date_from?: string | null;
    date_to?: string | null;
    explicitDate?: boolean;
  };
  properties?: PropertyFilters;
  filterTestAccounts?: boolean;
  samplingFactor?: number;
  aggregation_group_type_index?: number | null;
  sampling?: {
    enabled?: boolean;
    forceSamplingRate?: {
      numerator?: number;
      denominator?: number;
    };
  };
  interval?: "minute" | "hour" | "day" | "week" | "month";
  compareFilter?: {
    compare?: boolean;
    compare_to?: string | null;
  };
  conversionGoal?: {
    actionId: number;
    customEventName: string;
  };
  doPathCleaning?: boolean;
  orderBy?: string[];
  percentile: "p75" | "p90" | "p99";
  metric: "INP" | "LCP" | "CLS" | "FCP";
  thresholds: number[];
  kind?: "WebVitalsPathBreakdownQuery";
  modifiers?: QueryModifiers;
}

export interface WebVitalsQuery {
  source: TrendsQuery;
  kind?: "WebVitalsQuery";
  modifiers?: QueryModifiers;
}

export interface WebhookDestination {
  id: string;
  url: string;
  created_at: string;
  secret: string | null;
}
