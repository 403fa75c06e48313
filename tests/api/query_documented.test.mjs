// Questions as PostHog's documentation, its app and its "copy as JSON" write them, with all the keys that go with a kind:
// each is accepted; keys that nobody knows are ignored, wherever they are; a value of the wrong type is answered with its path.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask } from "../harness/funnels.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
let action;
before(async () => {
  leapfrog = await startLeapfrog({ label: "documented" });
  action = await leapfrog.must(`/api/projects/${leapfrog.project.id}/actions/`, {
    method: "POST",
    body: { name: "Signed up", steps: [{ event: "sign up" }] },
  });
  const at = new Date(Date.now() - 86_400_000).toISOString();
  const event = (event, distinct_id, properties = {}) => ({ event, distinct_id, timestamp: at, properties });
  await leapfrog.capture([
    event("$pageview", "ada", {
      $current_url: "https://example.com/",
      $browser: "Chrome",
      $session_id: crypto.randomUUID(),
    }),
    event("sign up", "ada", { plan: "pro", amount: 3, $set: { email: "ada@example.com" } }),
    event("buy", "ada", { amount: 20 }),
    event("$pageview", "bob", { $current_url: "https://example.com/docs", $browser: "Firefox" }),
  ]);
  await leapfrog.flush(leapfrog.project);
});
after(() => leapfrog?.stop());

const colours = { dataColorTheme: null, version: 2, tags: { productKey: "product_analytics", scene: "Insight" } };
const group = {
  type: "AND",
  values: [
    {
      type: "OR",
      values: [
        { key: "$browser", type: "event", value: ["Chrome", "Firefox"], operator: "exact" },
        { key: "email", type: "person", value: "is_set", operator: "is_set" },
      ],
    },
  ],
};
const events = (...names) =>
  names.map((name) => ({
    kind: "EventsNode",
    event: name,
    name: name ?? "All events",
    custom_name: null,
    math: "total",
  }));

