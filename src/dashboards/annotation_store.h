// Rows of annotations: what happened at a moment, written on time charts.
#pragma once

#include "dashboards/insight_store.h"

namespace leapfrog::dashboards {

struct Annotation {
  std::int64_t id = 0;
  std::string content;
  Instant date_marker;
  std::string scope = "project";  // dashboard_item, dashboard, project, organization or recording
  std::string creation_type = "USR";
  std::optional<std::int64_t> dashboard_item;
  std::optional<std::int64_t> dashboard_id;
  bool deleted = false;
  Instant created_at;
  std::optional<UserId> created_by;
  Instant updated_at;
};

struct AnnotationPage {
  std::vector<Annotation> annotations;
  std::int64_t count = 0;
};
// The latest date first; `search` is a part of the content.
Result<AnnotationPage> list_annotations(meta::Connection& connection, ProjectId project,
                                        std::string_view search, http::Page page);
Result<std::optional<Annotation>> find_annotation(meta::Connection& connection, ProjectId project,
                                                  std::int64_t id);
Result<Annotation> insert_annotation(meta::Connection& connection, ProjectId project, Annotation annotation);
Result<> update_annotation(meta::Connection& connection, const Annotation& annotation);

}  // namespace leapfrog::dashboards
