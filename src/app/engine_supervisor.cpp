#include "app/engine_supervisor.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <thread>

#include "base/log.h"

extern char** environ;

namespace leapfrog::app {
namespace {

using SteadyClock = std::chrono::steady_clock;
constexpr milliseconds first_delay{100};
constexpr milliseconds last_delay{5000};
constexpr milliseconds ping_while_starting{100};
constexpr milliseconds ping_every{1000};  // the end of a process of ours is noticed at once
constexpr seconds healthy_after{30};      // a run that long makes the next start prompt again
constexpr seconds stop_within{15};
// The host answers a ping from a thread of its own whatever its queries do, so silence means that it hangs.
constexpr seconds not_ready_after{3};
constexpr seconds replace_after{20};
constexpr seconds migrate_again_after{2};

class Supervisor final : public EngineSupervisor {
 public:
  Supervisor(EngineSettings settings, events::Engine& engine, Metrics& metrics)
      : settings_(std::move(settings)),
        engine_(engine),
        starts_(metrics.counter("leapfrog_engine_starts_total", "Starts of the analytics engine.")),
        up_(metrics.gauge("leapfrog_engine_up", "1 when the analytics engine answers.")) {
    thread_ = std::thread([this] { run(); });
  }
  ~Supervisor() override {
    stop();
    ::close(stop_event_);
  }

  std::string not_ready() const override {
    const std::scoped_lock lock(mutex_);
    return not_ready_;
  }

  void stop() override {
    {
      const std::scoped_lock lock(mutex_);
      if (stopping_) return;
      stopping_ = true;
    }
    ::eventfd_write(stop_event_, 1);
    thread_.join();
  }

 private:
  void run() {
    auto delay = first_delay;
    while (!stopping()) {
      const auto started = SteadyClock::now();
      if (const auto error = supervises() ? spawn() : std::string(); !error.empty()) {
        state("The analytics engine cannot be started: " + error);
        log_error("The analytics engine cannot be started.", {{"error", error}});
      } else {
        watch();
      }
      up_.set(0);
      if (stopping()) break;
      if (SteadyClock::now() - started > healthy_after) delay = first_delay;
      pause(delay);
      delay = std::min(delay * 2, last_delay);
    }
    end_child();
  }

  // Until the engine is gone or we stop.
  void watch() {
    state("The analytics engine is starting.");
    ready_ = false;
    auto heard = SteadyClock::now();
    while (!stopping()) {
      if (const auto end = child_end(); !end.empty()) {
        log_error("The analytics engine ended; starting it again.", {{"how", end}});
        return state("The analytics engine ended (" + end + ") and is being started again.");
      }
      if (engine_.ping()) {
        if (!ready_) become_ready();
        heard = SteadyClock::now();  // after the migrations, which may take long
      } else if (!listening()) {
        heard = SteadyClock::now();
      } else if (const auto silence = SteadyClock::now() - heard; silence > not_ready_after) {
        become_silent();
        if (supervises() && silence > replace_after) return replace_child();
      }
      pause(ready_ ? ping_every : ping_while_starting);
    }
  }

  void become_ready() {
    if (const auto migrated = engine_.migrate(); !migrated) {
      state("The analytics engine's tables cannot be brought up to date: " + migrated.error().detail);
      log_error("Engine migration failed.", {{"error", migrated.error().detail}});
      return pause(migrate_again_after);
    }
    ready_ = true;
    up_.set(1);
    state("");
    log_info("The analytics engine is ready.");
  }

  void become_silent() {
    if (ready_) log_error("The analytics engine does not answer.");
    ready_ = false;
    up_.set(0);
    state("The analytics engine does not answer.");
  }

  // An engine of ours makes its socket when it has loaded its tables, however long that takes, and must
  // answer from then on.
  bool listening() const { return !supervises() || ::access(settings_.socket.c_str(), F_OK) == 0; }
  bool supervises() const { return !settings_.program.empty(); }