const documented = {
  TrendsQuery: () => ({
    kind: "TrendsQuery",
    ...colours,
    dateRange: { date_from: "-30d", date_to: null, explicitDate: false },
    interval: "day",
    filterTestAccounts: true,
    samplingFactor: null,
    aggregation_group_type_index: null,
    properties: group,
    series: [
      {
        kind: "EventsNode",
        event: "$pageview",
        name: "$pageview",
        custom_name: "Views",
        math: "dau",
        math_property: null,
        math_group_type_index: null,
        properties: [{ key: "$current_url", type: "event", value: "example", operator: "icontains" }],
        fixedProperties: [],
      },
      { kind: "ActionsNode", id: action.id, name: "Signed up", math: "total" },
      {
        kind: "EventsNode",
        event: "buy",
        name: "buy",
        math: "sum",
        math_property: "amount",
        math_property_type: "event_properties",
      },
      { kind: "EventsNode", event: null, name: "All events", math: "hogql", math_hogql: "count() / 2" },
    ],
    breakdownFilter: {
      breakdown_type: "event",
      breakdowns: [{ property: "$browser", type: "event", normalize_url: false, histogram_bin_count: null }],
      breakdown_limit: 25,
      breakdown_hide_other_aggregation: false,
    },
    compareFilter: { compare: true, compare_to: "-1w" },
    trendsFilter: {
      display: "ActionsLineGraph",
      showLegend: true,
      showValuesOnSeries: false,
      showPercentStackView: false,
      showLabelsOnSeries: false,
      showMultipleYAxes: false,
      showAlertThresholdLines: false,
      showConfidenceIntervals: false,
      confidenceLevel: 95,
      showTrendLines: true,
      showMovingAverage: false,
      movingAverageIntervals: 7,
      smoothingIntervals: 1,
      yAxisScaleType: "linear",
      aggregationAxisFormat: "numeric",
      aggregationAxisPrefix: "$",
      aggregationAxisPostfix: "",
      decimalPlaces: 2,
      minDecimalPlaces: 0,
      goalLines: [{ label: "Goal", value: 10, displayLabel: true, borderColor: "#f00", displayIfCrossed: true }],
      hiddenLegendIndexes: [1],
      resultCustomizationBy: "value",
      resultCustomizations: { x: { assignmentBy: "value", color: "preset-1", hidden: false } },
      detailedResultsAggregationType: "total",
    },
    conversionGoal: null,
    modifiers: { personsOnEventsMode: "person_id_override_properties_on_events" },
  }),
  FunnelsQuery: () => ({
    kind: "FunnelsQuery",
    ...colours,
    dateRange: { date_from: "-14d", date_to: null },
    interval: "day",
    properties: [],
    filterTestAccounts: false,
    series: [
      { kind: "EventsNode", event: "$pageview", name: "$pageview", custom_name: "Came" },
      { kind: "ActionsNode", id: action.id, name: "Signed up", optionalInFunnel: true },
      {
        kind: "EventsNode",
        event: "buy",
        name: "buy",
        properties: [{ key: "amount", type: "event", value: 1, operator: "gt" }],
      },
    ],
    breakdownFilter: { breakdown: "$browser", breakdown_type: "event", breakdown_limit: 5 },
    funnelsFilter: {
      funnelVizType: "steps",
      funnelOrderType: "ordered",
      funnelWindowInterval: 14,
      funnelWindowIntervalUnit: "day",
      breakdownAttributionType: "first_touch",
      breakdownAttributionValue: null,
      exclusions: [{ kind: "EventsNode", event: "error", name: "error", funnelFromStep: 0, funnelToStep: 1 }],
      funnelFromStep: null,
      funnelToStep: null,
      funnelStepReference: "total",
      funnelAggregateByHogQL: null,
      binCount: "auto",
      layout: "horizontal",
      goalLines: [],
      hiddenLegendBreakdowns: [],
      resultCustomizations: {},
      showValuesOnSeries: false,
      useUdf: false,
    },
  }),
  FunnelCorrelationQuery: () => ({
    kind: "FunnelCorrelationQuery",
    funnelCorrelationType: "properties",
    funnelCorrelationNames: ["$all"],
    funnelCorrelationExcludeNames: ["email"],
    source: {
      kind: "FunnelsActorsQuery",
      source: { kind: "FunnelsQuery", series: events("$pageview", "buy"), dateRange: { date_from: "-7d" } },
    },
  }),
  RetentionQuery: () => ({
    kind: "RetentionQuery",
    ...colours,
    dateRange: { date_from: "-7d", date_to: null },
    filterTestAccounts: false,
    properties: group,
    aggregation_group_type_index: null,
    breakdownFilter: { breakdowns: [{ property: "$browser", type: "event" }] },
    retentionFilter: {
      retentionType: "retention_first_time",
      retentionReference: "total",
      totalIntervals: 8,
      period: "Week",
      cumulative: false,
      minimumOccurrences: 1,
      meanRetentionCalculation: "simple",
      timeWindowMode: "strict_calendar_dates",
      targetEntity: {
        id: "$pageview",
        name: "$pageview",
        type: "events",
        kind: null,
        order: 0,
        uuid: "x",
        properties: [],
      },
      returningEntity: { id: "$pageview", name: "$pageview", type: "events", order: 1, custom_name: null },
      display: "ActionsTable",
      dashboardDisplay: "all",
      showTrendLines: false,
      selectedInterval: null,
    },
  }),
  PathsQuery: () => ({
    kind: "PathsQuery",
    ...colours,
    dateRange: { date_from: "-7d" },
    pathsFilter: {
      includeEventTypes: ["$pageview", "custom_event"],
      pathsHogQLExpression: "event",
      startPoint: "https://example.com",
      endPoint: null,
      stepLimit: 5,
      edgeLimit: 50,
      minEdgeWeight: null,
      maxEdgeWeight: null,
      excludeEvents: ["$pageleave"],
      pathGroupings: ["/users/*"],
      pathReplacements: false,
      localPathCleaningFilters: [{ alias: "/u/<id>", regex: "/u/\\d+", order: 0 }],
      pathStartKey: null,
      pathEndKey: null,
      pathDropoffKey: null,
    },
  }),
  StickinessQuery: () => ({
    kind: "StickinessQuery",
    ...colours,
    dateRange: { date_from: "-7d" },
    interval: "day",
    intervalCount: 1,
    series: events("$pageview"),
    compareFilter: { compare: false, compare_to: null },
    stickinessFilter: {
      display: "ActionsLineGraph",
      computedAs: "non_cumulative",
      stickinessCriteria: { operator: "gte", value: 1 },
      showLegend: true,
      showValuesOnSeries: false,
      showMultipleYAxes: false,
      hiddenLegendIndexes: [],
      resultCustomizations: {},
      resultCustomizationBy: "value",
    },
  }),
  LifecycleQuery: () => ({
    kind: "LifecycleQuery",
    ...colours,
    dateRange: { date_from: "-7d" },
    interval: "day",
    series: events("$pageview"),
    lifecycleFilter: {
      toggledLifecycles: ["new", "returning", "resurrecting", "dormant"],
      showLegend: false,
      showValuesOnSeries: true,
      stacked: true,
    },
  }),
  EventsQuery: () => ({
    kind: "EventsQuery",
    select: [
      "*",
      "event",
      "person",
      "coalesce(properties.$current_url, properties.$screen_name) -- Url / Screen",
      "timestamp",
    ],
    where: ["event != 'x'"],
    orderBy: ["timestamp DESC"],
    after: "-24h",
    before: null,
    limit: 100,
    offset: 0,
    event: "$pageview",
    actionId: null,
    personId: null,
    properties: [{ key: "$browser", type: "event", value: "Chrome", operator: "exact" }],
    fixedProperties: [],
    filterTestAccounts: false,
    tags: {},
  }),
  ActorsQuery: () => ({
    kind: "ActorsQuery",
    select: ["actor", "created_at", "event_count"],
    orderBy: ["event_count DESC"],
    search: "",
    limit: 100,
    offset: 0,
    source: {
      kind: "InsightActorsQuery",
      source: { kind: "TrendsQuery", series: events("$pageview"), dateRange: { date_from: "-7d" } },
      day: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10),
      series: 0,
      breakdown: null,
      compare: null,
      interval: null,
      includeRecordings: false,
    },
  }),
  HogQLQuery: () => ({
    kind: "HogQLQuery",
    query:
      "select event, count() from events where {filters} and event != {skip} group by event order by event limit 10",
    filters: { dateRange: { date_from: "-7d", date_to: null }, properties: [], filterTestAccounts: false },
    values: { skip: "x" },
    variables: {},
    modifiers: {},
    explain: false,
    name: "by event",
  }),
  GroupsQuery: () => ({
    kind: "GroupsQuery",
    group_type_index: 0,
    search: "",
    select: ["group_name", "key"],
    properties: [],
    orderBy: [],
    limit: 10,
    offset: 0,
  }),
  HogQLMetadata: () => ({
    kind: "HogQLMetadata",
    language: "hogQL",
    query: "select 1",
    filters: {},
    debug: false,
    globals: {},
  }),
  HogQLAutocomplete: () => ({
    kind: "HogQLAutocomplete",
    language: "hogQL",
    query: "select eve from events",
    startPosition: 7,
    endPosition: 10,
  }),
  DatabaseSchemaQuery: () => ({ kind: "DatabaseSchemaQuery" }),
};

