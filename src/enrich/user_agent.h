// Browser, system and device named by a user-agent string, in the words posthog-js uses for them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace leapfrog::enrich {

constexpr std::size_t max_user_agent_bytes = 1000;

// "" or 0: not known.
struct UserAgent {
  std::string browser;         // "Chrome", "Mobile Safari", "Microsoft Edge", …
  double browser_version = 0;  // major, with the minor one behind the point where there is one: 17.5
  std::string os;              // "Mac OS X", "Windows", "iOS", "Android", "Linux", …
  std::string os_version;      // "10.15.7"
  std::string device;          // "iPhone", "iPad", "Android", …; "" on a desktop
  std::string device_type;     // "Desktop", "Mobile", "Tablet", "Console", "Wearable"
};

class UserAgentParser {
 public:
  // Reads and compiles the pattern file (uap-core's regexes.yaml) when the first string is parsed: it takes
  // about 50 ms and 6 MB, which a server without such traffic never spends. A file that cannot be read is
  // logged once and leaves everything unknown.
  explicit UserAgentParser(std::string patterns_path);
  ~UserAgentParser();
  UserAgentParser(const UserAgentParser&) = delete;
  UserAgentParser& operator=(const UserAgentParser&) = delete;

  // Looks at the first max_user_agent_bytes only.
  UserAgent parse(std::string_view text);

 private:
  struct Patterns;
  const std::string path_;
  std::unique_ptr<Patterns> patterns_;
};

}  // namespace leapfrog::enrich
