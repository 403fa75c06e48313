#include "app/settings.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace leapfrog::app {
namespace {

bool is_number(const Setting& setting) {
  return !setting.unit.empty() && setting.unit != "yes/no" && setting.unit != "list";
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

std::string environment_name(std::string_view name) {
  std::string out = "LEAPFROG_";
  for (const char c : name)
    out += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

}  // namespace

const std::vector<Setting>& setting_table() {
  static const std::vector<Setting> table = {
      {"data", "data", "", "Directory that holds everything: people, events, log, accounts."},
      {"listen", "127.0.0.1:8000", "", "Address and port to serve on; port 0 takes any free one."},
      {"clickhouse", "", "",
       "URL of a ClickHouse server to use instead of the engine that comes with Leapfrog."},
      {"public-url", "", "", "How browsers reach this server, when it differs from what they ask for."},
      {"tls-certificate", "", "", "PEM file with the certificate chain. With tls-key: serve HTTPS."},
      {"tls-key", "", "", "PEM file with the private key."},
      {"trusted-proxies", "", "list", "Addresses or CIDR blocks whose X-Forwarded-* headers are believed."},
      {"io-threads", "2", "threads", "Threads that read and write connections."},
      {"worker-threads", "8", "threads", "Threads that answer API requests."},
      {"max-connections", "10000", "connections", "Open connections; more are closed at once."},
      {"max-connections-per-address", "1000", "connections", "The same for one client address."},
      {"max-header-bytes", "32768", "bytes", "Size of a request's head; more is answered with 431."},
      {"max-inflight-body-bytes", "268435456", "bytes",
       "Request bodies in memory together; more are answered with 503."},
      {"header-timeout", "15", "seconds", "Time for a request's head to arrive."},
      {"body-timeout", "30", "seconds", "Time between bytes of a request's body."},
      {"idle-timeout", "75", "seconds", "Time a connection may rest between requests."},
      {"drain-timeout", "20", "seconds", "Time for open requests to finish after SIGTERM."},
      {"api-requests-per-minute", "480", "requests",
       "Requests of one API key in a minute; more are answered with 429. 0: no limit."},
      {"api-queries-per-minute", "240", "requests", "And how many of them may be questions."},
      {"log-segment-bytes", "67108864", "bytes", "Size of an ingest log segment."},
      {"log-segment-age", "3600", "seconds", "Age at which a segment is closed."},
      {"log-max-bytes", "8589934592", "bytes", "Size of the ingest log; beyond it capture answers 503."},
      {"log-min-free-bytes", "268435456", "bytes", "Free disk space below which capture answers 503."},
      {"batch-events", "20000", "events", "Events that are inserted together at most."},
      {"batch-bytes", "33554432", "bytes", "And their size in the log."},
      {"batch-linger", "50", "milliseconds", "How long a small batch waits for more."},
      {"cached-persons", "50000", "people", "People kept in memory."},
      {"cached-person-bytes", "67108864", "bytes", "And the size of their properties."},
      {"engine-memory-bytes", "4294967296", "bytes", "Memory of the analytics engine."},
      {"engine-min-free-bytes", "67108864", "bytes", "Free disk space below which events wait in the log."},
      {"engine-threads", "2", "threads", "Threads of one query."},
      {"cohort-refresh", "900", "seconds", "How old the count of a cohort in use may get."},
      {"flag-remembered-ids", "20000000", "identifiers",
       "Identifiers from before signing in that flags remember, of a project; beyond it no new ones."},
      {"query-threads", "4", "questions", "Questions computed at once; more wait for their turn."},
      {"queries-per-project", "3", "questions", "And how many of them of one project."},
      {"queries-waiting", "50", "questions", "Waiting ones of a project; more are answered with 429."},
      {"query-seconds", "60", "seconds", "Time of a statement of a question."},
      {"query-memory-bytes", "3221225472", "bytes", "Memory of a statement of a question."},
      {"query-result-rows", "1000000", "rows", "Rows that a statement of a question may give."},
      {"query-held-events", "3000000", "events",
       "Events that a funnel takes into memory, 24 bytes each; one of more is computed in the engine."},
      {"query-cache-bytes", "67108864", "bytes", "Memory for answers that may be asked for again."},
      {"geoip-database", "", "",
       "MaxMind database (country or city); default: the country database shipped."},
      {"alert-pause", "60", "seconds", "Time between two looks at an alert that follows the data."},
      {"outbound-allow", "", "list",
       "Private addresses or CIDR blocks that webhooks may reach; without it, public ones only."},
      {"smtp-url", "", "",
       "Mail server: smtp://host:587 (STARTTLS) or smtps://host:465. Without it no e-mail is sent."},
      {"smtp-user", "", "", "Its user, when it asks for one."},
      {"smtp-password", "", "", "And the password."},
      {"smtp-password-file", "", "", "Or a file that holds the password in its first line."},
      {"smtp-require-tls", "yes", "yes/no",
       "no: also send over smtp:// to a server that offers no STARTTLS."},
      {"smtp-ca-file", "", "",
       "PEM file of who signed the mail server's certificate, when not a public one."},
      {"mail-from", "", "", "Whom e-mail comes from: Leapfrog <leapfrog@example.com>."},
      {"log-level", "info", "", "debug, info, warning, error or off."},
      {"access-log", "yes", "yes/no", "A line for every API request."},
  };
  return table;
}

Settings::Settings() {
  for (const auto& setting : setting_table()) values_.emplace(setting.name, setting.default_value);
}

Result<> Settings::set(std::string_view name, std::string value) {
  const auto setting = std::ranges::find(setting_table(), name, &Setting::name);
  if (setting == setting_table().end())
    return invalid(fmt::format("There is no setting '{}'.", name), std::string(name));
  if (is_number(*setting) && !parse_integer(value)) {
    return invalid(fmt::format("'{}' takes a whole number of {}, not '{}'.", name, setting->unit, value),
                   std::string(name));
  }
  if (setting->unit == "yes/no" && value != "yes" && value != "no") {
    return invalid(fmt::format("'{}' takes yes or no, not '{}'.", name, value), std::string(name));
  }
  values_.insert_or_assign(std::string(name), std::move(value));
  return {};
}

Result<> Settings::read_file(const std::string& path) {
  try {
    const auto file = toml::parse_file(path);
    for (const auto& [key, node] : file) {
      std::string value;
      if (const auto text = node.value<std::string>(); text && node.is_string()) {
        value = *text;
      } else if (const auto number = node.as_integer()) {
        value = std::to_string(number->get());
      } else if (const auto yes = node.as_boolean()) {
        value = yes->get() ? "yes" : "no";
      } else if (const auto* array = node.as_array()) {
        for (const auto& element : *array)
          value += (value.empty() ? "" : ",") + element.value_or(std::string());
      } else {
        return invalid(fmt::format("{}: '{}' has a value of a kind no setting takes.", path, key.str()),
                       std::string(key.str()));
      }
      if (auto done = set(key.str(), std::move(value)); !done)
        return invalid(path + ": " + done.error().detail);
    }
  } catch (const toml::parse_error& error) {
    return invalid(fmt::format("{}, line {}: {}.", path, error.source().begin.line, error.description()));
  }
  return {};
}

Result<> Settings::read_environment() {
  for (const auto& setting : setting_table()) {
    const auto variable = environment_name(setting.name);
    if (const auto* value = std::getenv(variable.c_str())) {
      if (auto done = set(setting.name, value); !done) return invalid(variable + ": " + done.error().detail);
    }
  }
  return {};
}

const std::string& Settings::text(std::string_view name) const {
  const auto found = values_.find(name);
  CHECK(found != values_.end());
  return found->second;
}

std::int64_t Settings::integer(std::string_view name) const {
  const auto value = parse_integer(text(name));
  CHECK(value);
  return *value;
}

bool Settings::flag(std::string_view name) const { return text(name) == "yes"; }

std::vector<std::string> Settings::list(std::string_view name) const {
  std::vector<std::string> items;
  std::string_view rest = text(name);
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    auto item = rest.substr(0, comma);
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    if (!item.empty()) items.emplace_back(item);
  }
  return items;
}

}  // namespace leapfrog::app