const wrapped = {
  InsightVizNode: () => ({
    kind: "InsightVizNode",
    full: true,
    showHeader: true,
    embedded: false,
    vizSpecificOptions: {},
    source: documented.TrendsQuery(),
  }),
  DataTableNode: () => ({
    kind: "DataTableNode",
    full: true,
    columns: ["event", "timestamp"],
    showActions: true,
    propertiesViaUrl: true,
    source: documented.EventsQuery(),
  }),
  DataVisualizationNode: () => ({
    kind: "DataVisualizationNode",
    display: "ActionsLineGraph",
    chartSettings: { xAxis: { column: "event" }, yAxis: [{ column: "count()", settings: {} }], goalLines: [] },
    tableSettings: { columns: [], conditionalFormatting: [] },
    source: documented.HogQLQuery(),
  }),
};

const question = async (query) => ask(leapfrog, leapfrog.project, query);

// The same with a key in every object of the question that nobody knows.
function withUnknownKeys(value, key = "") {
  if (Array.isArray(value)) return value.map((one) => withUnknownKeys(one));
  if (value === null || typeof value !== "object") return value;
  // Objects whose keys are names that the asker chooses.
  if (["values", "variables", "resultCustomizations", "globals"].includes(key) && !value.kind) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, withUnknownKeys(inner, name)]);
  return { ...Object.fromEntries(entries), $fromTheFuture: { deep: [1, null, "x"] } };
}

// Conditions come back as they were asked.
const withoutUnknownKeys = (value) =>
  JSON.parse(JSON.stringify(value, (key, inner) => (key === "$fromTheFuture" ? undefined : inner)));

describe("PostHog's questions are accepted", () => {
  for (const [kind, query] of Object.entries({ ...documented, ...wrapped })) {
    it(kind, async () => {
      const answer = await question(query());
      assert.equal(answer.status, 200, JSON.stringify(answer));
    });
  }
});

