#include "app/serve.h"

#include <fmt/format.h>
#include <malloc.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "accounts/accounts.h"
#include "accounts/post.h"
#include "accounts/rate_limits.h"
#include "actions/actions.h"
#include "alerts/alerts.h"
#include "app/catalog.h"
#include "app/data_directory.h"
#include "app/data_state.h"
#include "app/engine_supervisor.h"
#include "app/pages.h"
#include "app/project_eraser.h"
#include "app/schema.h"
#include "app/version.h"
#include "base/log.h"
#include "capture/capture.h"
#include "cohorts/cohorts.h"
#include "dashboards/dashboards.h"
#include "definitions/definitions.h"
#include "demo/demo_projects.h"
#include "enrich/enrich.h"
#include "event_list/event_list.h"
#include "flags/flags.h"
#include "http/client.h"
#include "http/outbound.h"
#include "http/public_origin.h"
#include "http/server.h"
#include "ingestion/ingestion.h"
#include "insights/insights.h"
#include "mail/mail.h"
#include "outbox/outbox.h"
#include "persons/persons.h"
#include "pictures/pictures.h"
#include "query/query.h"
#include "query/sandbox.h"
#include "remote_config/remote_config.h"
#include "rollouts/rollouts.h"
#include "saved_views/saved_views.h"
#include "sharing/sharing.h"
#include "sql_variables/sql_variables.h"
#include "subscriptions/subscriptions.h"

