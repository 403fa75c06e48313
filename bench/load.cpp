// leapfrog-load: sends realistic events to a capture endpoint as fast as it takes them, or at a given rate,
// and prints what happened as one JSON object. All bodies are made and compressed before the clock starts, so
// that on a shared machine the generator costs little more than the system calls.
//
//   leapfrog-load --port P --token T [--events 200000] [--batch 100] [--connections 8] [--rate 0] [--seed 1]
//                 [--seconds 120]
#include <arpa/inet.h>
#include <fmt/format.h>
#include <libdeflate.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  std::uint16_t port = 0;
  std::string token;
  std::size_t events = 200'000;
  std::size_t batch = 100;
  std::size_t connections = 8;
  double rate = 0;  // events per second; 0: as fast as they are taken
  std::uint64_t seed = 1;
  double seconds = 120;  // gives up after this
};

Options parse_options(int argc, char** argv) {
  std::map<std::string_view, std::string> values;
  for (int i = 1; i + 1 < argc; i += 2) values[argv[i]] = argv[i + 1];
  Options options;
  for (const auto& [name, value] : values) {
    if (name == "--token") {
      options.token = value;
      continue;
    }
    double number = 0;
    const auto parsed = std::from_chars(value.data(), value.data() + value.size(), number);
    if (parsed.ec != std::errc()) throw std::runtime_error(fmt::format("{} needs a number", name));
    if (name == "--port") {
      options.port = static_cast<std::uint16_t>(number);
    } else if (name == "--events") {
      options.events = static_cast<std::size_t>(number);
    } else if (name == "--batch") {
      options.batch = static_cast<std::size_t>(number);
    } else if (name == "--connections") {
      options.connections = static_cast<std::size_t>(number);
    } else if (name == "--rate") {
      options.rate = number;
    } else if (name == "--seed") {
      options.seed = static_cast<std::uint64_t>(number);
    } else if (name == "--seconds") {
      options.seconds = number;
    } else {
      throw std::runtime_error(fmt::format("unknown option {}", name));
    }
  }
  if (options.port == 0 || options.token.empty()) throw std::runtime_error("--port and --token are needed");
  return options;
}

