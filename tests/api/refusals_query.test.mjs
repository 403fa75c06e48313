// What can be wrong about a question: each is refused with a sentence that names the place.
import { after, before, describe } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { refuses } from "../harness/refusals.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "refused-questions" });
  await leapfrog.capture(anEvent({ event: "a", distinct_id: "somebody" })); // columns are looked at when there are people
  await leapfrog.flush();
});
after(() => leapfrog?.stop());

const many = (count, one) => Array.from({ length: count }, () => one);
const step = { kind: "EventsNode", event: "a" };
const ask = (kind, more) => ["POST query/", { query: { kind, ...more } }];
const trends = (more) => ask("TrendsQuery", { series: [step], ...more });
const funnel = (more) => ask("FunnelsQuery", { series: [step, step, step], ...more });
const inFunnel = (funnelsFilter, more) => funnel({ funnelsFilter, ...more });
const exclusion = (more) => ({ ...step, funnelFromStep: 0, funnelToStep: 1, ...more });
const filtered = (properties) => trends({ properties });
// [what, request, sentence, attr], all of them 400 with invalid_input unless a code is given
const rows = (list) =>
  refuses(
    () => leapfrog,
    list.map(([what, asked, sentence, attr, code = "invalid_input"]) => [what, asked, 400, code, sentence, attr]),
  );

describe("of every question, refused is", () => {
  const nested = (depth) =>
    depth === 0 ? { kind: "TrendsQuery" } : { kind: "DataTableNode", source: nested(depth - 1) };
  const deep = (depth) => (depth === 0 ? [] : [{ type: "AND", values: deep(depth - 1) }]);
  rows([
    ["none", ["POST query/", {}], "query is required: an object with a kind.", "query", "required"],
    ["an unknown kind", ask("Guess"), /^query\.kind must be one of .*, not 'Guess'\.$/, "query.kind"],
    [
      "a wrapper around nothing",
      ask("DataTableNode"),
      "query.source is required in a DataTableNode.",
      "query.source",
      "required",
    ],
    [
      "wrappers in wrappers",
      ["POST query/", { query: nested(5) }],
      "query.source is nested too deeply.",
      "query.source",
    ],
    ["a date", trends({ dateRange: { date_from: "soon" } }), /^'soon' is not a date: use one such as 2026-01-31/],
    [
      "a range that ends before it begins",
      trends({ dateRange: { date_from: "2026-02-01", date_to: "2026-01-01" } }),
      /^The range ends \(.*\) before it begins \(.*\)\.$/,
      "query.dateRange.date_to",
    ],
    [
      "a range of too many minutes",
      trends({ interval: "minute", dateRange: { date_from: "2020-01-01", date_to: "2026-01-01" } }),
      /^The date range has more than \d+ intervals of a minute\. Choose a longer interval or a shorter range\.$/,
    ],
    [
      "a comparison",
      trends({ compareFilter: { compare: true, compare_to: "soon" } }),
      "'soon' is not a length of time such as -1w or -30d.",
      "query.compareFilter.compare_to",
    ],
    [
      "a sample of nothing",
      trends({ samplingFactor: 0 }),
      "samplingFactor must be above 0 and at most 1.",
      "query.samplingFactor",
    ],
    ["1001 filters", filtered(many(1001, {})), "properties may have 1000 conditions at most.", "query.properties"],
    ["filters in filters", filtered(deep(12)), / is nested too deeply\.$/],
    [
      "a group of filters",
      filtered({ type: "XOR", values: [] }),
      "properties.type must be AND or OR.",
      "query.properties.type",
    ],
    [
      "a filter without a key",
      filtered([{ type: "event", value: "x" }]),
      "properties[0].key is required.",
      "query.properties[0].key",
      "required",
    ],
    [
      "a filter with too many values",
      filtered([{ key: "a", type: "event", value: many(100_000, "x") }]),
      /^properties\[0\]\.value may have \d+ values at most\.$/,
    ],
    [
      "an element's colour",
      filtered([{ type: "element", key: "colour", value: "x" }]),
      "Elements have tag_name, text, href and selector, not 'colour'.",
      "query.properties[0].key",
    ],
    [
      "a cohort's name",
      filtered([{ type: "cohort", key: "id", value: "x" }]),
      "properties[0].value must be the number of a cohort.",
      "query.properties[0].value",
    ],
    [
      "an unknown cohort",
      filtered([{ type: "cohort", key: "id", value: 98765 }]),
      "There is no cohort 98765.",
      "query.properties[0].value",
      "not_found",
    ],
    [
      "metadata",
      filtered([{ type: "event_metadata", key: "colour", value: "x" }]),
      "There is no event metadata 'colour'.",
      "query.properties[0].key",
    ],
    [
      "an action without a number",
      trends({ series: [{ kind: "ActionsNode" }] }),
      "series[0].id is required: the number of an action.",
      "query.series[0].id",
      "required",
    ],
    [
      "an unknown action",
      trends({ series: [{ kind: "ActionsNode", id: 98765 }] }),
      "There is no action 98765.",
      "query.series[0].id",
      "not_found",
    ],
    [
      "an unknown sum",
      trends({ series: [{ ...step, math: "guess" }] }),
      /^series\[0\]\.math must be one of .*, not 'guess'\.$/,
    ],
    [
      "a sum of nothing",
      trends({ series: [{ ...step, math: "sum" }] }),
      "series[0].math_property is required with math 'sum'.",
      "query.series[0].math_property",
      "required",
    ],
    [
      "an expression that is missing",
      trends({ series: [{ ...step, math: "hogql" }] }),
      "series[0].math_hogql is required with math 'hogql'.",
      "query.series[0].math_hogql",
      "required",
    ],
    ["27 series", trends({ series: many(27, step) }), "series may have 26 series at most.", "query.series"],
    ["no series", trends({ series: [] }), "series needs at least one series.", "query.series", "required"],
    [
      "a group type's number",
      trends({ aggregation_group_type_index: 5 }),
      "aggregation_group_type_index must be from 0 to 4, not 5.",
    ],
    [
      "too many breakdowns",
      trends({ breakdownFilter: { breakdowns: many(10, { property: "a" }) } }),
      /^breakdownFilter may have \d+ breakdowns at most\.$/,
    ],
    [
      "a breakdown by nothing",
      trends({ breakdownFilter: { breakdowns: [{ type: "event", property: "" }] } }),
      "breakdownFilter.breakdowns[0].property is required.",
      undefined,
      "required",
    ],
    [
      "a breakdown by cohorts and more",
      trends({ breakdownFilter: { breakdowns: [{ type: "cohort", property: "all" }, { property: "a" }] } }),
      "breakdownFilter cannot mix cohorts with other breakdowns.",
    ],
  ]);
});

