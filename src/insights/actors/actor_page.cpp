#include "insights/actors/actor_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "insights/actors/profiles.h"
#include "query/sql/conditions.h"

namespace leapfrog::insights {
namespace {

std::string trimmed(std::string_view text) {
  const auto start = text.find_first_not_of(" \t\n");
  if (start == std::string_view::npos) return {};
  return std::string(text.substr(start, text.find_last_not_of(" \t\n") - start + 1));
}

bool take_suffix(std::string& text, std::string_view suffix) {
  if (text.size() <= suffix.size() + 1) return false;
  const auto at = text.size() - suffix.size();
  const bool same = std::equal(suffix.begin(), suffix.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                               [](char a, char b) { return a == (b >= 'a' ? b - 'a' + 'A' : b); });
  if (!same || text[at - 1] != ' ') return false;
  text = trimmed(std::string_view(text).substr(0, at));
  return true;
}

// The table of people (or groups of a type) as `p`, with the columns that were asked for.
class Directory {
 public:
  Directory(const query::Asking& asking, std::optional<int> group_type)
      : asking_(asking), group_type_(group_type) {}

  // A column of the table, by an expression over it.
  std::string column(const std::string& expression) {
    auto found = std::find(columns_.begin(), columns_.end(), expression);
    if (found == columns_.end()) found = columns_.insert(columns_.end(), expression);
    return fmt::format("p.c{}", found - columns_.begin());
  }
  std::string property(std::string_view key) { return column("properties." + query::json_path(key)); }
  std::string text_property(std::string_view key) {
    return fmt::format("CAST({}, 'Nullable(String)')", property(key));
  }
  bool used() const { return !columns_.empty(); }

  std::string sql() const {
    std::string columns;
    for (std::size_t i = 0; i < columns_.size(); ++i) columns += fmt::format(", {} AS c{}", columns_[i], i);
    if (group_type_) {
      return fmt::format(
          "(SELECT key AS id{} FROM groups FINAL WHERE project_id = {} AND type_index = {}) AS p", columns,
          asking_.project(), *group_type_);
    }
    return fmt::format("(SELECT id{} FROM persons FINAL WHERE project_id = {} AND NOT is_deleted) AS p",
                       columns, asking_.project());
  }

 private:
  const query::Asking& asking_;
  std::optional<int> group_type_;
  std::vector<std::string> columns_;
};

class Page {
 public:
  Page(const query::Asking& asking, query::Bindings& bindings, const ActorsQuery& query,
       const query::Actors* actors)
      : asking_(asking),
        bindings_(bindings),
        query_(query),
        actors_(actors),
        group_type_(actors ? actors->group_type : query.group_type),
        directory_(asking, group_type_),
        id_(actors ? "s.actor_id" : "p.id") {}

  Result<std::string> all() {
    const auto conditions = TRY(all_conditions());
    return fmt::format("SELECT {} AS actor_id, {} AS event_count FROM {}{}{}", id_,
                       actors_ ? "s.event_count" : "0", source(), conditions.empty() ? "" : " WHERE ",
                       fmt::join(conditions, " AND "));
  }

  Result<ActorPage> read() {
    const auto conditions = TRY(all_conditions());
    const auto order = TRY(order_by());
    std::string columns = fmt::format("toString({}), {}", id_, actors_ ? "s.event_count" : "0");
    if (actors_)
      for (const auto& name : actors_->more) columns += ", s." + query::quote_name(name);
    const auto rows = TRY(asking_.rows(
        query::Statement{fmt::format("SELECT {} FROM {}{}{} ORDER BY {} LIMIT {} OFFSET {}", columns,
                                     source(), conditions.empty() ? "" : " WHERE ",
                                     fmt::join(conditions, " AND "), order, query_.limit + 1, query_.offset),
                         bindings_.parameters(),
                         {}}));
    return page_of(rows);
  }

 private:
  Result<std::vector<std::string>> all_conditions() {
    std::vector<std::string> conditions;
    if (!query_.search.empty()) conditions.push_back(found_by(query_.search));
    for (const auto* filters : {&query_.properties, &query_.fixed_properties})
      if (!filters->empty()) conditions.push_back(TRY(condition(*filters)));
    return conditions;
  }

  // After all columns of the directory were asked for.
  std::string source() const {
    if (!actors_) return directory_.sql();
    auto from = fmt::format("({}) AS s", actors_->sql);
    if (directory_.used()) from += fmt::format(" LEFT JOIN {} ON p.id = s.actor_id", directory_.sql());
    return from;
  }

  ActorPage page_of(const std::vector<json::array>& rows) const {
    ActorPage page;
    const auto limit = static_cast<std::size_t>(query_.limit);
    page.has_more = rows.size() > limit;
    for (std::size_t i = 0; i < std::min(limit, rows.size()); ++i) {
      const auto& row = rows[i];
      page.rows.push_back({std::string(row.at(0).as_string()), row.at(1), {}});
      for (std::size_t more = 2; more < row.size(); ++more) page.rows.back().more.push_back(row[more]);
    }
    return page;
  }

