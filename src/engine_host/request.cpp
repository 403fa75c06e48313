#include "engine_host/request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/uuid.h"

namespace leapfrog::engine_host {

namespace {

// Parameters of ClickHouse's HTTP interface that are not settings and that mean nothing to one engine without
// users, or that only tune what the host does in its own way.
constexpr std::array<std::string_view, 10> accepted_and_unused = {
    "buffer_size", "compress", "session_check", "session_timeout", "close_session",
    "quota_key",   "user",     "role",          "stacktrace",      "decompress"};

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
               hex_value(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::optional<std::string> base64_decode(std::string_view text) {
  std::string out;
  unsigned bits = 0;
  int held = 0;
  for (const char c : text) {
    if (c == '=') break;
    const std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 6U) | static_cast<unsigned>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>((bits >> static_cast<unsigned>(held)) & 0xFFU);
  }
  return out;
}

// The password of "Basic …", or the token of "Bearer …".
std::string key_of_authorization(std::string_view value) {
  if (value.starts_with("Bearer ")) return std::string(value.substr(7));
  if (!value.starts_with("Basic ")) return "";
  const auto decoded = base64_decode(value.substr(6));
  if (!decoded) return "";
  const std::size_t colon = decoded->find(':');
  return colon == std::string::npos ? "" : decoded->substr(colon + 1);
}

bool is_setting_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return c == '_' || c == '.' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

// An identifier goes into header fields and log comments as it is.
bool is_plain_id(std::string_view id) {
  return id.size() <= 200 && std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

// Takes the parameters that have a meaning of their own; false leaves the pair to the settings.
bool take_own_parameter(QueryRequest& request, const std::string& name, std::string& value) {
  if (name == "query") {
    request.sql = std::move(value);
  } else if (name == "database") {
    request.database = std::move(value);
  } else if (name == "query_id") {
    request.query_id = std::move(value);
  } else if (name == "default_format") {
    request.default_format = std::move(value);
  } else if (name == "password") {
    request.key = std::move(value);
  } else if (name == "wait_end_of_query") {
    request.wait_for_end = value == "1" || value == "true";
  } else if (name == "leapfrog_readonly") {
    if (value == "1") request.readonly = 1;
  } else if (name == "readonly") {
    if (request.readonly == 0 || value == "1") request.readonly = value == "1" ? 1 : value == "2" ? 2 : 0;
  } else if (name == "enable_http_compression") {
    request.compress_answer = value == "1" || value == "true";
  } else if (name.starts_with("param_")) {
    request.parameters.emplace_back(name.substr(6), std::move(value));
  } else {
    return std::find(accepted_and_unused.begin(), accepted_and_unused.end(), name) !=
           accepted_and_unused.end();
  }
  return true;
}

}  // namespace

std::string_view RequestHead::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers)
    if (name == lower_case_name) return value;
  return {};
}

Pairs parse_query_string(std::string_view text) {
  Pairs pairs;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    pairs.emplace_back(percent_decode(pair.substr(0, equals)),
                       percent_decode(pair.substr(std::min(equals + 1, pair.size()))));
  }
  return pairs;
}

std::string_view path_of(std::string_view target) {
  return target.substr(0, std::min(target.find('?'), target.size()));
}

Result<QueryRequest> parse_query_request(const RequestHead& head) {
  QueryRequest request;
  request.key = key_of_authorization(head.header("authorization"));
  if (const auto key = head.header("x-clickhouse-key"); !key.empty()) request.key = key;
  if (const auto database = head.header("x-clickhouse-database"); !database.empty())
    request.database = database;
  if (const auto format = head.header("x-clickhouse-format"); !format.empty())
    request.default_format = format;
  if (head.method == "GET") request.readonly = 2;
  if (head.header("x-leapfrog-readonly") == "1") request.readonly = 1;

  const std::string_view target = head.target;
  const std::size_t question = target.find('?');
  if (question != std::string_view::npos) {
    for (auto& [name, value] : parse_query_string(target.substr(question + 1))) {
      if (take_own_parameter(request, name, value)) continue;
      if (name == "session_id")
        return invalid("Sessions are not supported: send every setting with its query.");
      if (!is_setting_name(name)) return invalid("A parameter's name is not the name of a setting.", name);
      request.settings.emplace_back(std::move(name), std::move(value));
    }
  }
  if (!is_plain_id(request.query_id))
    return invalid("query_id must be plain text without blanks.", "query_id");
  if (request.query_id.empty()) request.query_id = Uuid::random().text();
  if (request.default_format.empty()) request.default_format = "TabSeparated";
  return request;
}

std::string set_statement(const QueryRequest& request) {
  std::string sql = "SET ";
  for (const auto& [name, value] : request.settings)
    if (name != "log_comment") sql += fmt::format("{} = {}, ", name, quote_literal(value));
  sql += "log_comment = " + quote_literal(log_comment_of(request));
  if (request.readonly != 0) sql += fmt::format(", readonly = {}", request.readonly);
  return sql;
}

std::string log_comment_of(const QueryRequest& request) {
  std::string comment = request.query_id;
  for (const auto& [name, value] : request.settings)
    if (name == "log_comment") comment += ' ' + value;
  return comment;
}

std::string quote_literal(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  out += '\'';
  return out;
}

}  // namespace leapfrog::engine_host