describe("of trends and their kin, refused is", () => {
  rows([
    [
      "a broken formula",
      trends({ trendsFilter: { formula: "A+" } }),
      /^The formula 'A\+' does not work: at character \d+ /,
      "query.trendsFilter.formula",
    ],
    [
      "a formula without end",
      trends({ trendsFilter: { formula: "A+".repeat(5000) } }),
      /^A formula may have \d+ characters at most\.$/,
    ],
    [
      "too many formulas",
      trends({ trendsFilter: { formulas: many(100, "A") } }),
      /^There may be \d+ formulas at most\.$/,
    ],
    [
      "a life of two series",
      ask("LifecycleQuery", { series: [step, step] }),
      "series must hold exactly one series.",
      "query.series",
    ],
    [
      "a stickiness of nothing",
      ask("StickinessQuery", { series: [] }),
      "series needs at least one series.",
      "query.series",
      "required",
    ],
    [
      "a retention's sum of nothing",
      ask("RetentionQuery", { retentionFilter: { aggregationType: "sum" } }),
      "retentionFilter.aggregationProperty is required with this aggregationType.",
      "query.retentionFilter.aggregationProperty",
      "required",
    ],
    [
      "a retention by cohorts",
      ask("RetentionQuery", { breakdownFilter: { breakdowns: [{ type: "cohort", property: "all" }] } }),
      "Retention cannot be broken down by cohorts; filter by one instead.",
      "query.breakdownFilter",
    ],
    ["SQL without SQL", ask("HogQLQuery", {}), "query is required: a SELECT.", "query", "required"],
    [
      "a person's name",
      ask("EventsQuery", { select: ["event"], personId: "x" }),
      "personId must be a UUID.",
      "query.personId",
    ],
    [
      "people of nothing",
      ask("ActorsQuery", { source: { kind: "InsightActorsQuery" } }),
      /source is required: the question to look into\.$/,
      undefined,
      "required",
    ],
  ]);
});

