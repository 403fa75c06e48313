#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <map>

#include "app/flags_command.h"
#include "app/init.h"
#include "app/log_command.h"
#include "app/password_link.h"
#include "app/serve.h"
#include "app/settings.h"
#include "app/version.h"
#include "assets.h"
#include "base/crypto.h"
#include "demo/demo.h"
#include "http/client.h"

namespace {

using leapfrog::Result;

int report(const leapfrog::Error& error) {
  fmt::print(stderr, "leapfrog: {}\n", error.detail);
  return 1;
}

// Flags beat environment variables, which beat the config file.
Result<leapfrog::app::Settings> gather(const std::string& file,
                                       const std::map<std::string_view, std::string>& flags) {
  leapfrog::app::Settings settings;
  if (!file.empty()) TRY(settings.read_file(file));
  TRY(settings.read_environment());
  for (const auto& [name, value] : flags) {
    if (!value.empty()) TRY(settings.set(name, value));
  }
  return settings;
}

void print_init(const leapfrog::json::object& made, bool as_json) {
  if (as_json) return fmt::print("{}\n", leapfrog::json::serialize(made));
  for (const auto& [key, value] : made) {
    fmt::print("{:<18} {}\n", std::string_view(key),
               value.is_string() ? std::string(value.get_string()) : leapfrog::json::serialize(value));
  }
}

}  // namespace

int main(int argc, char** argv) {
  leapfrog::init_crypto();
  leapfrog::install_assets();

  CLI::App cli("Leapfrog: product analytics, flags and more over one event stream");
  cli.set_version_flag("--version", std::string(leapfrog::app::version));
  cli.require_subcommand(1);

  auto* serve = cli.add_subcommand("serve", "Run the server");
  std::string config_file;
  std::map<std::string_view, std::string> flags;
  serve->add_option("--config", config_file, "TOML file with settings; environment and flags win over it");
  for (const auto& setting : leapfrog::app::setting_table()) {
    const auto unit = setting.unit.empty() ? std::string() : fmt::format(" [{}]", setting.unit);
    const auto standard =
        setting.default_value.empty() ? std::string() : fmt::format(" (default {})", setting.default_value);
    serve->add_option(fmt::format("--{}", setting.name), flags[setting.name],
                      fmt::format("{}{}{}", setting.help, unit, standard));
  }

  leapfrog::app::InitRequest request;
  bool as_json = false;
  auto* init = cli.add_subcommand("init", "Create a data directory with the first user, project and key");
  init->add_option("--data", request.data, "Directory to create")->required();
  init->add_option("--email", request.email,
                   "First user; without it the first sign-up in the browser makes one");
  init->add_option("--password", request.password, "Their password; without it one is made and printed");
  init->add_option("--project", request.project, "Name of the first project");
  init->add_option("--organization", request.organization, "Name of the organisation");
  init->add_flag("--json", as_json, "Print the ids and keys as JSON");

  std::string link_data = "data";
  std::string link_email;
  std::string link_url;
  auto* password_link = cli.add_subcommand(
      "password-link", "Print a link that sets somebody's password once; also while the server runs");
  password_link->add_option("--data", link_data, "Data directory");
  password_link->add_option("--email", link_email, "Whose password")->required();
  password_link->add_option("--url", link_url, "Where browsers reach the server; without it the path alone");

  std::string log_data = "data";
  bool records = false;
  auto* log = cli.add_subcommand("log", "Show the ingest log");
  log->add_option("--data", log_data, "Data directory");
  log->add_flag("--records", records, "Every record, not only the segments");

  leapfrog::app::FlagScan flag_scan;
  auto* flags_command = cli.add_subcommand("flags", "Feature flags in code");
  flags_command->require_subcommand(1);
  auto* scan = flags_command->add_subcommand(
      "scan", "Find where code asks for flags, tell the server, and fail for flags that do not exist");
  scan->add_option("directory", flag_scan.directory, "Directory with the code")->required();
  scan->add_option("--url", flag_scan.url, "Where the server listens");
  scan->add_option("--project", flag_scan.project, "Id of the project (default: the key's current one)");
  scan->add_option("--key", flag_scan.key, "Personal API key (default: LEAPFROG_API_KEY)");
  scan->add_option("--repository", flag_scan.repository,
                   "Name of the repository (default: the directory's); a scan replaces the one before");
  scan->add_flag("--json", flag_scan.as_json, "Print what the server answered");

  std::string demo_url = "http://127.0.0.1:8000";
  std::string demo_token;
  std::string demo_key;
  std::string demo_until;
  leapfrog::demo::Options demo_options;
  auto* demo = cli.add_subcommand("demo", "Send an invented product's history to a running server");
  demo->add_option("--url", demo_url, "Where the server listens");
  demo->add_option("--token", demo_token, "Project token (phc_…)")->required();
  demo->add_option(
          "--key", demo_key,
          "Personal API key: makes dashboards, flags, cohorts and notes too (default: LEAPFROG_API_KEY)")
      ->envname("LEAPFROG_API_KEY");
  demo->add_option("--seed", demo_options.seed, "Another seed is another history");
  demo->add_option("--events", demo_options.events, "About how many events");
  demo->add_option("--days", demo_options.days, "How many days back it goes");
  demo->add_option("--until", demo_until, "When it ends (default: now)");

  CLI11_PARSE(cli, argc, argv);

  if (serve->parsed()) {
    const auto settings = gather(config_file, flags);
    if (!settings) return report(settings.error());
    const auto served = leapfrog::app::serve(*settings);
    return served ? 0 : report(served.error());
  }
  if (init->parsed()) {
    const auto made = leapfrog::app::init(request);
    if (!made) return report(made.error());
    print_init(*made, as_json);
    return 0;
  }
  if (password_link->parsed()) {
    const auto path = leapfrog::app::password_link(link_data, link_email);
    if (!path) return report(path.error());
    while (link_url.ends_with('/')) link_url.pop_back();
    fmt::print("{}{}\n", link_url, *path);
    return 0;
  }
  if (scan->parsed()) {
    const auto all_known = leapfrog::app::scan_flags(flag_scan);
    if (!all_known) return report(all_known.error());
    return *all_known ? 0 : 1;
  }
  if (demo->parsed()) {
    demo_options.end = leapfrog::system_clock().now();
    if (!demo_until.empty()) {
      const auto until = leapfrog::parse_iso(demo_until);
      if (!until) return report(until.error());
      demo_options.end = *until;
    }
    const auto server = leapfrog::http::Client::create(demo_url);
    if (!demo_key.empty()) {
      const auto made = leapfrog::demo::furnish(*server, demo_options, demo_token, demo_key);
      if (!made) return report(made.error());
    }
    const auto loaded =
        leapfrog::demo::load(*server, demo_options, demo_token, leapfrog::demo::progress_line());
    if (!loaded) return report(loaded.error());
    fmt::print("Sent {} events of {} people, {} visitors and {} companies.\n", loaded->events, loaded->people,
               loaded->visitors, loaded->companies);
    return 0;
  }
  const auto printed = leapfrog::app::print_log(log_data, records);
  return printed ? 0 : report(printed.error());
}
