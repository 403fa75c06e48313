// cohorts/: sets of people.
#include <fmt/format.h>

#include <charconv>
#include <set>

#include "accounts/activity_page.h"
#include "cohorts/cohort_json.h"
#include "cohorts/counting.h"
#include "cohorts/definition_json.h"
#include "cohorts/dependencies.h"
#include "cohorts/people_input.h"
#include "cohorts/people_statement.h"
#include "flags/cohort_use.h"
#include "http/json_body.h"
#include "http/object_schema.h"
#include "persons/api_json.h"
#include "storage/meta/rows.h"

namespace leapfrog::cohorts {
namespace {

using accounts::ProjectAccess;
using http::Request;
using http::Response;

constexpr std::size_t max_body = 16 << 20;  // lists come as files
// So long an answer waits for the counting of what changed.
constexpr milliseconds patience{2'000};

class CohortsApi {
 public:
  explicit CohortsApi(Cohorts::State& state) : state_(state), database_(state.parts.database) {}

  Result<Response> list(const ProjectAccess& access, Request& request) {
    const auto page = TRY(http::parse_page(request));
    CohortFilter filter;
    filter.search = request.query.get("search");
    const auto type = request.query.get("type");
    if (type == "static" || type == "dynamic") filter.is_static = type == "static";
    std::int64_t count = 0;
    const auto found =
        TRY(meta::in_read(database_, [&](meta::Connection& connection) -> Result<std::vector<CohortRecord>> {
          count = TRY(count_cohorts(connection, access.id(), filter));
          return list_cohorts(connection, access.id(), filter, page);
        }));
    json::array results;
    for (const auto& cohort : found) results.push_back(TRY(shown(cohort)));
    return Response::json(http::page_json(request, page, count, std::move(results)));
  }

  Result<Response> create(const ProjectAccess& access, Request& request) {
    const auto body = TRY(read_body(request));
    if (!body.fields.contains("name")) return invalid("This field is required.", "name", "required");
    const auto now = state_.parts.clock.now();
    CohortRecord cohort;
    cohort.project = access.id();
    cohort.created_at = cohort.changed_at = now;
    cohort.created_by = access.user_id();
    TRY(change_cohort(cohort, body.fields));
    TRY(check_statement(access, cohort));
    const auto people = TRY(list_given(cohort, body));
    TRY(database_.write([&](meta::Connection& connection) -> Result<> {
      if (TRY(count_cohorts(connection, access.id(), {})) >= max_cohorts)
        return invalid(fmt::format("A project can have {} cohorts. Delete some first.", max_cohorts));
      TRY(check_dependencies(connection, cohort));
      cohort.id = TRY(insert_cohort(connection, cohort));
      return record(connection, access, cohort, now, "created", {});
    }));
    if (people) TRY(fill_list(cohort, *people));
    return Response::json(TRY(counted(access, cohort.id)), 201);
  }

  Result<Response> get(const ProjectAccess& access, Request& request) {
    return Response::json(TRY(shown(TRY(read(access, request)))));
  }

  Result<Response> change(const ProjectAccess& access, Request& request) {
    const auto body = TRY(read_body(request));
    const auto before = TRY(read(access, request));
    auto wanted = before;
    TRY(change_cohort(wanted, body.fields));
    const bool redefined =
        wanted.filters != before.filters || wanted.groups != before.groups || wanted.query_pending;
    if (redefined) TRY(check_statement(access, wanted));
    const auto people = TRY(list_given(wanted, body));
    if (people) TRY(add_to_list(state_, wanted, *people));
    const bool recount = redefined || people || wanted.deleted != before.deleted;
    const auto now = state_.parts.clock.now();
    TRY(database_.write([&](meta::Connection& connection) -> Result<> {
      // On top of what others changed meanwhile.
      wanted = TRY(find_any_cohort(connection, access.id(), before.id)).value_or(before);
      TRY(change_cohort(wanted, body.fields));
      if (recount) {
        wanted.changed_at = now;
        wanted.errors = 0;
        wanted.last_error.clear();
        wanted.retry_at = {};
      }
      if (redefined || (before.deleted && !wanted.deleted)) TRY(check_dependencies(connection, wanted));
      if (wanted.deleted && !before.deleted) TRY(check_unused(connection, wanted));
      TRY(update_cohort(connection, wanted));
      if (recount) TRY(touch_dependents(connection, wanted, now));
      auto changes = accounts::changes_between(logged_fields(before), logged_fields(wanted));
      if (people) changes.push_back({"people", nullptr, people->size()});
      if (changes.empty()) return {};
      const bool toggled = before.deleted != wanted.deleted;
      return record(connection, access, wanted, now,
                    !toggled         ? "updated"
                    : wanted.deleted ? "deleted"
                                     : "restored",
                    std::move(changes));
    }));
    if (!recount) return Response::json(TRY(shown(wanted)));
    return Response::json(TRY(counted(access, wanted.id)));
  }

  Result<Response> count_preview(const ProjectAccess& access, Request& request) {
    const auto body = TRY(http::json_body(request));
    CohortRecord cohort;
    cohort.project = access.id();
    cohort.name = "preview";
    auto fields = body;
    for (const auto* unasked : {"name", "is_static", "query", "deleted"}) fields.erase(unasked);
    TRY(change_cohort(cohort, fields));
    TRY(meta::in_read(database_, [&](meta::Connection& connection) -> Result<int> {
      TRY(check_dependencies(connection, cohort));
      return 0;
    }));
    const auto asking = TRY(state_.asking(access));
    const auto numbers = TRY(preview(asking, *TRY(definition_of(cohort))));
    return Response::json(json::object{{"count", numbers.count}, {"total", numbers.total}});
  }

  Result<Response> persons(const ProjectAccess& access, Request& request) {
    const auto page = TRY(http::parse_page(request));
    persons::PersonFilter filter;
    filter.search = request.query.get("search");
    filter.email = request.query.get("email");
    filter.distinct_id = request.query.get("distinct_id");
    filter.properties = TRY(persons::parse_property_filters(request.query.get("properties")));
    const auto cohort = TRY(read(access, request));
    const auto list = TRY(members_of(cohort));
    const bool all = filter.search.empty() && filter.email.empty() && filter.distinct_id.empty() &&
                     filter.properties.empty();
    if (list && !all) return found_persons(access, request, *list, filter, page);
    const auto total = static_cast<std::int64_t>(list ? list->people().size() : 0);
    json::array results;
    TRY(state_.parts.people.read([&](meta::Connection& connection) -> Result<> {
      for (auto i = page.offset; i < std::min(page.offset + page.limit, total); ++i) {
        const auto uuid = list->people()[static_cast<std::size_t>(i)].text();
        if (const auto person = TRY(persons::find_person(connection, access.id(), uuid)))
          results.emplace_back(persons::person_json(*person));
      }
      return {};
    }));
    return Response::json(http::page_json(request, page, total, std::move(results)));
  }

  // The list may know somebody by a name from before a merge, or by several.
  Result<Response> found_persons(const ProjectAccess& access, const Request& request, const MemberFile& list,
                                 const persons::PersonFilter& filter, http::Page page) {
    json::array results;
    std::int64_t total = 0;
    TRY(state_.parts.people.read([&](meta::Connection& connection) -> Result<> {
      std::set<std::int64_t> seen;
      for (const auto& name : TRY(persons::names_of_people(connection, access.id(), filter))) {
        if (!list.contains(name.uuid) || !seen.insert(name.row).second) continue;
        const auto at = total++;
        if (at < page.offset || at >= page.offset + page.limit) continue;
        if (const auto person = TRY(persons::find_person(connection, access.id(), std::to_string(name.row))))
          results.emplace_back(persons::person_json(*person));
      }
      return {};
    }));
    return Response::json(http::page_json(request, page, total, std::move(results)));
  }

  Result<Response> add_people(const ProjectAccess& access, Request& request) {
    const auto body = TRY(http::json_body(request));
    const auto cohort = TRY(read_static(access, request));
    const auto uuids = TRY(uuids_in(body, "person_ids"));
    const auto people = TRY(meta::in_read(state_.parts.people, [&](meta::Connection& connection) {
      return persons::living_people(connection, access.id(), uuids);
    }));
    if (people.empty()) return invalid("None of these people is known here.", "person_ids", "not_found");
    TRY(add_to_list(state_, cohort, people));
    return list_changed(access, cohort, "persons_added_manually",
                        {"people", nullptr, static_cast<std::int64_t>(people.size())});
  }

  Result<Response> remove_person(const ProjectAccess& access, Request& request) {
    const auto body = TRY(http::json_body(request));
    const auto cohort = TRY(read_static(access, request));
    const auto text = TRY(required_string(body, "person_id"));
    const auto uuid = Uuid::parse(text);
    if (!uuid) return invalid("person_id is not a uuid.", "person_id");
    // The list may know the person by a name from before a merge.
    auto names = TRY(
        meta::in_read(state_.parts.people, [&](meta::Connection& connection) -> Result<std::vector<Uuid>> {
          std::vector<Uuid> all{*uuid};
          for (const auto& person : TRY(persons::living_people(connection, access.id(), all))) {
            all.push_back(person);
            for (const auto& name : TRY(persons::earlier_names(connection, person))) all.push_back(name);
          }
          return all;
        }));
    const auto list = TRY(members_of(cohort));
    const bool inside =
        list && std::ranges::any_of(names, [&](const Uuid& name) { return list->contains(name); });
    if (!inside) return not_found("This person is not in the cohort.");
    TRY(database_.write(
        [&](meta::Connection& connection) { return remove_listed(connection, cohort.id, names); }));
    return list_changed(access, cohort, "person_removed_manually", {"people", json::value(text), nullptr});
  }

  Result<Response> duplicate(const ProjectAccess& access, Request& request) {
    const auto source = TRY(read(access, request));
    const auto list = TRY(members_of(source));
    if (!list) return unavailable("The people of this cohort are being counted. Try again in a moment.", 2);
    CohortRecord copy;
    copy.name = fmt::format("{} (static copy)", source.name);
    copy.description = source.description;
    TRY(insert_list(access, copy));
    TRY(fill_list(copy, list->people()));
    return Response::json(TRY(counted(access, copy.id)), 201);
  }

  // Who is in it is found in the background: of all people of a project that can take long.
  Result<json::object> list_of_flag(const ProjectAccess& access, std::string name, std::int64_t flag) {
    CohortRecord wanted;
    wanted.name = std::move(name);
    wanted.flag = flag;
    wanted.query_pending = true;
    TRY(insert_list(access, wanted));
    TRY(state_.changed(access.id()));
    return shown(wanted);
  }

  Result<Response> history(const ProjectAccess& access, Request& request) {
    const auto page = TRY(http::parse_page(request));
    const auto cohort = TRY(read(access, request));
    json::array results;
    std::int64_t count = 0;
    TRY(database_.read([&](meta::Connection& connection) -> Result<> {
      count = TRY(count_countings(connection, cohort.id));
      for (const auto& one : TRY(list_countings(connection, cohort.id, page)))
        results.emplace_back(counting_json(one));
      return {};
    }));
    return Response::json(http::page_json(request, page, count, std::move(results)));
  }

  Result<Response> activity(const ProjectAccess& access, Request& request) {
    const auto cohort = TRY(read(access, request));
    return accounts::activity_page(state_.parts.accounts, access, request, "Cohort",
                                   std::to_string(cohort.id));
  }

  // The cohorts that a person is in.
  Result<Response> of_person(const ProjectAccess& access, Request& request) {
    const auto id = request.query.get("person_id");
    if (id.empty()) return invalid("This field is required.", "person_id", "required");
    const auto person = TRY(meta::in_read(state_.parts.people, [&](meta::Connection& connection) {
      return persons::find_person(connection, access.id(), id);
    }));
    if (!person) return not_found();
    json::array results;
    for (const auto& cohort : TRY(meta::in_read(database_, [&](meta::Connection& connection) {
           return all_cohorts(connection, access.id());
         }))) {
      if (cohort.version == 0 || !TRY(state_.is_member(access.id(), cohort.id, person->uuid))) continue;
      results.emplace_back(TRY(shown(cohort)));
    }
    return Response::json(json::object{{"results", std::move(results)}});
  }

 private:
  // A list nobody is in yet; of `wanted` it keeps the words and where its people come from.
  Result<> insert_list(const ProjectAccess& access, CohortRecord& wanted) {
    const auto now = state_.parts.clock.now();
    wanted.project = access.id();
    wanted.is_static = true;
    wanted.created_at = wanted.changed_at = now;
    wanted.created_by = access.user_id();
    return database_.write([&](meta::Connection& connection) -> Result<> {
      if (TRY(count_cohorts(connection, access.id(), {})) >= max_cohorts)
        return invalid(fmt::format("A project can have {} cohorts. Delete some first.", max_cohorts));
      wanted.id = TRY(insert_cohort(connection, wanted));
      return record(connection, access, wanted, now, "created", {});
    });
  }

  // Long lists come in several transactions: whoever counted in between saw a part, so it counts again.
  Result<> fill_list(const CohortRecord& cohort, std::span<const Uuid> people) {
    TRY(add_to_list(state_, cohort, people));
    const auto at = std::max(state_.parts.clock.now(), cohort.changed_at + microseconds(1));
    return database_.write(
        [&](meta::Connection& connection) { return set_changed(connection, cohort.id, at); });
  }

  Result<CohortRecord> read(const ProjectAccess& access, const Request& request) {
    std::int64_t id = 0;
    const auto text = request.param("id");
    std::from_chars(text.data(), text.data() + text.size(), id);
    auto cohort = TRY(meta::in_read(database_, [&](meta::Connection& connection) {
      return find_any_cohort(connection, access.id(), id);
    }));
    // A deleted one can be brought back by who knows its number, but is not shown.
    if (!cohort || (cohort->deleted && request.method != http::Method::patch)) return not_found();
    state_.parts.uses.note(cohort->id, state_.parts.clock.now());
    return *std::move(cohort);
  }

  Result<CohortRecord> read_static(const ProjectAccess& access, const Request& request) {
    auto cohort = TRY(read(access, request));
    if (cohort.deleted) return not_found();
    if (!cohort.is_static)
      return invalid("Only the list of a static cohort is changed by hand; change this one's filters.",
                     "cohort", "not_static");
    return cohort;
  }

  // Nothing before the first counting.
  Result<std::shared_ptr<const MemberFile>> members_of(const CohortRecord& cohort) {
    if (cohort.version == 0) return std::shared_ptr<const MemberFile>();
    return state_.members(cohort.id);
  }

  Result<std::optional<std::vector<Uuid>>> list_given(const CohortRecord& cohort, const CohortBody& body) {
    auto people = TRY(people_given(state_.parts.people, cohort.project, body));
    if (people && !cohort.is_static)
      return invalid("Only a static cohort has a list of people; give is_static: true.", "csv");
    return people;
  }

  // That what it names exists is known when it is put into a statement.
  Result<> check_statement(const ProjectAccess& access, const CohortRecord& cohort) {
    const auto asking = TRY(state_.asking(access));
    query::Bindings bindings;
    if (const auto definition = TRY(definition_of(cohort))) {
      const auto written = people_statement(asking, bindings, *definition);
      // A cohort that it names may not be counted yet, and one that does not exist has its own words.
      const bool later = !written && written.error().kind == ErrorKind::unavailable;
      if (!written && !later) return std::unexpected(written.error());
    }
    return {};
  }

  Result<> check_unused(meta::Connection& connection, const CohortRecord& cohort) {
    const auto others = TRY(dependents_of(connection, cohort));
    const auto keys = TRY(flags::flags_on_cohort(connection, cohort.project, cohort.id));
    if (!keys.empty())
      return invalid(
          fmt::format("The feature flag '{}' has a condition on this cohort. Change it first.", keys.front()),
          "deleted", "in_use");
    if (others.empty()) return {};
    return invalid(
        fmt::format("The cohort '{}' is made of this one. Change or delete it first.", others.front().name),
        "deleted", "in_use");
  }

  Result<> record(meta::Connection& connection, const ProjectAccess& access, const CohortRecord& cohort,
                  Instant at, std::string what, std::vector<accounts::Change> changes) {
    return accounts::record_activity(
        connection, access,
        {at, "Cohort", std::to_string(cohort.id), std::move(what), cohort.name, std::move(changes)});
  }

  Result<Response> list_changed(const ProjectAccess& access, const CohortRecord& cohort, std::string what,
                                accounts::Change change) {
    const auto now = state_.parts.clock.now();
    TRY(database_.write([&](meta::Connection& connection) -> Result<> {
      TRY(set_changed(connection, cohort.id, now));
      TRY(touch_dependents(connection, cohort, now));
      return record(connection, access, cohort, now, std::move(what), {std::move(change)});
    }));
    TRY(counted(access, cohort.id));
    return Response::json(json::object{{"success", true}});
  }

  // The cohort after its change, counted again if that does not take long.
  Result<json::object> counted(const ProjectAccess& access, std::int64_t id) {
    TRY(state_.changed(access.id()));
    state_.wait_counted(access.id(), id, patience);
    const auto cohort = TRY(meta::in_read(database_, [&](meta::Connection& connection) {
      return find_any_cohort(connection, access.id(), id);
    }));
    if (!cohort) return not_found();
    return shown(*cohort);
  }

  Result<json::object> shown(const CohortRecord& cohort) {
    std::optional<accounts::User> creator;
    if (cohort.created_by) creator = TRY(state_.parts.accounts.user(*cohort.created_by));
    return cohort_json(cohort, accounts::user_json(creator), state_.is_counting(cohort.id));
  }

  Cohorts::State& state_;
  meta::Database& database_;
};

json::object cohort_schema() {
  return http::object_schema({{"id", "integer"},
                              {"name", "string"},
                              {"description", "string"},
                              {"groups", "array"},
                              {"deleted", "boolean"},
                              {"filters", "object?"},
                              {"query", "object?"},
                              {"is_calculating", "boolean"},
                              {"created_by", "object?"},
                              {"created_at", "string"},
                              {"last_calculation", "string?"},
                              {"errors_calculating", "integer"},
                              {"last_error_message", "string?"},
                              {"count", "integer?"},
                              {"is_static", "boolean"},
                              {"cohort_type", "string"},
                              {"version", "integer?"},
                              {"experiment_set", "array"}});
}

}  // namespace

Result<json::object> Cohorts::State::make_list_of_flag(const accounts::ProjectAccess& access,
                                                       std::string name, std::int64_t flag) {
  return CohortsApi(*this).list_of_flag(access, std::move(name), flag);
}

void add_routes(http::Router& router, Cohorts& cohorts) {
  auto& state = cohorts.state();
  const auto api = std::make_shared<CohortsApi>(state);
  using Call = Result<Response> (CohortsApi::*)(const ProjectAccess&, Request&);
  const auto add = [&](http::Method method, std::string_view path, std::string summary, std::string scope,
                       std::string takes, std::string gives, Call call) {
    http::RouteOptions options;
    options.max_body_bytes = max_body;
    accounts::add_project_route(
        router, state.parts.accounts, method, path,
        {std::move(summary), "cohorts", std::move(scope), std::move(takes), std::move(gives)},
        [api, call](const ProjectAccess& access, Request& request) {
          return ((*api).*call)(access, request);
        },
        {}, options);
  };
  router.add_schema("Cohort", cohort_schema());
  router.add_schema("CohortCount", http::object_schema({{"count", "integer"}, {"total", "integer"}}));
  router.add_schema("CohortPeople", http::object_schema({{"person_ids", "array"}}));
  router.add_schema("CohortPerson", http::object_schema({{"person_id", "string"}}));
  using enum http::Method;
  const std::string reads = "cohort:read";
  const std::string writes = "cohort:write";
  add(get, "cohorts/", "List cohorts", reads, "", "", &CohortsApi::list);
  add(post, "cohorts/", "Create a cohort; with a file csv: of the people it lists", writes, "Cohort",
      "Cohort", &CohortsApi::create);
  add(post, "cohorts/preview/", "How many people a definition that is not saved would have", reads, "Cohort",
      "CohortCount", &CohortsApi::count_preview);
  add(get, "cohorts/{id:int}/", "Show a cohort", reads, "", "Cohort", &CohortsApi::get);
  add(patch, "cohorts/{id:int}/", "Change a cohort; deleted: true removes it", writes, "Cohort", "Cohort",
      &CohortsApi::change);
  add(get, "cohorts/{id:int}/persons/", "The people of a cohort; search and properties as for people", reads,
      "", "", &CohortsApi::persons);
  add(get, "cohorts/{id:int}/activity/", "Who changed what about a cohort", reads, "", "",
      &CohortsApi::activity);
  add(get, "cohorts/{id:int}/calculation_history/", "When a cohort was counted, and what came of it", reads,
      "", "", &CohortsApi::history);
  add(get, "cohorts/{id:int}/duplicate_as_static_cohort/", "Copy the people of a cohort into a static one",
      writes, "", "Cohort", &CohortsApi::duplicate);
  add(post, "cohorts/{id:int}/duplicate_as_static_cohort/", "Copy the people of a cohort into a static one",
      writes, "", "Cohort", &CohortsApi::duplicate);
  add(patch, "cohorts/{id:int}/add_persons_to_static_cohort/", "Put people into a static cohort", writes,
      "CohortPeople", "", &CohortsApi::add_people);
  add(patch, "cohorts/{id:int}/remove_person_from_static_cohort/", "Take a person out of a static cohort",
      writes, "CohortPerson", "", &CohortsApi::remove_person);
  add(get, "persons/cohorts/", "The cohorts that a person is in", "person:read", "", "",
      &CohortsApi::of_person);
}

}  // namespace leapfrog::cohorts