describe("keys that nobody knows are ignored", () => {
  for (const [kind, query] of Object.entries({ ...documented, ...wrapped })) {
    it(kind, async () => {
      const [plain, more] = [await question(query()), await question(withUnknownKeys(query()))];
      assert.equal(more.status, 200, JSON.stringify(more));
      assert.deepEqual(withoutUnknownKeys(more.results ?? null), plain.results ?? null);
    });
  }
});

describe("a value of the wrong type is refused with its path", () => {
  const set = (query, path, value) => {
    const keys = path.split(/[.[\]]+/).filter(Boolean);
    keys.slice(0, -1).reduce((at, key) => at[key], query)[keys.at(-1)] = value;
    return query;
  };
  const wrong = [
    ["TrendsQuery", "series", "x"],
    ["TrendsQuery", "series[0].kind", 3],
    ["TrendsQuery", "series[0].event", 3],
    ["TrendsQuery", "series[0].math", "best"],
    ["TrendsQuery", "series[1].id", "x"],
    ["TrendsQuery", "series[0].properties[0].operator", "roughly"],
    ["TrendsQuery", "interval", "fortnight"],
    ["TrendsQuery", "dateRange", "today"],
    ["TrendsQuery", "dateRange.date_from", 7],
    ["TrendsQuery", "properties", 1],
    ["TrendsQuery", "properties.values[0].type", "XOR"],
    ["TrendsQuery", "breakdownFilter.breakdown_limit", "many"],
    ["TrendsQuery", "breakdownFilter.breakdowns[0].property", {}],
    ["TrendsQuery", "trendsFilter.display", "Hologram"],
    ["TrendsQuery", "trendsFilter.smoothingIntervals", "x"],
    ["TrendsQuery", "compareFilter.compare", "yes"],
    ["TrendsQuery", "filterTestAccounts", "yes"],
    ["TrendsQuery", "samplingFactor", "half"],
    ["FunnelsQuery", "series[2].optionalInFunnel", "x"],
    ["FunnelsQuery", "funnelsFilter.funnelWindowInterval", "x"],
    ["FunnelsQuery", "funnelsFilter.funnelWindowIntervalUnit", "fortnight"],
    ["FunnelsQuery", "funnelsFilter.exclusions[0].funnelFromStep", "x"],
    ["FunnelCorrelationQuery", "funnelCorrelationType", "vibes"],
    ["FunnelCorrelationQuery", "source", 3],
    ["RetentionQuery", "retentionFilter", []],
    ["RetentionQuery", "retentionFilter.period", "Fortnight"],
    ["RetentionQuery", "retentionFilter.totalIntervals", "x"],
    ["RetentionQuery", "retentionFilter.targetEntity.type", "people"],
    ["PathsQuery", "pathsFilter.includeEventTypes[0]", 1],
    ["PathsQuery", "pathsFilter.stepLimit", "x"],
    ["PathsQuery", "pathsFilter.localPathCleaningFilters[0].regex", 1],
    ["StickinessQuery", "intervalCount", "x"],
    ["StickinessQuery", "stickinessFilter.stickinessCriteria.operator", "about"],
    ["LifecycleQuery", "lifecycleFilter.toggledLifecycles[0]", "asleep"],
    ["EventsQuery", "select", 1],
    ["EventsQuery", "limit", "x"],
    ["EventsQuery", "orderBy[0]", {}],
    ["ActorsQuery", "source.kind", "DogsQuery"],
    ["ActorsQuery", "source.series", "x"],
    ["HogQLQuery", "filters", "x"],
    ["GroupsQuery", "group_type_index", "x"],
    ["HogQLAutocomplete", "startPosition", "x"],
  ];
  for (const [kind, path, value] of wrong) {
    it(`${kind}: ${path}`, async () => {
      const answer = await question(set(structuredClone(documented[kind]()), path, value));
      assert.deepEqual(
        [answer.status, answer.type, answer.attr],
        [400, "validation_error", `query.${path}`],
        answer.detail,
      );
      assert.ok(answer.detail.length > 0);
    });
  }
  it("FunnelsQuery: funnelsFilter.binCount", async () => {
    const answer = await question(set(documented.FunnelsQuery(), "funnelsFilter.binCount", "few"));
    assert.equal(answer.detail, "funnelsFilter.binCount must be a whole number or 'auto', not a text.");
  });
});
