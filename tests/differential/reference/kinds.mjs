// Every kind of question that has a reference, in the order in which they are asked. Each is {kind, title?, randomHistory?,
// randomQuery(random, history), answer(history, truth, query, telling)} and either seen(results, telling), what of the
// server's answer is compared, or observe(ask, query, telling), which asks for itself. The title is the kind's where it has
// none of its own.
import * as actors from "./actors_query.mjs";
import * as calendarHeatmap from "./calendar_heatmap.mjs";
import * as correlation from "./correlation.mjs";
import * as events from "./events_query.mjs";
import * as funnels from "./funnels.mjs";
import * as groups from "./groups_query.mjs";
import * as lifecycle from "./lifecycle.mjs";
import * as paths from "./paths.mjs";
import * as people from "./people_query.mjs";
import * as retention from "./retention.mjs";
import * as sessions from "./sessions.mjs";
import * as sessionsQuery from "./sessions_query.mjs";
import * as timeline from "./sessions_timeline.mjs";
import * as sql from "./sql.mjs";
import * as stickiness from "./stickiness.mjs";
import * as taxonomy from "./taxonomy.mjs";
import * as trends from "./trends.mjs";
import * as webClicks from "./web_clicks.mjs";
import * as webGoals from "./web_goals.mjs";
import * as webOverview from "./web_overview.mjs";
import * as webStats from "./web_stats.mjs";
import * as webTrends from "./web_trends.mjs";
import * as webVitals from "./web_vitals.mjs";
import * as webVitalsPaths from "./web_vitals_paths.mjs";

export const kinds = [
  trends,
  funnels,
  paths,
  retention,
  stickiness,
  lifecycle,
  correlation,
  calendarHeatmap,
  actors,
  people,
  groups,
  events,
  sql,
  sessions,
  sessionsQuery,
  timeline,
  taxonomy,
  webOverview,
  webStats,
  webTrends,
  webGoals,
  webClicks,
  webVitals,
  webVitalsPaths,
];

export const titleOf = (kind) => kind.title ?? kind.kind;
