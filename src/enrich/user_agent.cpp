#include "enrich/user_agent.h"

#include <algorithm>
#include <charconv>
#include <span>

#include "base/log.h"
#include "enrich/user_agent_patterns.h"

namespace leapfrog::enrich {
namespace {

struct Renamed {
  std::string_view family;  // uap-core's
  std::string_view name;    // posthog-js's, so that charts do not show one browser twice
};

constexpr Renamed browsers[] = {
    {"Android", "Android Mobile"},
    {"BlackBerry WebKit", "BlackBerry"},
    {"Chrome Mobile", "Chrome"},
    {"Chrome Mobile WebView", "Chrome"},
    {"Chrome Mobile iOS", "Chrome iOS"},
    {"Chromium", "Chrome"},
    {"Edge", "Microsoft Edge"},
    {"Edge Mobile", "Microsoft Edge"},
    {"Facebook", "Facebook Mobile"},
    {"Firefox Mobile", "Firefox"},
    {"HeadlessChrome", "Chrome"},
    {"IE", "Internet Explorer"},
    {"IE Mobile", "Internet Explorer Mobile"},
    {"Mobile Safari UI/WKWebView", "Mobile Safari"},
    {"Opera Mobile", "Opera"},
};

constexpr Renamed systems[] = {
    {"Arch Linux", "Linux"}, {"CentOS", "Linux"},       {"Debian", "Linux"},    {"Fedora", "Linux"},
    {"Linux Mint", "Linux"}, {"Red Hat", "Linux"},      {"SUSE", "Linux"},      {"Ubuntu", "Linux"},
    {"iPadOS", "iOS"},       {"Gentoo", "Linux"},       {"Slackware", "Linux"}, {"Mandriva", "Linux"},
    {"macOS", "Mac OS X"},   {"Windows RT", "Windows"},
};

std::string renamed(std::string&& family, std::span<const Renamed> names) {
  if (family == "Other") return "";
  const auto at = std::ranges::find(names, std::string_view(family), &Renamed::family);
  return at == names.end() ? std::move(family) : std::string(at->name);
}

struct DeviceRule {
  std::string_view marker;  // in the string, as written
  std::string_view device;
  std::string_view type;
};

// The first marker found decides. "Android" stands apart: phones say "Mobile" as well, tablets do not.
constexpr DeviceRule devices[] = {
    {"Nintendo", "Nintendo", "Console"},
    {"PlayStation", "PlayStation", "Console"},
    {"PLAYSTATION", "PlayStation", "Console"},
    {"Xbox", "Xbox", "Console"},
    {"Apple Watch", "Apple Watch", "Wearable"},
    {"Watch OS", "Apple Watch", "Wearable"},
    {"Windows Phone", "Windows Phone", "Mobile"},
    {"iPad", "iPad", "Tablet"},
    {"iPod", "iPod Touch", "Mobile"},
    {"iPhone", "iPhone", "Mobile"},
    {"Kindle", "Kindle Fire", "Tablet"},
    {"Silk/", "Kindle Fire", "Tablet"},
    {"KFTT", "Kindle Fire", "Tablet"},
    {"BlackBerry", "BlackBerry", "Mobile"},
    {"BB10", "BlackBerry", "Mobile"},
    {"PlayBook", "BlackBerry", "Tablet"},
};

void set_device(std::string_view text, UserAgent& agent) {
  const auto has = [&](std::string_view marker) { return text.find(marker) != text.npos; };
  const auto* rule = std::ranges::find_if(devices, has, &DeviceRule::marker);
  if (rule != std::end(devices)) {
    agent.device = rule->device;
    agent.device_type = rule->type;
  } else if (has("Android")) {
    const bool phone = has("Mobile");
    agent.device = phone ? "Android" : "Android Tablet";
    agent.device_type = phone ? "Mobile" : "Tablet";
  } else if (has("Mobile") || has("Opera Mini")) {
    agent.device_type = "Mobile";
  } else if (has("Tablet") && !has("Tablet PC")) {
    agent.device_type = "Tablet";
  } else if (!agent.os.empty()) {
    agent.device_type = "Desktop";
  }
}

double version_number(const Family& family) {
  const std::string text =
      family.version[1].empty() ? family.version[0] : family.version[0] + "." + family.version[1];
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  constexpr double max_version = 1e6;  // anything larger is a made-up string
  return error == std::errc() && end != text.data() && number < max_version ? number : 0;
}

std::string version_text(const Family& family) {
  std::string text;
  for (const std::string& part : family.version) {
    if (part.empty()) break;
    if (!text.empty()) text += '.';
    text += part;
  }
  return text;
}

}  // namespace

struct UserAgentParser::Patterns {
  explicit Patterns(FamilyPatterns&& patterns)
      : browsers(std::move(patterns.browsers)), systems(std::move(patterns.systems)) {}
  FamilyMatcher browsers;
  FamilyMatcher systems;
};

UserAgentParser::UserAgentParser(std::string patterns_path) : path_(std::move(patterns_path)) {}
UserAgentParser::~UserAgentParser() = default;

UserAgent UserAgentParser::parse(std::string_view text) {
  UserAgent agent;
  if (path_.empty() || text.empty()) return agent;
  if (!patterns_) {
    auto read = read_family_patterns(path_);
    if (!read) log_warning("user agents stay unparsed", {{"reason", read.error().detail}});
    patterns_ = std::make_unique<Patterns>(read ? *std::move(read) : FamilyPatterns{});
  }
  text = text.substr(0, max_user_agent_bytes);
  if (auto browser = patterns_->browsers.match(text)) {
    agent.browser_version = version_number(*browser);
    agent.browser = renamed(std::move(browser->name), browsers);
  }
  if (auto system = patterns_->systems.match(text)) {
    agent.os_version = version_text(*system);
    agent.os = renamed(std::move(system->name), systems);
  }
  set_device(text, agent);
  return agent;
}

}  // namespace leapfrog::enrich