  // What hangs may not heed SIGTERM. Nothing acknowledged is lost.
  void replace_child() {
    log_error("The analytics engine hangs; it is ended and started again.",
              {{"silent_s", replace_after.count()}});
    state("The analytics engine did not answer and is being started again.");
    kill_child();
  }

  std::string spawn() {
    ::unlink(settings_.socket.c_str());
    std::vector<std::string> arguments = {settings_.program,
                                          "--data",
                                          settings_.data_directory,
                                          "--listen",
                                          "unix:" + settings_.socket,
                                          "--parent-pid",
                                          std::to_string(::getpid()),
                                          "--memory-limit",
                                          std::to_string(settings_.memory_bytes),
                                          "--threads",
                                          std::to_string(settings_.threads)};
    std::vector<char*> argv;
    for (auto& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    // Our standard output is for the one line that says where we listen.
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", 0, 0);
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    // An engine started again would else hold our clients' connections open after we have closed them.
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    // A signal to our process group (Ctrl-C) must not end the engine before we have finished with it.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    pid_t pid = 0;
    const int error =
        posix_spawn(&pid, settings_.program.c_str(), &actions, &attributes, argv.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) return std::strerror(error);
    child_ = pid;
    end_event_ = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    starts_.add();
    return "";
  }

  // How the child ended, "" while it runs.
  std::string child_end() {
    if (child_ == 0) return "";
    int status = 0;
    const pid_t ended = ::waitpid(child_, &status, WNOHANG);
    if (ended == 0 || (ended < 0 && errno == EINTR)) return "";
    forget_child();
    // Where SIGCHLD is ignored, which whoever started us decides, the kernel forgets how children ended.
    if (ended < 0) return "how is not known";
    return WIFSIGNALED(status) ? fmt::format("signal {}", WTERMSIG(status))
                               : fmt::format("exit {}", WEXITSTATUS(status));
  }

  void end_child() {
    if (child_ == 0) return;
    ::kill(child_, SIGTERM);
    const auto deadline = SteadyClock::now() + stop_within;
    while (SteadyClock::now() < deadline) {
      if (!child_end().empty()) return;
      std::this_thread::sleep_for(milliseconds(10));
    }
    log_error("The analytics engine did not end when asked; it is killed.");
    kill_child();
  }

  void kill_child() {
    ::kill(child_, SIGKILL);
    while (::waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
    }
    forget_child();
  }

  void forget_child() {
    child_ = 0;
    if (end_event_ >= 0) ::close(end_event_);
    end_event_ = -1;
  }

  bool stopping() const {
    const std::scoped_lock lock(mutex_);
    return stopping_;
  }
  // Shorter when we are to stop or the engine ends.
  void pause(milliseconds time) const {
    std::array<pollfd, 2> events{{{stop_event_, POLLIN, 0}, {end_event_, POLLIN, 0}}};
    ::poll(events.data(), events.size(), static_cast<int>(time.count()));
  }
  void state(std::string not_ready) {
    const std::scoped_lock lock(mutex_);
    not_ready_ = std::move(not_ready);
  }

  const EngineSettings settings_;
  events::Engine& engine_;
  Counter& starts_;
  Gauge& up_;
  // Of the watching thread alone; only it waits for the child, so its number cannot become somebody else's.
  pid_t child_ = 0;
  int end_event_ = -1;  // readable when the child has ended; poll passes over -1
  bool ready_ = false;
  mutable std::mutex mutex_;
  const int stop_event_ = ::eventfd(0, EFD_CLOEXEC);
  std::string not_ready_ = "The analytics engine is starting.";
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<EngineSupervisor> EngineSupervisor::start(EngineSettings settings, events::Engine& engine,
                                                          Metrics& metrics) {
  return std::make_unique<Supervisor>(std::move(settings), engine, metrics);
}

std::unique_ptr<EngineSupervisor> watch_remote_engine(events::Engine& engine, Metrics& metrics) {
  return std::make_unique<Supervisor>(EngineSettings{}, engine, metrics);
}

}  // namespace leapfrog::app
