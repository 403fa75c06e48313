// leapfrog-engine: hosts libchdb in a process of its own and serves ClickHouse's HTTP interface.
// docs/internals/engine.md says what it promises and why.
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <thread>

#include "base/crypto.h"
#include "base/log.h"
#include "base/scheduling.h"
#include "engine_host/deduplication_log.h"
#include "engine_host/host_server.h"
#include "engine_host/listener.h"
#include "engine_host/write_guard.h"

namespace leapfrog::engine_host {

namespace {

constexpr std::string_view usage =
    "usage: leapfrog-engine --data DIR --listen unix:PATH|ADDRESS:PORT [options]\n"
    "  --memory-limit BYTES   of the whole engine (default: 90 % of the machine)\n"
    "  --threads N            of one query (default: one for each core)\n"
    "  --pool N               statements at once that may write (default 8)\n"
    "  --readonly-pool N      read-only statements at once (default 8)\n"
    "  --connections N        clients at once (default 512)\n"
    "  --key-file PATH        the secret every request must carry (or LEAPFROG_ENGINE_KEY)\n"
    "  --parent-pid PID       end when this process ends\n";

struct Options {
  EngineOptions engine;
  HostOptions host;
  std::string listen;
  pid_t parent = 0;
};

template <class T>
T number(std::string_view name, std::string_view text) {
  T value{};
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size())
    throw std::runtime_error(fmt::format("{} needs a number, not '{}'", name, text));
  return value;
}

std::string read_key(const std::string& path) {
  std::ifstream file(path);
  std::string key;
  if (!std::getline(file, key) || key.empty()) throw std::runtime_error("no key in " + path);
  return key;
}

Options parse_options(int argc, char** argv) {
  Options options;
  if (const char* key = std::getenv("LEAPFROG_ENGINE_KEY")) options.host.key = key;
  for (int i = 1; i < argc; i += 2) {
    const std::string_view name = argv[i];
    if (i + 1 >= argc) throw std::runtime_error(fmt::format("{} needs a value\n{}", name, usage));
    const std::string value = argv[i + 1];
    if (name == "--data") {
      options.engine.data_directory = std::filesystem::absolute(value).lexically_normal().string();
    } else if (name == "--listen") {
      options.listen = value;
    } else if (name == "--memory-limit") {
      options.engine.memory_limit_bytes = number<std::size_t>(name, value);
    } else if (name == "--threads") {
      options.engine.threads = number<unsigned>(name, value);
    } else if (name == "--pool") {
      options.host.pool = number<std::size_t>(name, value);
    } else if (name == "--readonly-pool") {
      options.host.readonly_pool = number<std::size_t>(name, value);
    } else if (name == "--connections") {
      options.host.connections = number<std::size_t>(name, value);
    } else if (name == "--key-file") {
      options.host.key = read_key(value);
    } else if (name == "--parent-pid") {
      options.parent = number<pid_t>(name, value);
    } else {
      throw std::runtime_error(fmt::format("unknown option {}\n{}", name, usage));
    }
  }
  if (options.engine.data_directory.empty() || options.listen.empty())
    throw std::runtime_error(fmt::format("--data and --listen are needed\n{}", usage));
  return options;
}

// Held until the process ends.
void lock_data_directory(const std::filesystem::path& directory) {
  std::filesystem::create_directories(directory);
  const int file = open((directory / "leapfrog-engine.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0 || flock(file, LOCK_EX | LOCK_NB) != 0)
    throw std::runtime_error(fmt::format("another engine uses {}", directory.string()));
}

// Readable when the process ends, -1 when it has ended already. A descriptor and not PR_SET_PDEATHSIG,
// because that fires when the *thread* that started us ends.
int watch_process(pid_t pid) { return static_cast<int>(syscall(SYS_pidfd_open, pid, 0)); }

int block_stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signalfd(-1, &signals, SFD_CLOEXEC);
}

void run(Options options) {
  std::signal(SIGPIPE, SIG_IGN);
  run_behind();                              // who sends events must not wait for inserts and questions
  const int signals = block_stop_signals();  // before any thread starts, so that all inherit the mask
  const int parent = options.parent != 0 ? watch_process(options.parent) : -1;
  if (options.parent != 0 && parent < 0) throw std::runtime_error("the parent process has gone");
  if (parent >= 0) {
    std::thread([parent] {
      pollfd waiting{parent, POLLIN, 0};
      while (poll(&waiting, 1, -1) <= 0) {
      }
      _exit(0);  // nobody is left to tell about anything that is not acknowledged yet
    }).detach();
  }
  lock_data_directory(options.engine.data_directory);
  // Without symbolic links: the engine's paths and those of its open files must begin alike for the guard.
  options.engine.data_directory = std::filesystem::canonical(options.engine.data_directory).string();
  if (const std::size_t mended = mend_deduplication_logs(options.engine.data_directory); mended != 0)
    log_warning("dropped deduplication tokens whose rows never arrived",
                {{"logs", static_cast<unsigned long>(mended)}});
  const auto tables = std::filesystem::path(options.engine.data_directory) / "store";
  std::filesystem::create_directories(tables);
  guard_writes_below(tables);
  static Host* host = new Host(options.engine, options.host);  // never destroyed, see below
  const int listening = listen_on(options.listen);
  // Port 0 lets the system pick one, so a TCP listener says which.
  const bool is_unix = options.listen.starts_with("unix:");
  fmt::print("ready{}\n", is_unix ? "" : " " + bound_address(listening, options.listen));
  std::fflush(stdout);
  serve(*host, listening, signals);
}

}  // namespace

}  // namespace leapfrog::engine_host

int main(int argc, char** argv) {
  int status = 0;
  try {
    leapfrog::init_crypto();
    leapfrog::engine_host::run(leapfrog::engine_host::parse_options(argc, argv));
  } catch (const std::exception& error) {
    fmt::print(stderr, "leapfrog-engine: {}\n", error.what());
    status = 1;
  }
  // Not exit(): libchdb does not shut down cleanly once MergeTree tables were used. Every acknowledged INSERT
  // is on disk by then, and what background merges were doing is thrown away at the next start.
  _exit(status);
}