describe("of funnels, refused is", () => {
  const unordered = { funnelOrderType: "unordered" };
  rows([
    [
      "one step",
      funnel({ series: [step] }),
      "series needs at least two steps for a funnel.",
      "query.series",
      "required",
    ],
    [
      "a step that is a sum",
      funnel({ series: [step, { ...step, math: "dau" }] }),
      "series[1].math 'dau' cannot be used in a funnel.",
      "query.series[1].math",
    ],
    [
      "an optional first step",
      funnel({ series: [{ ...step, optionalInFunnel: true }, step] }),
      "The first step cannot be optional.",
      "query.series[0].optionalInFunnel",
    ],
    [
      "an optional step without order",
      inFunnel({ funnelOrderType: "unordered" }, { series: [step, { ...step, optionalInFunnel: true }] }),
      "Steps of an unordered funnel cannot be optional.",
      "query.series[1].optionalInFunnel",
    ],
    [
      "a last step beyond the end",
      inFunnel({ funnelToStep: 9 }),
      "funnelsFilter.funnelToStep must be a step: 2 at most.",
      "query.funnelsFilter.funnelToStep",
    ],
    [
      "a first step after the last",
      inFunnel({ funnelFromStep: 2, funnelToStep: 1 }),
      "funnelsFilter.funnelFromStep must be before funnelToStep.",
      "query.funnelsFilter.funnelFromStep",
    ],
    [
      "a breakdown at no step",
      inFunnel({ breakdownAttributionType: "step", breakdownAttributionValue: 9 }),
      "funnelsFilter.breakdownAttributionValue must be a step: 2 at most.",
      "query.funnelsFilter.breakdownAttributionValue",
    ],
    [
      "an exclusion of nothing",
      inFunnel({ exclusions: [exclusion({ funnelFromStep: 1 })] }),
      "funnelsFilter.exclusions[0] needs funnelFromStep before funnelToStep, both of them steps.",
    ],
    [
      "an exclusion of a part without order",
      inFunnel({ ...unordered, exclusions: [exclusion()] }),
      "In an unordered funnel an exclusion must span all steps.",
    ],
    [
      "too many exclusions",
      inFunnel({ exclusions: many(100, exclusion()) }),
      /^funnelsFilter\.exclusions may have \d+ exclusions at most\.$/,
    ],
    [
      "a window of centuries",
      inFunnel({ funnelWindowInterval: 4000, funnelWindowIntervalUnit: "month" }),
      "funnelsFilter.funnelWindowInterval is longer than ten years.",
      "query.funnelsFilter.funnelWindowInterval",
    ],
    [
      "a correlation with nothing",
      ask("FunnelCorrelationQuery", { funnelCorrelationType: "events" }),
      "source is required: a FunnelsQuery.",
      "query.source",
      "required",
    ],
    [
      "a correlation with properties of nothing",
      ask("FunnelCorrelationQuery", { funnelCorrelationType: "event_with_properties", source: funnel()[1].query }),
      "funnelCorrelationEventNames is required: whose properties are looked at.",
      "query.funnelCorrelationEventNames",
      "required",
    ],
  ]);
});

