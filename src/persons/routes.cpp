// The API of people and groups, in PostHog's shapes, under /api/projects/{project_id}/.
#include <algorithm>
#include <charconv>
#include <set>

#include "accounts/accounts.h"
#include "accounts/activity_page.h"
#include "base/log.h"
#include "http/pagination.h"
#include "persons/api_json.h"
#include "persons/edit_activity.h"
#include "persons/merge_rules.h"
#include "persons/person_reads.h"
#include "persons/store.h"

namespace leapfrog::persons {
namespace {

using accounts::ProjectAccess;
using http::Method;
using http::Request;
using http::Response;

constexpr milliseconds edit_patience{10'000};
constexpr std::size_t max_bulk = 1000;

Result<json::object> body_of(const Request& request) {
  if (request.body.empty()) return json::object();
  auto value = TRY(parse_json(request.body));
  if (!value.is_object()) return invalid("Expected a JSON object.", "", "parse_error");
  return std::move(value.get_object());
}

Result<int> type_index_of(std::string_view text) {
  int index = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc() || end != text.data() + text.size() || index < 0 ||
      index >= static_cast<int>(max_group_types))
    return invalid("Expected a group type's index, 0 to 4.", "group_type_index");
  return index;
}

template <class Views, class Render>
Response listed(const Request& request, http::Page page, Views views, Render render) {
  const bool more = static_cast<std::int64_t>(views.size()) > page.limit;
  if (more) views.resize(static_cast<std::size_t>(page.limit));
  json::array results;
  for (const auto& view : views) results.emplace_back(render(view));
  return Response::json(http::uncounted_page_json(request, page, more, std::move(results)));
}

// The handlers, sharing the store and the queue of edits.
class PersonsApi {
 public:
  PersonsApi(accounts::Accounts& accounts, meta::Database& database, meta::Database& activity_database,
             Edits& edits)
      : accounts_(accounts), database_(database), activity_database_(activity_database), edits_(edits) {}

  Result<Response> list(const ProjectAccess& access, Request& request) {
    const auto page = TRY(http::parse_page(request));
    PersonFilter filter;
    filter.search = request.query.get("search");
    filter.email = request.query.get("email");
    filter.distinct_id = request.query.get("distinct_id");
    filter.properties = TRY(parse_property_filters(request.query.get("properties")));
    const auto ordering = request.query.get("ordering");
    if (!ordering.empty() && ordering != "created_at" && ordering != "-created_at")
      return invalid("People are ordered by created_at or -created_at.", "ordering");
    filter.oldest_first = ordering == "created_at";
    return listed(request, page, TRY(read([&](meta::Connection& connection) {
                    return list_people(connection, access.id(), filter, page.limit + 1, page.offset);
                  })),
                  person_json);
  }

  Result<Response> get(const ProjectAccess& access, Request& request) {
    const auto person = TRY(find(access, request.param("id")));
    return Response::json(person_json(person));
  }

  Result<Response> update(const ProjectAccess& access, Request& request) {
    const auto body = TRY(body_of(request));
    const auto* properties = body.if_contains("properties");
    if (properties == nullptr || !properties->is_object())
      return invalid("Expected an object of properties to set.", "properties");
    return change(access, request, {{"set", *properties}});
  }

  Result<Response> update_property(const ProjectAccess& access, Request& request) {
    const auto body = TRY(body_of(request));
    const auto key = TRY(required_string(body, "key"));
    const auto* value = body.if_contains("value");
    if (value == nullptr) return invalid("This field is required.", "value", "required");
    json::object set;
    set[key] = *value;
    return change(access, request, {{"set", std::move(set)}});
  }

  Result<Response> delete_property(const ProjectAccess& access, Request& request) {
    return change(access, request, {{"unset", json::array{json::string(TRY(unset_key(request)))}}});
  }

  Result<Response> erase(const ProjectAccess& access, Request& request) {
    const auto person = TRY(find(access, request.param("id")));
    return erase_one(access, person, "delete_person", request.query.get("delete_events") == "true");
  }

  Result<Response> erase_events(const ProjectAccess& access, Request& request) {
    const auto person = TRY(find(access, request.param("id")));
    return erase_one(access, person, "delete_events", true);
  }