// Events of 46 properties and about 1.4 kB, as a browser SDK sends them.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  std::string batch(const std::string& token, std::size_t count) {
    std::string out = fmt::format(R"({{"api_key":"{}","batch":[)", token);
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0) out += ',';
      event(out);
    }
    return out + "]}";
  }

 private:
  template <std::size_t N>
  std::string_view pick(const std::string_view (&of)[N]) {
    return of[random_() % N];
  }
  std::uint64_t between(std::uint64_t low, std::uint64_t high) { return low + random_() % (high - low + 1); }
  std::string uuid() {
    const auto high = random_();
    const auto low = random_();
    return fmt::format("{:08x}-{:04x}-7{:03x}-{:x}{:03x}-{:012x}", high >> 32, (high >> 16) & 0xffff,
                       high & 0xfff, 8 + (low >> 62), (low >> 48) & 0xfff, low & 0xffffffffffff);
  }

  void event(std::string& out) {
    static constexpr std::string_view names[] = {"$pageview",      "$pageview",     "$autocapture",
                                                 "project opened", "report viewed", "invite sent"};
    static constexpr std::string_view paths[] = {
        "/", "/pricing", "/docs", "/app/projects", "/app/settings", "/blog"};
    static constexpr std::string_view systems[] = {"Mac OS X", "Windows", "Linux", "iOS", "Android"};
    static constexpr std::string_view browsers[] = {"Chrome", "Firefox", "Safari"};
    static constexpr std::string_view plans[] = {"free", "team", "scale"};
    const auto n = number_++;
    const auto person = random_() % 5000;
    const auto path = pick(paths);
    out += fmt::format(R"({{"uuid":"{}","event":"{}","distinct_id":"user-{}","offset":{},"properties":{{)",
                       uuid(), pick(names), person, n % 3000);
    out += fmt::format(
        R"("$os":"{}","$os_version":"10.15.7","$browser":"{}","$browser_version":{},"$device_type":"Desktop",)"
        R"("$timezone":"Europe/Vienna","$current_url":"https://app.example.com{}?tab={}",)"
        R"("$host":"app.example.com","$pathname":"{}","$raw_user_agent":"Mozilla/5.0 (Macintosh; Intel Mac OS X )"
        R"(10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36",)",
        pick(systems), pick(browsers), between(90, 130), path, n % 7, path);
    out += fmt::format(
        R"("$browser_language":"en-GB","$browser_language_prefix":"en","$screen_height":1080,"$screen_width":1920,)"
        R"("$viewport_height":{},"$viewport_width":{},"$lib":"web","$lib_version":"1.449.2","$insert_id":"{:016x}",)"
        R"("$time":{:.3f},"$referrer":"https://www.google.com/","$referring_domain":"www.google.com",)"
        R"("$search_engine":"google","$device_id":"{}","$session_id":"{}","$window_id":"{}","$pageview_id":"{}",)",
        between(700, 1000), between(1200, 1900), random_(), 1790000000.0 + static_cast<double>(n) / 10,
        uuid(), uuid(), uuid(), uuid());
    out += fmt::format(
        R"("$is_identified":{},"$process_person_profile":true,"$lib_rate_limit_remaining_tokens":99.5,)"
        R"("$config_defaults":"2026-01-30","title":"Projects - Example","plan":"{}","account_age_days":{},)"
        R"("feature_beta":{},"items":{},"amount":{}.{:02},"currency":"EUR","utm_source":"newsletter",)"
        R"("utm_medium":"email","utm_campaign":"autumn-launch","experiment_variant":"{}","latency_ms":{},)"
        R"("component":"ProjectList","revision":"r{}","workspace_id":"workspace-{}"}}}})",
        n % 3 == 0, pick(plans), between(0, 900), n % 2 == 0, between(1, 40), between(1, 999), n % 100,
        n % 2 == 0 ? "control" : "test", between(3, 900), n % 50, person / 7);
  }

  std::mt19937_64 random_;
  std::uint64_t number_ = 0;
};

struct Requests {
  std::vector<std::string> all;  // head and compressed body
  std::size_t json_bytes = 0;
};

Requests make_requests(const Options& options) {
  const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
      libdeflate_alloc_compressor(6), libdeflate_free_compressor);
  Generator generator(options.seed);
  Requests out;
  for (std::size_t made = 0; made < options.events; made += options.batch) {
    const auto json = generator.batch(options.token, std::min(options.batch, options.events - made));
    out.json_bytes += json.size();
    std::string body(libdeflate_gzip_compress_bound(compressor.get(), json.size()), '\0');
    body.resize(
        libdeflate_gzip_compress(compressor.get(), json.data(), json.size(), body.data(), body.size()));
    out.all.push_back(
        fmt::format("POST /batch/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                    "Content-Encoding: gzip\r\nContent-Length: {}\r\n\r\n{}",
                    body.size(), body));
  }
  return out;
}

class Connection {
 public:
  explicit Connection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("cannot connect");
    }
    const int yes = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Sends a request, waits for the answer, gives its status.
  int exchange(std::string_view request) {
    while (!request.empty()) {
      const auto sent = ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
      if (sent <= 0) throw std::runtime_error("the connection broke while sending");
      request.remove_prefix(static_cast<std::size_t>(sent));
    }
    std::size_t body = std::string::npos;
    while (body == std::string::npos || input_.size() < body) {
      char buffer[4096];
      const auto got = ::recv(socket_, buffer, sizeof buffer, 0);
      if (got <= 0) throw std::runtime_error("the connection broke while waiting for an answer");
      input_.append(buffer, static_cast<std::size_t>(got));
      const auto end = input_.find("\r\n\r\n");
      if (body == std::string::npos && end != std::string::npos)
        body = end + 4 + length(input_.substr(0, end));
    }
    const int status = std::stoi(input_.substr(9, 3));
    input_.erase(0, body);
    return status;
  }

 private:
  static std::size_t length(const std::string& head) {
    for (const std::string_view name : {"Content-Length: ", "content-length: "}) {
      if (const auto at = head.find(name); at != std::string::npos)
        return std::stoul(head.substr(at + name.size()));
    }
    return 0;
  }

  int socket_;
  std::string input_;
};

