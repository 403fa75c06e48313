#include "storage/events/engine.h"

#include <fmt/format.h>

#include <charconv>

#include "http/client.h"
#include "storage/events/schema.h"

namespace leapfrog::events {
namespace {

// "Code: 60. DB::Exception: Table …" → an Error with code "clickhouse_60"; what the query did wrong is the
// caller's mistake, a lack of resources is not.
Error engine_error(const http::ClientResponse& response) {
  int code = 0;
  const auto header = response.headers.get("X-ClickHouse-Exception-Code");
  std::from_chars(header.data(), header.data() + header.size(), code);
  auto kind = ErrorKind::internal;
  if (code == 241 || code == 159 || code == 202 || code == 210 || response.status == 503)
    kind = ErrorKind::unavailable;
  if (code == 243) kind = ErrorKind::unavailable;  // no space left
  return Error{kind, fmt::format("clickhouse_{}", code), response.body.substr(0, 2000), "",
               kind == ErrorKind::unavailable ? 1 : 0};
}

class HttpEngine final : public Engine {
 public:
  explicit HttpEngine(const std::string& address) : client_(http::Client::create(address, 16)) {}

  bool ping() override {
    http::ClientRequest request;
    request.method = http::Method::get;
    request.target = "/ping";
    request.timeout = milliseconds(2000);
    const auto response = client_->send(request);
    return response && response->status == 200;
  }

  Result<> execute(std::string_view sql, const Settings& settings, const Settings& parameters) override {
    TRY(send("/?" + options(settings, parameters), sql, milliseconds(120'000)));
    return {};
  }

  Result<std::vector<json::array>> rows(std::string_view sql, const Settings& parameters,
                                        const Settings& settings) override {
    const auto target =
        "/?default_format=JSONCompactEachRow&output_format_json_quote_64bit_integers=0"
        "&json_type_escape_dots_in_keys=1&" +
        options(settings, parameters);
    const auto response = TRY(send(target, sql, milliseconds(120'000)));
    std::vector<json::array> rows;
    std::string_view rest = response.body;
    while (!rest.empty()) {
      const auto newline = rest.find('\n');
      const auto line = rest.substr(0, newline);
      rest = newline == std::string_view::npos ? std::string_view() : rest.substr(newline + 1);
      if (line.empty()) continue;
      auto value = TRY(parse_json(line, JsonLimits{.depth = 256}));
      rows.push_back(std::move(value).as_array());
    }
    return rows;
  }

  Result<InsertSummary> insert(std::string_view table, std::string_view columns,
                               std::string_view native_blocks,
                               std::string_view deduplication_token) override {
    const auto sql = fmt::format("INSERT INTO {} {} FORMAT Native", table, columns);
    auto target =
        fmt::format("/?query={}&async_insert=0&optimize_on_insert=0&max_partitions_per_insert_block=0",
                    http::percent_encode(sql));
    if (!deduplication_token.empty())
      target += fmt::format("&insert_deduplication_token={}", http::percent_encode(deduplication_token));
    const auto response = TRY(send(target, native_blocks, milliseconds(300'000)));
    InsertSummary summary;
    if (const auto text = response.headers.get("X-ClickHouse-Summary"); !text.empty()) {
      const auto parsed = TRY(parse_json(text));
      if (const auto* object = parsed.if_object()) {
        const auto rows_text = string_or_empty(*object, "written_rows");
        std::from_chars(rows_text.data(), rows_text.data() + rows_text.size(), summary.written_rows);
      }
    }
    return summary;
  }

  Result<> migrate() override {
    TRY(
        execute("CREATE TABLE IF NOT EXISTS schema_migrations (id UInt32, applied_at DateTime DEFAULT now()) "
                "ENGINE = MergeTree ORDER BY id SETTINGS fsync_after_insert = 1, fsync_part_directory = 1",
                {}, {}));
    const auto applied = TRY(rows("SELECT toUInt32(max(id)) FROM schema_migrations", {}, {}));
    const auto last = applied.empty() ? 0 : applied.front().at(0).to_number<std::int64_t>();
    for (const auto& migration : engine_migrations()) {
      if (migration.id <= last) continue;
      TRY(execute(migration.sql, {}, {}));
      TRY(execute(fmt::format("INSERT INTO schema_migrations (id) VALUES ({})", migration.id), {}, {}));
    }
    return {};
  }

 private:
  static std::string options(const Settings& settings, const Settings& parameters) {
    std::string text;
    for (const auto& [name, value] : settings)
      text += fmt::format("{}={}&", name, http::percent_encode(value));
    for (const auto& [name, value] : parameters)
      text += fmt::format("param_{}={}&", name, http::percent_encode(value));
    return text;
  }

  Result<http::ClientResponse> send(const std::string& target, std::string_view body, milliseconds timeout) {
    http::ClientRequest request;
    request.method = http::Method::post;
    request.target = target;
    request.body = body;
    request.timeout = timeout;
    auto answer = client_->send(request);
    // Where it listens is nobody's business who asks over the API.
    if (!answer && answer.error().kind == ErrorKind::unavailable) {
      return unavailable("The analytics engine does not answer at the moment. Try again.", 1);
    }
    auto response = TRY(std::move(answer));
    if (response.status != 200) return std::unexpected(engine_error(response));
    return response;
  }

  std::unique_ptr<http::Client> client_;
};

}  // namespace

std::unique_ptr<Engine> Engine::connect(std::string address) { return std::make_unique<HttpEngine>(address); }

}  // namespace leapfrog::events