  // {"ids": […]} or {"distinct_ids": […]}, and "delete_events".
  Result<Response> bulk_delete(const ProjectAccess& access, Request& request) {
    const auto body = TRY(body_of(request));
    const bool events = TRY(optional_bool(body, "delete_events")).value_or(false);
    std::vector<Edits::Edit> edits;
    std::set<Uuid> found;
    for (const bool by_id : {true, false}) {
      const auto* list = body.if_contains(by_id ? "ids" : "distinct_ids");
      if (list == nullptr) continue;
      if (!list->is_array() || list->get_array().size() > max_bulk)
        return invalid("Expected a list of at most 1000 ids.", by_id ? "ids" : "distinct_ids");
      for (const auto& item : list->get_array()) {
        const auto person = TRY(find_by(access, id_text(item), by_id));
        if (person && found.insert(person->uuid).second)
          edits.push_back(
              edit_of(access, "delete_person", {{"person", person->uuid.text()}, {"events", events}}));
      }
    }
    const auto outcomes = TRY(apply_all(access, edits));
    const auto deleted = std::ranges::count(outcomes, "applied", status_of);
    return Response::json({{"persons_found", found.size()},
                           {"persons_deleted", deleted},
                           {"events_queued_for_deletion", events}},
                          202);
  }

  Result<Response> split(const ProjectAccess& access, Request& request) {
    const auto body = TRY(body_of(request));
    const auto main = TRY(optional_string(body, "main_distinct_id")).value_or("");
    const auto person = TRY(find(access, request.param("id")));
    const auto outcome =
        TRY(apply(access, "split_person", {{"person", person.uuid.text()}, {"main_distinct_id", main}}));
    return Response::json({{"success", true}, {"people", outcome.at("people")}}, 201);
  }

  // Who changed what about one person.
  Result<Response> activity(const ProjectAccess& access, Request& request) {
    const auto person = TRY(find(access, request.param("id")));
    return accounts::activity_page(accounts_, access, request, "Person", person.uuid.text());
  }

  // Values of one person property, the most frequent first: for pickers.
  Result<Response> values(const ProjectAccess& access, Request& request) {
    const auto key = request.query.get("key");
    if (key.empty()) return invalid("This field is required.", "key", "required");
    json::array results;
    for (auto& [value, count] : TRY(read([&](meta::Connection& connection) {
           return property_values(connection, access.id(), key, request.query.get("value"));
         })))
      results.emplace_back(json::object{{"name", std::move(value)}, {"count", count}});
    return Response::json(std::move(results));
  }

  Result<Response> erasures(const ProjectAccess& access, Request& request) {
    const auto page = TRY(http::parse_page(request));
    return listed(request, page, TRY(read([&](meta::Connection& connection) {
                    return list_erasures(connection, access.id(), "", page.limit + 1, page.offset);
                  })),
                  erasure_json);
  }

  Result<Response> erasure(const ProjectAccess& access, Request& request) {
    const auto found = TRY(read([&](meta::Connection& connection) {
      return list_erasures(connection, access.id(), request.param("uuid"), 1, 0);
    }));
    if (found.empty()) return not_found();
    return Response::json(erasure_json(found.front()));
  }

  Result<Response> list_groups_of_type(const ProjectAccess& access, Request& request) {
    const auto page = TRY(http::parse_page(request));
    const GroupFilter filter{TRY(type_index_of(request.query.get("group_type_index"))),
                             std::string(request.query.get("search"))};
    return listed(request, page, TRY(read([&](meta::Connection& connection) {
                    return list_groups(connection, access.id(), filter, page.limit + 1, page.offset);
                  })),
                  group_json);
  }

  Result<Response> get_group(const ProjectAccess& access, Request& request) {
    const auto group = TRY(group_of(access, request));
    return Response::json(group_json(group));
  }

  Result<Response> update_group_property(const ProjectAccess& access, Request& request) {
    const auto body = TRY(body_of(request));
    const auto key = TRY(required_string(body, "key"));
    const auto* value = body.if_contains("value");
    if (value == nullptr) return invalid("This field is required.", "value", "required");
    json::object set;
    set[key] = *value;
    return change_group(access, request, {{"set", std::move(set)}});
  }

  Result<Response> delete_group_property(const ProjectAccess& access, Request& request) {
    return change_group(access, request, {{"unset", json::array{json::string(TRY(unset_key(request)))}}});
  }

  Result<Response> group_types(const ProjectAccess& access, Request&) {
    json::array results;
    for (const auto& type : TRY(types_of(access))) results.emplace_back(group_type_json(type));
    return Response::json(std::move(results));
  }

