#include "enrich/page_url.h"

#include <simdjson.h>

#include <algorithm>

#include "http/message.h"

namespace leapfrog::enrich {
namespace {

constexpr std::size_t max_value_bytes = 1000;

struct Engine {
  std::string_view host;  // how the result page's host begins, without "www." and "m."
  bool any_subdomain;     // "de.search.yahoo.com"
  std::string_view name;
};

// The first four are posthog-js's own. Mail, documents and maps of the same companies are not searches.
constexpr Engine engines[] = {
    {"google.", false, "google"},         {"bing.com", true, "bing"},
    {"search.yahoo.", true, "yahoo"},     {"duckduckgo.com", true, "duckduckgo"},
    {"baidu.com", false, "baidu"},        {"yandex.", false, "yandex"},
    {"ya.ru", false, "yandex"},           {"ecosia.org", false, "ecosia"},
    {"search.brave.com", false, "brave"}, {"startpage.com", true, "startpage"},
    {"qwant.com", true, "qwant"},         {"kagi.com", false, "kagi"},
    {"search.naver.com", true, "naver"},  {"search.seznam.cz", false, "seznam"},
    {"search.aol.com", true, "aol"},      {"search.marginalia.nu", false, "marginalia"},
};

std::string_view without_prefix(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

bool is_host_of(std::string_view host, const Engine& engine) {
  if (host.starts_with(engine.host)) return true;
  if (!engine.any_subdomain) return false;
  const auto at = host.find(engine.host);
  return at != host.npos && at > 0 && host[at - 1] == '.';
}

std::string cut(std::string text) {
  if (text.size() <= max_value_bytes) return text;
  std::size_t end = max_value_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  text.resize(end);
  return text;
}

}  // namespace

std::optional<PageUrl> parse_page_url(std::string_view url) {
  const auto scheme_end = url.find("://");
  if (scheme_end == url.npos || scheme_end == 0) return std::nullopt;
  std::string_view rest = url.substr(scheme_end + 3);
  rest = rest.substr(0, rest.find('#'));
  PageUrl parts;
  if (const auto question = rest.find('?'); question != rest.npos) {
    parts.query = rest.substr(question + 1);
    rest = rest.substr(0, question);
  }
  const auto slash = rest.find('/');
  parts.host = rest.substr(0, slash);
  parts.path = slash == rest.npos ? std::string_view("/") : rest.substr(slash);
  // Never let a password in front of the host through.
  if (const auto at = parts.host.rfind('@'); at != parts.host.npos) parts.host.remove_prefix(at + 1);
  if (parts.host.empty()) return std::nullopt;
  return parts;
}

std::optional<std::string> query_value(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query = end == query.npos ? std::string_view() : query.substr(end + 1);
    if (pair.size() <= name.size() + 1 || pair[name.size()] != '=' || !pair.starts_with(name)) continue;
    std::string value = cut(http::percent_decode(pair.substr(name.size() + 1), true));
    if (value.empty() || !simdjson::validate_utf8(value.data(), value.size())) return std::nullopt;
    return value;
  }
  return std::nullopt;
}

std::string_view search_engine(std::string_view host) {
  host = without_prefix(without_prefix(host, "www."), "m.");
  const auto* found =
      std::ranges::find_if(engines, [&](const Engine& engine) { return is_host_of(host, engine); });
  return found == std::end(engines) ? std::string_view() : found->name;
}

}  // namespace leapfrog::enrich