namespace leapfrog::app {
namespace {

namespace fs = std::filesystem;

Result<http::ServerSettings> server_settings(const Settings& settings) {
  http::ServerSettings server;
  const auto& listen = settings.text("listen");
  const auto colon = listen.rfind(':');
  if (colon == std::string::npos)
    return invalid(fmt::format("'listen' takes ADDRESS:PORT, not '{}'.", listen), "listen");
  server.address = listen.substr(0, colon);
  if (server.address.starts_with('[') && server.address.ends_with(']'))
    server.address = server.address.substr(1, server.address.size() - 2);
  int port = -1;
  if (std::sscanf(listen.c_str() + colon + 1, "%d", &port) != 1 || port < 0 || port > 65535) {
    return invalid(fmt::format("'listen' takes a port from 0 to 65535, not '{}'.", listen.substr(colon + 1)),
                   "listen");
  }
  server.port = static_cast<std::uint16_t>(port);
  server.io_threads = static_cast<int>(std::max<std::int64_t>(1, settings.integer("io-threads")));
  server.worker_threads = static_cast<int>(std::max<std::int64_t>(1, settings.integer("worker-threads")));
  server.max_header_bytes = static_cast<std::size_t>(settings.integer("max-header-bytes"));
  server.max_connections = static_cast<std::size_t>(settings.integer("max-connections"));
  server.max_connections_per_address =
      static_cast<std::size_t>(settings.integer("max-connections-per-address"));
  server.max_inflight_body_bytes = static_cast<std::size_t>(settings.integer("max-inflight-body-bytes"));
  server.header_timeout = seconds(settings.integer("header-timeout"));
  server.body_timeout = seconds(settings.integer("body-timeout"));
  server.idle_timeout = seconds(settings.integer("idle-timeout"));
  server.drain_timeout = seconds(settings.integer("drain-timeout"));
  server.trusted_proxies = settings.list("trusted-proxies");
  server.tls_certificate = settings.text("tls-certificate");
  server.tls_key = settings.text("tls-key");
  server.access_log = settings.flag("access-log");
  return server;
}

Result<std::string> public_origin_of(const Settings& settings) {
  const auto& url = settings.text("public-url");
  if (url.empty()) return "";
  auto origin = http::parse_origin(url);
  if (!origin) return invalid(fmt::format("'public-url': {}", origin.error().detail), "public-url");
  return origin;
}

// What links in messages begin with. Without public-url somebody on this machine can at least follow them.
// `listen` has been looked at by server_settings.
std::string link_origin_of(const Settings& settings, const std::string& public_origin) {
  if (!public_origin.empty()) return public_origin;
  const auto& listen = settings.text("listen");
  const auto colon = listen.rfind(':');
  auto host = listen.substr(0, colon);
  if (host == "0.0.0.0" || host == "[::]" || host == "::") host = "localhost";
  const auto* scheme = settings.text("tls-certificate").empty() ? "http" : "https";
  return fmt::format("{}://{}{}", scheme, host, listen.substr(colon));
}

accounts::RateLimits rate_limits(const Settings& settings) {
  return {static_cast<std::size_t>(settings.integer("api-requests-per-minute")),
          static_cast<std::size_t>(settings.integer("api-queries-per-minute"))};
}

log::LogSettings log_settings(const Settings& settings) {
  log::LogSettings log;
  log.segment_bytes = static_cast<std::uint64_t>(settings.integer("log-segment-bytes"));
  log.segment_age = seconds(settings.integer("log-segment-age"));
  log.max_bytes = static_cast<std::uint64_t>(settings.integer("log-max-bytes"));
  log.min_free_bytes = static_cast<std::uint64_t>(settings.integer("log-min-free-bytes"));
  return log;
}

ingestion::IngestionSettings ingestion_settings(const Settings& settings, const DataDirectory& directory) {
  ingestion::IngestionSettings ingestion;
  ingestion.uuid_directory = directory.uuids();
  // The log keeps what no uuid run covers: a log that reached its limit must find room by itself.
  ingestion.uuids.run_log_bytes = std::min(ingestion.uuids.run_log_bytes,
                                           static_cast<std::uint64_t>(settings.integer("log-max-bytes")) / 4);
  ingestion.pipeline.batch_events = static_cast<std::size_t>(settings.integer("batch-events"));
  ingestion.pipeline.batch_bytes = static_cast<std::size_t>(settings.integer("batch-bytes"));
  if (settings.text("clickhouse").empty()) ingestion.pipeline.engine_disk = directory.engine();
  ingestion.pipeline.engine_min_free_bytes =
      static_cast<std::uint64_t>(settings.integer("engine-min-free-bytes"));
  ingestion.pipeline.linger = milliseconds(settings.integer("batch-linger"));
  return ingestion;
}

query::RunnerSettings runner_settings(const Settings& settings) {
  const auto at_least_one = [&](std::string_view name) {
    return static_cast<std::size_t>(std::max<std::int64_t>(1, settings.integer(name)));
  };
  query::RunnerSettings runner;
  runner.threads = at_least_one("query-threads");
  runner.queue = {at_least_one("queries-per-project"), at_least_one("queries-waiting")};
  runner.limits = {settings.integer("query-seconds"), settings.integer("query-memory-bytes"),
                   settings.integer("query-result-rows"), settings.integer("query-held-events")};
  runner.cache_bytes = static_cast<std::size_t>(settings.integer("query-cache-bytes"));
  return runner;
}

Result<mail::Settings> mail_settings(const Settings& settings) {
  mail::Settings mail;
  mail.url = settings.text("smtp-url");
  mail.user = settings.text("smtp-user");
  mail.password = settings.text("smtp-password");
  mail.from = settings.text("mail-from");
  mail.require_tls = settings.flag("smtp-require-tls");
  mail.ca_file = settings.text("smtp-ca-file");
  if (const auto& file = settings.text("smtp-password-file"); !file.empty()) {
    std::ifstream in(file);
    if (!std::getline(in, mail.password))
      return invalid(fmt::format("'smtp-password-file': {} cannot be read or is empty.", file),
                     "smtp-password-file");
  }
  return mail;
}

enrich::Settings enrich_settings(const Settings& settings) {
  auto enrich = enrich::shipped_settings();
  if (const auto& database = settings.text("geoip-database"); !database.empty())
    enrich.geoip_database = database;
  return enrich;
}

std::unique_ptr<EngineSupervisor> supervise_engine(const Settings& settings, const DataDirectory& directory,
                                                   events::Engine& engine, Metrics& metrics) {
  if (!settings.text("clickhouse").empty()) return watch_remote_engine(engine, metrics);
  EngineSettings engine_settings;
  engine_settings.program = (fs::read_symlink("/proc/self/exe").parent_path() / "leapfrog-engine").string();
  engine_settings.data_directory = directory.engine();
  engine_settings.socket = directory.engine_socket();
  engine_settings.memory_bytes = settings.integer("engine-memory-bytes");
  engine_settings.threads = settings.integer("engine-threads");
  fs::create_directories(engine_settings.data_directory);
  return EngineSupervisor::start(std::move(engine_settings), engine, metrics);
}

// Signals are taken by one thread that may do what handlers must not.
class SignalThread {
 public:
  explicit SignalThread(std::function<void()> on_stop) : on_stop_(std::move(on_stop)) {
    thread_ = std::thread([this] {
      int received = 0;
      sigwait(&signals(), &received);
      if (received != SIGUSR2) {
        log_info("Stopping.", {{"signal", received}});
        on_stop_();
      }
    });
  }
  ~SignalThread() {
    pthread_kill(thread_.native_handle(), SIGUSR2);
    thread_.join();
  }
  // Blocks the signals for this and all later threads. Call first.
  static void block() { pthread_sigmask(SIG_BLOCK, &signals(), nullptr); }