struct Outcome {
  std::vector<double> latencies_ms;
  std::map<int, std::size_t> statuses;
  std::string failure;
};

double quantile(const std::vector<double>& sorted, double q) {
  if (sorted.empty()) return 0;
  return sorted[std::min(sorted.size() - 1,
                         static_cast<std::size_t>(q * static_cast<double>(sorted.size())))];
}

double processor_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](timeval t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// One connection's part: takes the next request that nobody has taken yet; one that is refused is tried
// again.
void run(const Options& options, const Requests& requests, std::atomic<std::size_t>& next,
         Clock::time_point start, Outcome& outcome) {
  try {
    Connection connection(options.port);
    const auto deadline = start + std::chrono::duration<double>(options.seconds);
    for (auto i = next++; i < requests.all.size(); i = next++) {
      if (options.rate > 0) {
        std::this_thread::sleep_until(
            start + std::chrono::duration<double>(static_cast<double>(i * options.batch) / options.rate));
      }
      for (int status = 0; status != 200;) {
        if (Clock::now() > deadline) throw std::runtime_error("out of time");
        const auto from = Clock::now();
        status = connection.exchange(requests.all[i]);
        ++outcome.statuses[status];
        outcome.latencies_ms.push_back(
            std::chrono::duration<double, std::milli>(Clock::now() - from).count());
        if (status != 200) std::this_thread::sleep_for(std::chrono::milliseconds(20));
      }
    }
  } catch (const std::exception& error) {
    outcome.failure = error.what();
  }
}

int bench(const Options& options) {
  const auto begun = Clock::now();
  const auto requests = make_requests(options);
  std::size_t wire_bytes = 0;
  for (const auto& request : requests.all) wire_bytes += request.size();
  const auto processor_before = processor_seconds();
  std::atomic<std::size_t> next{0};
  std::vector<Outcome> outcomes(options.connections);
  fmt::print(stderr, "sending\n");  // who measures beside it waits for this
  const auto start = Clock::now();
  {
    std::vector<std::jthread> threads;
    for (auto& outcome : outcomes) {
      threads.emplace_back([&] { run(options, requests, next, start, outcome); });
    }
  }
  const auto seconds = std::chrono::duration<double>(Clock::now() - start).count();
  std::vector<double> latencies;
  std::map<int, std::size_t> statuses;
  std::string failure;
  for (const auto& outcome : outcomes) {
    latencies.insert(latencies.end(), outcome.latencies_ms.begin(), outcome.latencies_ms.end());
    for (const auto& [status, count] : outcome.statuses) statuses[status] += count;
    if (!outcome.failure.empty()) failure = outcome.failure;
  }
  std::ranges::sort(latencies);
  std::string by_status;
  for (const auto& [status, count] : statuses) {
    by_status += fmt::format("{}\"{}\":{}", by_status.empty() ? "" : ",", status, count);
  }
  fmt::print(R"({{"events":{},"seconds":{:.3f},"events_per_second":{:.0f},"json_bytes_per_event":{:.0f},)"
             R"("wire_bytes_per_event":{:.0f},"ack_p50_ms":{:.2f},"ack_p99_ms":{:.2f},"statuses":{{{}}},)"
             R"("prepare_seconds":{:.3f},"generator_cpu_seconds":{:.2f},"failure":"{}"}})"
             "\n",
             options.events, seconds, static_cast<double>(options.events) / seconds,
             static_cast<double>(requests.json_bytes) / static_cast<double>(options.events),
             static_cast<double>(wire_bytes) / static_cast<double>(options.events), quantile(latencies, 0.5),
             quantile(latencies, 0.99), by_status, std::chrono::duration<double>(start - begun).count(),
             processor_seconds() - processor_before, failure);
  return failure.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return bench(parse_options(argc, argv));
  } catch (const std::exception& error) {
    fmt::print(stderr, "leapfrog-load: {}\n", error.what());
    return 2;
  }
}