  // [{"group_type_index": 0, "name_singular": …, "name_plural": …}, …]
  Result<Response> name_group_types(const ProjectAccess& access, Request& request) {
    const auto body = TRY(parse_json(request.body));
    if (!body.is_array() || body.get_array().size() > max_group_types)
      return invalid("Expected a list of group types.");
    std::vector<GroupTypeView> types;
    for (const auto& item : body.get_array()) {
      if (!item.is_object()) return invalid("Every group type is an object.");
      const auto& object = item.get_object();
      GroupTypeView type;
      type.index = static_cast<int>(TRY(optional_int(object, "group_type_index")).value_or(-1));
      type.singular = TRY(optional_string(object, "name_singular"));
      type.plural = TRY(optional_string(object, "name_plural"));
      types.push_back(std::move(type));
    }
    const auto named = database_.write([&](meta::Connection& connection) -> Result<> {
      for (const auto& type : types) TRY(name_group_type(connection, access.id(), type));
      return {};
    });
    if (!named) return Failure(named.error());
    return group_types(access, request);
  }

 private:
  template <class Work>
  std::invoke_result_t<Work, meta::Connection&> read(const Work& work) {
    return store::read(database_, work);
  }

  Result<std::vector<GroupTypeView>> types_of(const ProjectAccess& access) {
    return read(
        [&](meta::Connection& connection) { return persons::list_group_types(connection, access.id()); });
  }

  Result<std::string> unset_key(const Request& request) {
    const auto body = TRY(body_of(request));
    return required_string(body, "$unset");
  }

  Result<std::optional<PersonView>> find_by(const ProjectAccess& access, const std::string& id, bool by_id) {
    return read([&](meta::Connection& connection) -> Result<std::optional<PersonView>> {
      if (by_id) return find_person(connection, access.id(), id);
      PersonFilter filter;
      filter.distinct_id = id;
      auto people = TRY(list_people(connection, access.id(), filter, 1, 0));
      if (people.empty()) return std::nullopt;
      return std::move(people.front());
    });
  }

  Result<PersonView> find(const ProjectAccess& access, std::string_view id) {
    auto person = TRY(find_by(access, std::string(id), true));
    if (!person) return not_found("There is no such person.");
    return *std::move(person);
  }

  static Edits::Edit edit_of(const ProjectAccess& access, std::string kind, json::object request) {
    return {access.id(), std::move(kind), std::move(request), access.user_id().value_or(0)};
  }
  static std::string_view status_of(const json::object& outcome) {
    return string_or_empty(outcome, "status");
  }

  // Edits that are still on their way will be applied, so the activity log has them, too.
  Result<std::vector<json::object>> apply_all(const ProjectAccess& access,
                                              const std::vector<Edits::Edit>& edits) {
    auto outcomes = edits_.apply_all(edits, edit_patience);
    const bool is_pending = !outcomes && outcomes.error().code == "pending";
    std::vector<Edits::Edit> applied;
    for (std::size_t i = 0; i < edits.size(); ++i)
      if (is_pending || (outcomes && status_of((*outcomes)[i]) == "applied")) applied.push_back(edits[i]);
    log_edits(access, applied);
    return outcomes;
  }

  // The outcome of an edit that was applied; otherwise the error that says why not.
  Result<json::object> apply(const ProjectAccess& access, std::string kind, json::object request) {
    auto outcome =
        std::move(TRY(apply_all(access, {edit_of(access, std::move(kind), std::move(request))})).front());
    const auto status = status_of(outcome);
    if (status == "not_found") return not_found();
    if (status == "too_large")
      return invalid("The properties would be larger than 512 KiB, or a key longer than 400 bytes.",
                     "properties", "too_large");
    CHECK(status == "applied");
    return outcome;
  }

  // People and the log are in different databases; a failure of the log is ours to mend.
  void log_edits(const ProjectAccess& access, const std::vector<Edits::Edit>& edits) {
    if (edits.empty()) return;
    const auto logged = activity_database_.write([&](meta::Connection& connection) -> Result<> {
      for (const auto& edit : edits)
        TRY(accounts::record_activity(connection, access, activity_of(edit, system_clock().now())));
      return {};
    });
    if (!logged) log_error("A change is missing in the activity log.", {{"error", logged.error().detail}});
  }

  Result<Response> change(const ProjectAccess& access, Request& request, json::object edit) {
    const auto person = TRY(find(access, request.param("id")));
    edit["person"] = person.uuid.text();
    TRY(apply(access, "update_person", std::move(edit)));
    return get(access, request);
  }