describe("of the people behind a number, refused is", () => {
  const people = (source, point, more) =>
    ask("ActorsQuery", {
      source: { kind: "InsightActorsQuery", source: source[1].query, ...point },
      select: ["id"],
      ...more,
    });
  const inFunnels = (source, point) =>
    ask("ActorsQuery", { source: { kind: "FunnelsActorsQuery", source: source[1].query, ...point }, select: ["id"] });
  const by = (...fields) => ({ breakdownFilter: { breakdowns: fields.map((property) => ({ property })) } });
  const life = ask("LifecycleQuery", { series: [step] });
  const stickiness = ask("StickinessQuery", { series: [step] });
  const retention = ask("RetentionQuery", { retentionFilter: {}, ...by("a") });
  const expression = inFunnel({ funnelAggregateByHogQL: "properties.x" });
  rows([
    [
      "a kind of source",
      ask("ActorsQuery", { source: { kind: "Guess" } }),
      /^source\.kind must be one of .*, HogQLQuery\.$/,
    ],
    [
      "what has no people",
      people(ask("EventsQuery", { select: ["event"] })),
      "source.source.kind 'EventsQuery' has no people behind its numbers.",
    ],
    [
      "a column",
      people(trends(), {}, { select: ["colour"] }),
      /cannot be 'colour': actor, id, created_at, event_count, person_display_name, distinct_ids and properties\.… can be selected\.$/,
    ],
    [
      "an order",
      people(trends(), {}, { orderBy: ["colour"] }),
      /cannot be 'colour': id, created_at, event_count, person_display_name and properties\.… can be sorted by\.$/,
    ],
    [
      "a filter of events",
      people(trends(), {}, { properties: [{ type: "event", key: "a", value: 1 }] }),
      /\.type must be 'person' or 'cohort' here\.$/,
    ],
    [
      "groups of no type",
      ask("GroupsQuery", {}),
      "group_type_index is required: 0 to 4.",
      "query.group_type_index",
      "required",
    ],
    [
      "a day of a trend",
      people(trends(), { day: "1999-01-01" }),
      "source.day 1999-01-01 is not in the dates of the question.",
    ],
    ["a series of a trend", people(trends(), { series: 7 }), "source.series is 7, but there are 1 series."],
    [
      "a value too many",
      people(trends(by("a")), { breakdown: ["x", "y"] }),
      "source.breakdown must have 1 values, one for each breakdown.",
    ],
    ["a value of a list", people(trends(by("a")), { breakdown: [{}] }), /must be a text or a number/],
    [
      "a day of a life",
      people(life, { day: "1999-01-01" }),
      "source.day 1999-01-01 is not in the dates of the question.",
    ],
    ["a status", people(life, { status: "odd" }), /^source\.status must be one of /],
    ["a series of stickiness", people(stickiness, { series: 7 }), "source.series is 7, but there are 1 series."],
    [
      "values of a retention",
      people(retention, { breakdown: ["x", "y"] }),
      "source.breakdown must have 1 values, one for each breakdown.",
    ],
    [
      "a step",
      inFunnels(funnel(), { funnelStep: 9 }),
      "source.funnelStep must be a step from 1 to 3, or from -2 to -3.",
    ],
    [
      "values of a funnel",
      inFunnels(funnel(by("a")), { funnelStep: 1, funnelStepBreakdown: ["x", "y"] }),
      "source.funnelStepBreakdown must have 1 values, one for each breakdown.",
    ],
    [
      "a funnel of sessions",
      inFunnels(expression, { funnelStep: 1 }),
      "A funnel by an expression is not made of people.",
    ],
    [
      "SQL without people",
      ask("ActorsQuery", { source: { kind: "HogQLQuery", query: "SELECT event FROM events" } }),
      "The query must have a column actor_id, person_id or id.",
      undefined,
      "invalid_sql",
    ],
  ]);
});

describe("of values, refused is", () => {
  const value = (value, operator, more) => filtered([{ type: "event", key: "a", value, operator, ...more }]);
  const by = (breakdownFilter) => trends({ breakdownFilter });
  rows([
    ["filters that are a text", filtered("x"), /must be a list of filters or a group of them/],
    ["an object", value({}, "exact"), /must be a value or a list/],
    ["a list of lists", value([[1]], "exact"), /must be a list of values/],
    ["several bounds", value(["x", "y"], "gt"), /must be one value/],
    ["one bound", value([1], "between"), /must be a list of two numbers/],
    ["several dates", value(["2026-01-01", "2026-01-02"], "is_date_after"), /must be one date/],
    ["several versions", value(["1.0", "2.0"], "semver_gt"), /must be one version/],
    [
      "an event's number",
      trends({ series: [{ kind: "EventsNode", event: "a", id: 7 }] }),
      /must be the name of an event/,
    ],
    ["texts that are none", ask("EventsQuery", { select: [{}] }), /^select\[0\] must be a text, not an object/],
    [
      "too many texts",
      ask("EventsQuery", { select: many(100_000, "event") }),
      /^select may have \d+ elements at most, not 100000\.$/,
    ],
    [
      "a breakdown by a number",
      by({ breakdown: 7, breakdown_type: "event" }),
      /must be a name of a property or a list of them/,
    ],
    ["a cohort's name", by({ breakdown: "x", breakdown_type: "cohort" }), /must be a number of a cohort or 'all'/],
    [
      "a formula in brackets without end",
      trends({ trendsFilter: { formula: `${"(".repeat(200)}A` } }),
      /it is nested too deeply\.$/,
    ],
    ["an open bracket", trends({ trendsFilter: { formula: "(A" } }), /a '\)' was expected\.$/],
    [
      "a formula that stops",
      trends({ trendsFilter: { formula: "A+" } }),
      /it ends where a series or a number was expected\.$/,
    ],
    ["a formula of signs", trends({ trendsFilter: { formula: "A+*" } }), /a series or a number was expected\.$/],
    [
      "too many rules",
      ask("PathsQuery", { pathsFilter: { localPathCleaningFilters: many(10_000, {}) } }),
      /^pathsFilter\.localPathCleaningFilters may have \d+ rules at most\.$/,
    ],
  ]);
});