  // By what a person is called, by a distinct id, or by the id itself.
  std::string found_by(const std::string& search) {
    const auto needle = bindings_.text(search);
    std::vector<std::string> ways = {fmt::format("toString({}) = {}", id_, needle)};
    for (const auto& property : group_type_ ? std::vector<std::string>{"name"} : name_properties(asking_))
      ways.push_back(fmt::format("ifNull(positionCaseInsensitiveUTF8({}, {}), 0) > 0",
                                 directory_.text_property(property), needle));
    if (group_type_)
      ways.push_back(fmt::format("positionCaseInsensitiveUTF8({}, {}) > 0", id_, needle));
    else
      ways.push_back(
          fmt::format("{} IN (SELECT person_id FROM person_distinct_ids FINAL WHERE project_id = {} AND NOT "
                      "is_deleted AND positionCaseInsensitiveUTF8(distinct_id, {}) > 0)",
                      id_, asking_.project(), needle));
    return fmt::format("({})", fmt::join(ways, " OR "));
  }

  Result<std::string> condition(const query::FilterNode& filters) {
    if (filters.leaf) return condition(*filters.leaf);
    std::vector<std::string> parts;
    for (const auto& child : filters.children) parts.push_back(TRY(condition(child)));
    if (parts.empty()) return std::string("1");
    return fmt::format("({})", fmt::join(parts, filters.any ? " OR " : " AND "));
  }

  Result<std::string> condition(const query::PropertyFilter& filter) {
    if (filter.type == query::PropertyType::cohort && !group_type_) {
      const bool inside = filter.op != query::Operator::not_in && filter.op != query::Operator::is_not;
      return fmt::format("{} {} ({})", id_, inside ? "IN" : "NOT IN",
                         TRY(query::cohort_members(filter, asking_)));
    }
    if (filter.type != (group_type_ ? query::PropertyType::group : query::PropertyType::person)) {
      return invalid(fmt::format("{}.type must be {} here.", filter.path,
                                 group_type_ ? "'group'" : "'person' or 'cohort'"),
                     filter.path + ".type");
    }
    return query::comparison(filter, query::stored_value(directory_.property(filter.key)), asking_,
                             bindings_);
  }

  Result<std::string> order_by() {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < query_.order_by.size(); ++i) {
      auto text = trimmed(query_.order_by[i]);
      const bool descending = take_suffix(text, "DESC");
      if (!descending) take_suffix(text, "ASC");
      parts.push_back(fmt::format("{}{} NULLS LAST", TRY(sort_key(text, fmt::format("orderBy[{}]", i))),
                                  descending ? " DESC" : ""));
    }
    if (parts.empty())
      parts.push_back(actors_ ? "s.event_count DESC" : directory_.column("created_at") + " DESC");
    parts.push_back(id_);  // so that pages never overlap
    return fmt::format("{}", fmt::join(parts, ", "));
  }

  Result<std::string> sort_key(std::string name, const std::string& path) {
    if (const auto comment = name.find("--"); comment != std::string::npos)
      name = trimmed(std::string_view(name).substr(0, comment));
    if (name == "id" || name == "actor_id" || name == "actor" || name == "person" || name == "key")
      return id_;
    if (name == "event_count" || name == "count()") return std::string(actors_ ? "s.event_count" : "0");
    if (name == "created_at" || name == "person.created_at") return directory_.column("created_at");
    if (name == "person_display_name" || name == "name" || name == "group_name") {
      std::vector<std::string> texts;
      for (const auto& property : group_type_ ? std::vector<std::string>{"name"} : name_properties(asking_))
        texts.push_back(fmt::format("nullIf({}, '')", directory_.text_property(property)));
      return fmt::format("lower(coalesce({}, toString({})))", fmt::join(texts, ", "), id_);
    }
    for (const std::string_view prefix : {"properties.", "person.properties.", "group_properties."}) {
      if (!name.starts_with(prefix)) continue;
      const auto key = std::string_view(name).substr(prefix.size());
      // Numbers in their order before texts in theirs.
      const auto raw = directory_.property(key);
      return fmt::format("(accurateCastOrNull({0}, 'Float64'), CAST({0}, 'Nullable(String)'))", raw);
    }
    if (actors_ && std::find(actors_->more.begin(), actors_->more.end(), name) != actors_->more.end())
      return "s." + query::quote_name(name);
    return invalid(fmt::format("{} cannot be '{}': id, created_at, event_count, person_display_name and "
                               "properties.… can be sorted by.",
                               path, std::string_view(name).substr(0, 100)),
                   path);
  }

  const query::Asking& asking_;
  query::Bindings& bindings_;
  const ActorsQuery& query_;
  const query::Actors* actors_;
  const std::optional<int> group_type_;
  Directory directory_;
  const std::string id_;
};

}  // namespace

Result<ActorPage> actor_page(const query::Asking& asking, query::Bindings& bindings, const ActorsQuery& query,
                             const query::Actors* actors) {
  return Page(asking, bindings, query, actors).read();
}

Result<std::string> all_actors(const query::Asking& asking, query::Bindings& bindings,
                               const ActorsQuery& query, const query::Actors* actors) {
  return Page(asking, bindings, query, actors).all();
}

}  // namespace leapfrog::insights