  Result<Response> erase_one(const ProjectAccess& access, const PersonView& person, std::string kind,
                             bool events) {
    const auto outcome =
        TRY(apply(access, std::move(kind), {{"person", person.uuid.text()}, {"events", events}}));
    const auto uuid = string_or_empty(outcome, "erasure");
    const auto receipt = TRY(read(
        [&](meta::Connection& connection) { return list_erasures(connection, access.id(), uuid, 1, 0); }));
    if (receipt.empty()) return internal_error("The receipt of the erasure is missing.");
    return Response::json(erasure_json(receipt.front()), 202);
  }

  Result<GroupView> group_of(const ProjectAccess& access, const Request& request) {
    const auto index = TRY(type_index_of(request.query.get("group_type_index")));
    auto group = TRY(read([&](meta::Connection& connection) {
      return find_group(connection, access.id(), index, request.query.get("group_key"));
    }));
    if (!group) return not_found("There is no such group.");
    return *std::move(group);
  }

  Result<Response> change_group(const ProjectAccess& access, Request& request, json::object edit) {
    const auto group = TRY(group_of(access, request));
    edit["type_index"] = group.type_index;
    edit["key"] = group.key;
    TRY(apply(access, "update_group", std::move(edit)));
    return get_group(access, request);
  }

  accounts::Accounts& accounts_;
  meta::Database& database_;
  meta::Database& activity_database_;
  Edits& edits_;
};

// "pending" is not an error to whoever asked: it is on its way, and the answer says so.
Result<Response> honest(Result<Response> answer) {
  if (answer || answer.error().code != "pending") return answer;
  return Response::json({{"status", "pending"}, {"detail", answer.error().detail}}, 202);
}

}  // namespace

void add_routes(http::Router& router, accounts::Accounts& accounts, meta::Database& database,
                meta::Database& activity_database, Edits& edits) {
  const auto api = std::make_shared<PersonsApi>(accounts, database, activity_database, edits);
  using Call = Result<Response> (PersonsApi::*)(const ProjectAccess&, Request&);
  const auto add = [&](Method method, std::string_view path, std::string summary, std::string scope,
                       Call call) {
    const auto tag = scope.substr(0, scope.find(':')) + "s";
    accounts::add_project_route(router, accounts, method, path, {std::move(summary), tag, scope, "", ""},
                                [api, call](const ProjectAccess& access, Request& request) {
                                  return honest(((*api).*call)(access, request));
                                });
  };
  using Api = PersonsApi;
  add(Method::get, "persons/", "List people", "person:read", &Api::list);
  add(Method::get, "persons/values/", "List the values of a person property", "person:read", &Api::values);
  add(Method::get, "persons/erasures/", "List receipts of erased people", "person:read", &Api::erasures);
  add(Method::get, "persons/erasures/{uuid}/", "Show the receipt of an erasure", "person:read",
      &Api::erasure);
  add(Method::post, "persons/bulk_delete/", "Erase several people", "person:write", &Api::bulk_delete);
  add(Method::get, "persons/{id}/", "Show a person", "person:read", &Api::get);
  add(Method::patch, "persons/{id}/", "Set properties of a person", "person:write", &Api::update);
  add(Method::del, "persons/{id}/", "Erase a person", "person:write", &Api::erase);
  add(Method::post, "persons/{id}/update_property/", "Set one property of a person", "person:write",
      &Api::update_property);
  add(Method::post, "persons/{id}/delete_property/", "Remove a property of a person", "person:write",
      &Api::delete_property);
  add(Method::post, "persons/{id}/delete_events/", "Erase a person's events", "person:write",
      &Api::erase_events);
  add(Method::get, "persons/{id}/activity/", "Who changed what about a person", "person:read",
      &Api::activity);
  add(Method::post, "persons/{id}/split/", "Split a person into one per distinct id", "person:write",
      &Api::split);
  add(Method::get, "groups/", "List groups of a type", "group:read", &Api::list_groups_of_type);
  add(Method::get, "groups/find/", "Show a group", "group:read", &Api::get_group);
  add(Method::post, "groups/update_property/", "Set one property of a group", "group:write",
      &Api::update_group_property);
  add(Method::post, "groups/delete_property/", "Remove a property of a group", "group:write",
      &Api::delete_group_property);
  add(Method::get, "groups_types/", "List the types of groups", "group:read", &Api::group_types);
  add(Method::patch, "groups_types/update_metadata/", "Name the types of groups", "group:write",
      &Api::name_group_types);
}

}  // namespace leapfrog::persons