describe("of a day of retention and of filters, refused is", () => {
  const retention = ask("RetentionQuery", { retentionFilter: {} })[1].query;
  const people = (point) =>
    ask("ActorsQuery", { source: { kind: "InsightActorsQuery", source: retention, ...point }, select: ["id"] });
  rows([
    ["a day that is no number", people({ day: "soon" }), "source.day must be a whole number, not 'soon'."],
    [
      "a property of recordings",
      filtered([{ type: "recording", key: "a", value: 1 }]),
      "Properties of type 'recording' cannot be used here.",
    ],
  ]);
});

describe("of SQL, refused is", () => {
  const sql = (query, more) => ask("HogQLQuery", { query, ...more });
  const wrong = (what, query, sentence, code = "invalid_sql") => [what, sql(query), sentence, undefined, code];
  const expression = (text, sentence, code) => [
    `the expression ${text}`,
    trends({ series: [{ ...step, math: "hogql", math_hogql: text }] }),
    sentence,
    undefined,
    code,
  ];
  rows([
    wrong("nothing", ";", "The query is empty.", "required"),
    wrong(
      "a placeholder",
      "SELECT {x}",
      /^Nothing was given for the placeholder \{x\}\. \(characters 8 to 10 of the query\)$/,
    ),
    wrong(
      "a cohort's name",
      "SELECT 1 FROM events WHERE person_id IN COHORT 'x'",
      "IN COHORT wants the number of a cohort.",
    ),
    wrong("a column that is none", "SELECT person.colour FROM events", /^There is no `|no column|colour/),
    expression("person.colour", /: there is no person\.colour here\./, "invalid_sql"),
    expression("(SELECT 1)", /An expression must not hold a query\./, "not_allowed"),
    expression("*", /An expression must not be \*\./, "not_allowed"),
    expression("1 AS x", /An expression must not name its parts with AS\./, "not_allowed"),
    expression("{x}", /cannot hold the placeholder \{x\}\.$/, "invalid_sql"),
    expression(" ", / is empty\.$/, "required"),
  ]);
  refuses(
    () => leapfrog,
    [
      ["what is no SELECT", sql("SHOW TABLES"), 400, "not_allowed", "Only SELECT is possible here."],
      ["a format", sql("SELECT 1 FORMAT CSV"), 400, "not_allowed", "Leave out FORMAT, SETTINGS and INTO OUTFILE."],
      [
        "a table function",
        sql("SELECT * FROM file('/etc/passwd')"),
        400,
        "not_allowed",
        /^The table function file may not be used\./,
      ],
    ],
  );
});

describe("of paths, refused is", () => {
  const within = (funnelPathsFilter, more) =>
    ask("PathsQuery", {
      pathsFilter: {},
      funnelPathsFilter: { funnelSource: { ...funnel()[1].query, ...more }, ...funnelPathsFilter },
    });
  const type = (name) => `funnel_path_${name}`;
  rows([
    [
      "no step",
      within({ funnelPathType: type("after_step"), funnelStep: 0 }),
      "funnelPathsFilter.funnelStep must be a step of the funnel, from 1 on.",
    ],
    [
      "the way between less than two steps",
      within({ funnelPathType: type("between_steps"), funnelStep: 1 }),
      "funnelPathsFilter.funnelStep must be 2 or more for the way between two steps.",
    ],
    [
      "the way before a step not reached",
      within({ funnelPathType: type("before_step"), funnelStep: -2 }),
      "funnelPathsFilter.funnelStep must be above 0 for the way before a step.",
    ],
    [
      "a funnel that is not of people",
      within(
        { funnelPathType: type("after_step"), funnelStep: 1 },
        { funnelsFilter: { funnelAggregateByHogQL: "properties.x" } },
      ),
      "funnelPathsFilter.funnelSource must be a funnel of people or groups.",
    ],
    [
      "too many exclusions",
      ask("PathsQuery", { pathsFilter: { excludeEvents: many(10_000, "a") } }),
      /may have \d+ (of a kind|elements) at most/,
    ],
    [
      "an expression that is missing",
      ask("PathsQuery", { pathsFilter: { includeEventTypes: ["hogql"] } }),
      "pathsFilter.pathsHogQLExpression is required.",
      "query.pathsFilter.pathsHogQLExpression",
      "required",
    ],
  ]);
});
