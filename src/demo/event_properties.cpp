#include "demo/event_properties.h"

#include <fmt/format.h>

#include "demo/audience.h"

namespace leapfrog::demo {
namespace {

// In the order of Kind.
constexpr std::string_view names[] = {"$pageview",
                                      "$pageleave",
                                      "$autocapture",
                                      "$rageclick",
                                      "$web_vitals",
                                      "$feature_flag_called",
                                      "$exception",
                                      "$identify",
                                      "$groupidentify",
                                      "signed_up",
                                      "onboarding_step_completed",
                                      "project_created",
                                      "file_uploaded",
                                      "invite_sent",
                                      "comment_added",
                                      "task_completed",
                                      "search_performed",
                                      "report_exported",
                                      "plan_upgraded",
                                      "invoice_paid"};
static_assert(std::size(names) == static_cast<std::size_t>(Kind::invoice_paid) + 1);

struct MistakeRow {
  std::string_view type;
  std::string_view message;
  std::string_view function;
  std::string_view file;
  int line;
  int column;
  bool handled;
};

// In the order of Mistake.
constexpr MistakeRow mistakes[] = {
    {"TypeError", "Cannot read properties of undefined (reading 'template')", "createProjectFromTemplate",
     "https://app.hedgerow.example/assets/projects-new.js", 214, 31, false},
    {"NetworkError", "Failed to fetch", "request", "https://app.hedgerow.example/assets/client.js", 88, 12,
     true},
    {"Error", "ResizeObserver loop completed with undelivered notifications.", "measure",
     "https://app.hedgerow.example/assets/board.js", 41, 7, false}};

constexpr std::string_view file_types[] = {"pdf", "png", "docx", "fig", "xlsx", "mp4", "zip"};
constexpr std::string_view templates[] = {"blank", "website", "campaign", "brand", "event"};
constexpr std::string_view steps[] = {"workspace", "team"};
constexpr std::string_view plans[] = {"free", "team", "business"};

void write_exception(ObjectWriter& properties, const MistakeRow& mistake) {
  properties.text("$exception_level", "error");
  std::string list = "[";
  {
    ObjectWriter entry(list);
    entry.text("type", mistake.type);
    entry.text("value", mistake.message);
    entry.raw("mechanism", mistake.handled ? R"({"handled":true,"type":"generic","synthetic":false})"
                                           : R"({"handled":false,"type":"onerror","synthetic":false})");
    std::string frame;
    {
      ObjectWriter fields(frame);
      fields.text("platform", "web:javascript");
      fields.text("filename", mistake.file);
      fields.text("function", mistake.function);
      fields.integer("lineno", mistake.line);
      fields.integer("colno", mistake.column);
      fields.boolean("in_app", true);
    }
    entry.raw("stacktrace", R"({"type":"raw","frames":[)" + frame + "]}");
  }
  properties.raw("$exception_list", list + "]");
}

// The chain posthog-js builds: the element, then what it stands in.
std::string elements_chain(const Button& button) {
  std::string classes(button.classes);
  std::string dotted;
  for (const char c : "." + classes) dotted += c == ' ' ? '.' : c;
  const bool is_link = !button.href.empty();
  std::string target = (is_link ? "a" : "button") + dotted + ":attr__class=\"" + classes + "\"";
  if (is_link) target += fmt::format("attr__href=\"{}\"", button.href);
  if (!button.id.empty()) target += fmt::format("attr__id=\"{0}\"attr_id=\"{0}\"", button.id);
  if (is_link) target += fmt::format("href=\"{}\"", button.href);
  target += fmt::format("nth-child=\"2\"nth-of-type=\"1\"text=\"{}\"", button.text);
  return target + fmt::format(
                      ";div.{0}:attr__class=\"{0}\"nth-child=\"1\"nth-of-type=\"1\";main.content:attr__class="
                      "\"content\"nth-child=\"2\"nth-of-type=\"1\";body:nth-child=\"2\"nth-of-type=\"1\"",
                      button.parent);
}

void write_click(ObjectWriter& properties, const Button& button) {
  properties.text("$event_type", "click");
  properties.integer("$ce_version", 1);
  properties.text("$el_text", button.text);
  properties.text("$elements_chain", elements_chain(button));
}

void write_web_vitals(ObjectWriter& properties, const Action& action, bool phone) {
  const double lcp = action.number * (phone ? 1.55 : 1.0);
  properties.number("$web_vitals_LCP_value", lcp);
  properties.number("$web_vitals_FCP_value", lcp * 0.62);
  properties.number("$web_vitals_INP_value",
                    40 + static_cast<int>(action.number % 260) * (phone ? 1.5 : 1.0));
  properties.number("$web_vitals_CLS_value", static_cast<int>(action.number % 97) / 600.0);
}

void write_leave(ObjectWriter& properties, const Action& action, Page left) {
  properties.text("$prev_pageview_pathname", row_of(left).path);
  properties.number("$prev_pageview_duration", action.dwelt_ds / 10.0);
  const double scrolled = 0.3 + static_cast<int>(action.dwelt_ds % 8) / 10.0;
  properties.number("$prev_pageview_last_scroll_percentage", scrolled * 0.9);
  properties.number("$prev_pageview_max_scroll_percentage", scrolled);
}

void write_flag(ObjectWriter& properties, const History& history, const Person& person,
                const Action& action) {
  if (static_cast<Flag>(action.detail) == Flag::new_editor) {
    properties.text("$feature_flag", "new-editor");
    properties.boolean("$feature_flag_response", has_new_editor(history, person, action.at));
  } else {
    properties.text("$feature_flag", "ai-summaries");
    properties.text("$feature_flag_response", summaries_variant(history, person, action.at));
  }
  properties.integer("$feature_flag_version", 3);
}

void write_group(ObjectWriter& properties, const Company& company, std::int64_t at) {
  properties.text("$group_type", "company");
  properties.text("$group_key", fmt::format("company_{}", company.number));
  ObjectWriter set(properties.nested("$group_set"));
  set.text("name", company.name.name);
  set.text("industry", company.name.industry);
  set.integer("employees", company.employees);
  set.integer("seats", company.seats);
  set.text("plan", plan_at(company, at));
  set.text("created_at", format_iso(from_micros(company.created_at)));
}

void write_payment(ObjectWriter& properties, const Action& action, const Company& company) {
  properties.text("plan", plan_at(company, action.at + second_us));
  properties.integer("seats", company.seats);
  properties.integer("revenue", action.number);
  properties.text("currency", "USD");
}

}  // namespace

std::string_view event_name(Kind kind) { return names[static_cast<std::size_t>(kind)]; }

std::string_view plan_at(const Company& company, std::int64_t at) {
  if (at >= company.business_plan_at) return plans[2];
  return at >= company.team_plan_at ? plans[1] : plans[0];
}

bool has_new_editor(const History& history, const Person& person, std::int64_t at) {
  return person.percentile < new_editor_rollout(history.days_back(at));
}

std::string_view summaries_variant(const History& history, const Person& person, std::int64_t at) {
  if (history.days_back(at) > summaries_experiment_start_days_back) return "";
  return person.summaries ? "test" : "control";
}

void write_person(ObjectWriter& set, const Person& person, const Company& company, std::int64_t at) {
  set.text("email", person.email);
  set.text("name", fmt::format("{} {}", person.name.first, person.name.last));
  set.text("role", person.role);
  set.text("company", company.name.name);
  set.text("plan", plan_at(company, at));
}

void write_event_properties(ObjectWriter& properties, const History& history, const Action& action) {
  const Visit& visit = history.visits[action.visit];
  const Person& person = history.people[visit.person];
  const auto company = [&]() -> const Company& { return history.companies[person.company]; };
  const auto row = [&](auto& table) { return table[(action.number + action.ordinal) % std::size(table)]; };
  switch (action.kind) {
    case Kind::pageview:
      if (action.ordinal > 1) write_leave(properties, action, action.before);
      break;
    case Kind::pageleave:
      write_leave(properties, action, action.page);
      break;
    case Kind::click:
    case Kind::rage_click:
      write_click(properties, buttons()[action.detail]);
      break;
    case Kind::web_vitals:
      write_web_vitals(properties, action, visit.device == 1);
      break;
    case Kind::flag_called:
      write_flag(properties, history, person, action);
      break;
    case Kind::exception:
      write_exception(properties, mistakes[action.detail]);
      break;
    case Kind::identify:
      properties.text("$anon_distinct_id", person.devices[visit.device].id.text());
      break;
    case Kind::group_identify:
      write_group(properties, company(), action.at);
      break;
    case Kind::signed_up:
      properties.text("method", person.percentile % 3 == 0 ? "google" : "email");
      properties.boolean("invited", action.detail == 1);
      break;
    case Kind::onboarding_step_completed:
      properties.text("step", steps[action.detail]);
      properties.integer("step_number", action.detail + 1);
      break;
    case Kind::project_created:
      properties.boolean("first", action.detail == 1);
      properties.text("template", templates[(person.percentile + action.ordinal) % std::size(templates)]);
      break;
    case Kind::file_uploaded:
      properties.integer("size_kb", action.number);
      properties.text("file_type", row(file_types));
      break;
    case Kind::invite_sent:
      properties.integer("count", action.number);
      break;
    case Kind::comment_added:
      properties.integer("length", action.number);
      break;
    case Kind::task_completed:
      break;
    case Kind::search_performed:
      properties.integer("results", action.number);
      break;
    case Kind::report_exported:
      properties.text("format", action.detail == 0 ? "pdf" : "csv");
      properties.integer("pages", action.number);
      break;
    case Kind::plan_upgraded:
      properties.text("previous_plan", plans[action.detail - 1]);
      properties.text("billing_period", "monthly");
      properties.text("new_plan", plans[action.detail]);
      properties.integer("seats", company().seats);
      properties.integer("revenue", action.number);
      properties.text("currency", "USD");
      break;
    case Kind::invoice_paid:
      write_payment(properties, action, company());
      break;
  }
}

}  // namespace leapfrog::demo