 private:
  static const sigset_t& signals() {
    static const sigset_t set = [] {
      sigset_t made;
      sigemptyset(&made);
      sigaddset(&made, SIGTERM);
      sigaddset(&made, SIGINT);
      sigaddset(&made, SIGUSR2);
      return made;
    }();
    return set;
  }
  std::function<void()> on_stop_;
  std::thread thread_;
};

double resident_bytes() {
  long pages = 0;
  if (auto* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%*s %ld", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

// Large answers and batches come and go all the time: memory given back at once is asked for again at once,
// and then costs page faults.
void keep_freed_memory() {
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
  mallopt(M_TRIM_THRESHOLD, 2 << 20);  // of each thread's arena
}

}  // namespace

Result<> serve(const Settings& settings) {
  keep_freed_memory();
  SignalThread::block();
  signal(SIGPIPE, SIG_IGN);
  set_log_level(settings.text("log-level"));
  const auto public_origin = TRY(public_origin_of(settings));
  const auto listening = TRY(server_settings(settings));
  http::set_public_origin(public_origin);
  const auto directory = TRY(DataDirectory::open(settings.text("data")));
  Metrics metrics;
  metrics.gauge_function("leapfrog_resident_bytes", "Memory of this process.", resident_bytes);

  const auto accounts_database = TRY(meta::Database::open(directory.accounts_file(), accounts_migrations()));
  const auto people_database = TRY(meta::Database::open(directory.people_file(), people_migrations()));
  const auto accounts = TRY(accounts::Accounts::open(*accounts_database, system_clock()));
  accounts::limit_rates(*accounts, rate_limits(settings));
  const auto log = TRY(log::Log::open(directory.log(), log_settings(settings), metrics));
  const auto enricher = TRY(enrich::Enricher::open(enrich_settings(settings)));
  persons::Settings person_settings;
  person_settings.cached_persons = static_cast<std::size_t>(settings.integer("cached-persons"));
  person_settings.cached_bytes = static_cast<std::size_t>(settings.integer("cached-person-bytes"));
  const auto persons = TRY(persons::Persons::open(*people_database, person_settings));

  const auto edits = TRY(persons::Edits::open(*people_database, system_clock()));

  const auto definitions = definitions::Definitions::over(*people_database, {});

  const auto& remote = settings.text("clickhouse");
  const auto engine_address = remote.empty() ? "unix:" + directory.engine_socket() : remote;
  const auto engine = events::Engine::connect(engine_address);
  const auto outbound = TRY(http::Outbound::open(settings.list("outbound-allow")));
  const auto supervisor = supervise_engine(settings, directory, *engine, metrics);

  const auto ingestion = TRY(ingestion::Ingestion::open(
      {*log, *engine, *people_database, *accounts, *enricher, *persons, *edits, *definitions, metrics},
      ingestion_settings(settings, directory)));

  cohorts::Uses cohort_uses;
  const auto catalog = open_catalog(*accounts_database, cohort_uses);
  const auto sandbox_client = http::Client::create(engine_address, 4);
  query::Sandbox sandbox(*sandbox_client);
  const auto cohorts =
      TRY(cohorts::Cohorts::open({*accounts_database,
                                  *people_database,
                                  *accounts,
                                  {*engine, sandbox, *catalog},
                                  insights::kinds(),
                                  cohort_uses,
                                  system_clock(),
                                  metrics},
                                 {directory.cohorts(), seconds(settings.integer("cohort-refresh"))}));

  const auto sealer = TRY(Sealer::open(directory.secret_key()));
  const auto flags = TRY(flags::Flags::open(
      {*accounts_database, *people_database, *accounts, &cohorts->for_flags(), system_clock(), metrics,
       enrich_settings(settings).geoip_database, sealer, settings.integer("flag-remembered-ids")}));
  const auto mailer = TRY(mail::Mailer::open(TRY(mail_settings(settings))));
  const auto outbox =
      outbox::Outbox::over({*accounts_database, system_clock(), *outbound, *mailer, sealer, metrics});
  const auto link_origin = link_origin_of(settings, public_origin);
  accounts::send_by(*accounts,
                    {outbox.get(), link_origin, mailer->ready() ? mailer->from_address() : std::string()});
  ingestion->pipeline().on_erasure([&](const persons::Erasure& erasure) -> Result<> {
    TRY(flags->forget_people(erasure.project, erasure.distinct_ids));
    return cohorts->forget_people(erasure.project, erasure.names);
  });
  cohorts->find_flag_people_by(
      [&](accounts::ProjectId project, std::int64_t flag, const std::function<bool()>& goes_on) {
        return flags->people_with(project, flag, goes_on);
      });
  cohorts->on_changed([&](accounts::ProjectId project) { return flags->cohorts_changed(project); });

  capture::Capture capture(ingestion->sink(), *accounts, metrics, capture::Limits{});
  http::Router router;
  capture.add_routes(router);
  accounts::add_routes(router, *accounts);
  ingestion::add_routes(router, *accounts, *ingestion);
  persons::add_routes(router, *accounts, *people_database, *accounts_database, *edits);
  remote_config::add_routes(router, *accounts);
  actions::add_routes(router, *accounts, *accounts_database);
  definitions::add_routes(router, {*accounts, *people_database, *accounts_database, *definitions, *engine});
  flags::add_routes(router, *flags);
  event_list::add_routes(router, *accounts, *engine);
  cohorts::add_routes(router, *cohorts);
  const query::EngineParts engine_parts{*engine, sandbox, *catalog};
  const auto data_state = data_state_of(ingestion->pipeline(), *engine, *people_database);
  query::Runner questions({engine_parts, *data_state, system_clock(), metrics, *accounts_database},
                          runner_settings(settings));
  actions::add_preview_route(router, *accounts, engine_parts, system_clock());
  query::add_routes(router, *accounts, questions, insights::kinds());
  const auto answer = [&](const accounts::ProjectAccess& access, const json::object& asked) {
    return query::answer(questions, access, asked, insights::kinds());
  };
  sharing::add_routes(router, {*accounts, *accounts_database, system_clock(), answer});
  const auto alerts = alerts::Alerts::over({*accounts, *accounts_database, system_clock(), *outbox, metrics,
                                            answer, [&] { return ingestion->pipeline().committed(); },
                                            link_origin, seconds(settings.integer("alert-pause"))});
  alerts->add_routes(router);
  const auto subscriptions =
      subscriptions::Subscriptions::over({*accounts, *accounts_database, system_clock(), *outbox, sealer,
                                          metrics, answer, link_origin, pictures::shipped_fonts()});
  subscriptions->add_routes(router);
  outbox->add_routes(router, *accounts);
  dashboards::add_routes(router, *accounts, *accounts_database, system_clock(), questions, insights::kinds());
  rollouts::Rollouts rollouts(
      {*accounts_database, *accounts, *flags, engine_parts, *outbox, system_clock(), link_origin});
  rollouts::add_routes(router, rollouts);
  flags::add_why_routes(router, *flags, engine_parts);
  saved_views::add_routes(router, *accounts, *accounts_database, system_clock());
  sql_variables::add_routes(router, *accounts, *accounts_database, system_clock());
  demo::DemoProjects demo_projects(router);
  demo::add_routes(router, *accounts, system_clock(), demo_projects);
  add_health(router, metrics, [&] {
    return std::vector<std::pair<std::string, std::string>>{{"engine", supervisor->not_ready()},
                                                            {"log", log->refusing()},
                                                            {"pipeline", ingestion->pipeline().stalled()}};
  });
  add_pages(router);

  const auto server = TRY(http::Server::open(listening, router, metrics));
  ingestion->start();
  flags->start();
  rollouts.start();
  alerts->start();
  subscriptions->start();
  outbox->start();
  cohorts->start();
  demo_projects.start();
  ProjectEraser eraser(
      {*accounts, *accounts_database, *people_database, *engine, *log, ingestion->pipeline(), *definitions});
  eraser.start();
  {
    const SignalThread signals([&] {
      ingestion->live().close_all();  // watchers would hold the drain up until their next heartbeat
      flags->stop();
      server->stop();
    });
    const auto scheme = settings.text("tls-certificate").empty() ? "http" : "https";
    const auto address = settings.text("listen").substr(0, settings.text("listen").rfind(':'));
    fmt::print("Listening on {}://{}:{}\n", scheme, address, server->port());
    if (!public_origin.empty()) fmt::print("Open {}\n", public_origin);
    std::fflush(stdout);
    log_info("Serving.", {{"version", version}, {"port", server->port()}});
    server->run();
  }
  demo_projects.stop();
  questions.stop();
  rollouts.stop();
  alerts->stop();
  subscriptions->stop();
  outbox->stop();
  eraser.stop();
  cohorts->stop();
  ingestion->stop();
  supervisor->stop();
  log_info("Stopped.");
  return {};
}

}  // namespace leapfrog::app
