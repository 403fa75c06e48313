#include <array>

#include "insights/actors/actors.h"
#include "insights/events/events.h"
#include "insights/funnels/funnels.h"
#include "insights/insights.h"
#include "insights/lifecycle/lifecycle.h"
#include "insights/paths/paths.h"
#include "insights/retention/retention.h"
#include "insights/sessions/sessions.h"
#include "insights/sql/sql.h"
#include "insights/stickiness/stickiness.h"
#include "insights/taxonomy/taxonomy.h"
#include "insights/trends/calendar_heatmap.h"
#include "insights/trends/trends.h"
#include "insights/web/web.h"

namespace leapfrog::insights {

std::span<const query::Kind> kinds() {
  static constexpr std::array list = {
      query::Kind{"FunnelsQuery", answer_funnels, funnels_schema, funnels_actors},
      query::Kind{"FunnelCorrelationQuery", answer_correlation, correlation_schema, correlation_actors},
      query::Kind{"PathsQuery", answer_paths, paths_schema, paths_actors},
      query::Kind{"TrendsQuery", answer_trends, trends_schema, trends_actors, trends_points},
      query::Kind{"ActorsQuery", answer_actors, actors_schema, actors_actors},
      query::Kind{"InsightActorsQuery", answer_insight_actors, insight_actors_schema},
      query::Kind{"FunnelsActorsQuery", answer_insight_actors, insight_actors_schema},
      query::Kind{"FunnelCorrelationActorsQuery", answer_insight_actors, insight_actors_schema},
      query::Kind{"StickinessActorsQuery", answer_insight_actors, insight_actors_schema},
      query::Kind{"InsightActorsQueryOptions", answer_insight_actors_options, insight_actors_options_schema},
      query::Kind{"GroupsQuery", answer_groups, groups_schema},
      query::Kind{"EventsQuery", answer_events, events_schema},
      query::Kind{"HogQLQuery", answer_sql, sql_schema, sql_actors},
      query::Kind{"HogQLMetadata", answer_sql_metadata, sql_metadata_schema},
      query::Kind{"HogQLAutocomplete", answer_sql_autocomplete, sql_autocomplete_schema},
      query::Kind{"DatabaseSchemaQuery", answer_database_schema, database_schema_schema},
      query::Kind{"RetentionQuery", answer_retention, retention_schema, retention_actors},
      query::Kind{"StickinessQuery", answer_stickiness, stickiness_schema, stickiness_actors},
      query::Kind{"LifecycleQuery", answer_lifecycle, lifecycle_schema, lifecycle_actors},
      query::Kind{"CalendarHeatmapQuery", answer_calendar_heatmap, trends_schema},
      query::Kind{"SessionsQuery", answer_sessions, sessions_schema},
      query::Kind{"SessionsTimelineQuery", answer_sessions_timeline, sessions_timeline_schema},
      query::Kind{"TeamTaxonomyQuery", answer_team_taxonomy, team_taxonomy_schema},
      query::Kind{"EventTaxonomyQuery", answer_event_taxonomy, event_taxonomy_schema},
      query::Kind{"ActorsPropertyTaxonomyQuery", answer_actors_taxonomy, actors_taxonomy_schema},
      query::Kind{"WebOverviewQuery", answer_web_overview, web_overview_schema},
      query::Kind{"WebStatsTableQuery", answer_web_stats, web_stats_schema},
      query::Kind{"WebTrendsQuery", answer_web_trends, web_trends_schema},
      query::Kind{"WebGoalsQuery", answer_web_goals, web_goals_schema},
      query::Kind{"WebExternalClicksTableQuery", answer_web_clicks, web_clicks_schema},
      query::Kind{"WebVitalsQuery", answer_web_vitals, web_vitals_schema},
      query::Kind{"WebVitalsPathBreakdownQuery", answer_web_vitals_paths, web_vitals_paths_schema},
  };
  return list;
}

}  // namespace leapfrog::insights
