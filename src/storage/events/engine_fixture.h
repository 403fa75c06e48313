// The real leapfrog-engine for tests: its own process, data and socket in a temporary directory. Only the
// release preset builds the program, so tests of the other presets run that one.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "storage/events/engine.h"

extern char** environ;

namespace leapfrog::events {

class EngineProcess {
 public:
  // `name` tells the directories of several engines of one test program apart.
  explicit EngineProcess(std::string_view name)
      : directory_(std::filesystem::temp_directory_path() / fmt::format("lf-{}-{}", name, ::getpid())) {
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_);
    client_ = Engine::connect(address());
  }
  ~EngineProcess() {
    kill();
    std::filesystem::remove_all(directory_);
  }
  EngineProcess(const EngineProcess&) = delete;
  EngineProcess& operator=(const EngineProcess&) = delete;

  std::string address() const { return "unix:" + socket(); }
  Engine& client() { return *client_; }

  // Starts the program and waits until it answers. Gives "" or what went wrong.
  std::string start() {
    const auto program = std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() /
                         "release" / "leapfrog-engine";
    if (!std::filesystem::exists(program))
      return program.string() + " is missing; build it: cmake --build --preset release";
    ::unlink(socket().c_str());
    std::vector<std::string> arguments{
        program.string(), "--data",       (directory_ / "data").string(), "--listen",
        address(),        "--parent-pid", std::to_string(::getpid())};
    std::vector<char*> argv;
    for (auto& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    if (posix_spawn(&process_, argv[0], nullptr, nullptr, argv.data(), environ) != 0)
      return "cannot run " + program.string();
    const auto deadline = std::chrono::steady_clock::now() + seconds(60);
    while (!client_->ping()) {
      if (std::chrono::steady_clock::now() > deadline) return "the engine does not answer";
      std::this_thread::sleep_for(milliseconds(20));
    }
    return "";
  }

  // As power loss for the process: nothing is flushed, the data stays.
  void kill() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = 0;
  }

 private:
  std::string socket() const { return (directory_ / "s").string(); }

  const std::filesystem::path directory_;
  pid_t process_ = 0;
  std::unique_ptr<Engine> client_;
};

// One engine for all tests of a suite.
class EngineTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    process = std::make_unique<EngineProcess>("engine");
    ASSERT_EQ(process->start(), "");
  }
  static void TearDownTestSuite() { process.reset(); }

  static Engine& engine() { return process->client(); }
  static void run(std::string_view sql) {
    const auto done = engine().execute(sql);
    ASSERT_TRUE(done) << sql << "\n" << done.error().detail;
  }
  static std::vector<json::array> rows(std::string_view sql) {
    auto read = engine().rows(sql);
    EXPECT_TRUE(read) << sql << "\n" << (read ? "" : read.error().detail);
    return read ? *std::move(read) : std::vector<json::array>();
  }
  // The one value that a query of one column gives.
  static std::int64_t number(std::string_view sql) {
    const auto read = rows(sql);
    return read.empty() ? -1 : read.front().at(0).to_number<std::int64_t>();
  }

  static inline std::unique_ptr<EngineProcess> process;
};

}  // namespace leapfrog::events
