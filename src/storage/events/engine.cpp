#include "storage/events/engine.h"

#include <fmt/format.h>

#include <charconv>

#include "http/client.h"
#include "storage/events/schema.h"

namespace leapfrog::events {
namespace {

// "Code: 60. DB::Exception: Table …" → an Error with code "clickhouse_60"; what the query did wrong is the
// caller's mistake, a lack of resources is not.
Error engine_error(const http::ClientResponse& response, std::string_view said) {
  int code = 0;
  const auto header = response.headers.get("X-ClickHouse-Exception-Code");
  std::from_chars(header.data(), header.data() + header.size(), code);
  auto kind = ErrorKind::internal;
  if (code == 241 || code == 159 || code == 202 || code == 210 || response.status == 503)
    kind = ErrorKind::unavailable;
  if (code == 243) kind = ErrorKind::unavailable;  // no space left
  return Error{kind, fmt::format("clickhouse_{}", code), std::string(said.substr(0, 2000)), "",
               kind == ErrorKind::unavailable ? 1 : 0};
}

// X-ClickHouse-Summary: an object of numbers as texts; empty when there is none.
json::object summary_of(const http::ClientResponse& response) {
  const auto parsed = parse_json(response.headers.get("X-ClickHouse-Summary"));
  return parsed && parsed->is_object() ? parsed->get_object() : json::object();
}

std::uint64_t summary_number(const json::object& summary, std::string_view name) {
  std::uint64_t number = 0;
  const auto text = string_or_empty(summary, name);
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// A JSON array on every line.
Result<std::vector<json::array>> parse_lines(std::string_view text) {
  std::vector<json::array> rows;
  while (!text.empty()) {
    const auto newline = text.find('\n');
    const auto line = text.substr(0, newline);
    text = newline == std::string_view::npos ? std::string_view() : text.substr(newline + 1);
    if (line.empty()) continue;
    auto value = TRY(parse_json(line, JsonLimits{.depth = 256}));
    rows.push_back(std::move(value).as_array());
  }
  return rows;
}

// The blocks that are whole with these bytes.
Result<> visit_whole(NativeReader& reader, std::string_view bytes, const BlockVisitor& visit) {
  reader.add(bytes);
  NativeRows block;
  while (TRY(reader.next(block))) TRY(visit(block));
  return {};
}

std::vector<std::string> texts_of(const json::array& values) {
  std::vector<std::string> texts;
  for (const auto& value : values)
    if (value.is_string()) texts.emplace_back(value.get_string());
  return texts;
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
    return std::move(TRY(select(sql, parameters, settings)).rows);
  }

  Result<Selection> select(std::string_view sql, const Settings& parameters,
                           const Settings& settings) override {
    const auto target =
        "/?default_format=JSONCompactEachRowWithNamesAndTypes&output_format_json_quote_64bit_integers=0"
        "&json_type_escape_dots_in_keys=1&" +
        options(settings, parameters);
    const auto response = TRY(send(target, sql, milliseconds(120'000)));
    Selection selection;
    selection.rows = TRY(parse_lines(response.body));
    if (selection.rows.size() >= 2) {
      selection.names = texts_of(selection.rows[0]);
      selection.types = texts_of(selection.rows[1]);
      selection.rows.erase(selection.rows.begin(), selection.rows.begin() + 2);
    }
    const auto summary = summary_of(response);
    selection.rows_read = summary_number(summary, "read_rows");
    selection.bytes_read = summary_number(summary, "read_bytes");
    return selection;
  }

  // Our host says at the end what went wrong on the way and what was read. A real server, which has no such
  // fields, waits until the answer is complete.
  Result<ReadCost> visit_blocks(std::string_view sql, const Settings& parameters, const Settings& settings,
                                const BlockVisitor& visit) override {
    auto request = post("/?default_format=Native&wait_end_of_query=1&" + options(settings, parameters), sql,
                        milliseconds(120'000));
    request.headers.add("TE", "trailers");
    NativeReader reader;
    Result<> visited;
    const auto response = TRY(answered(client_->stream(request, [&](std::string_view piece) {
      visited = visit_whole(reader, piece, visit);
      return visited.has_value();
    })));
    if (!visited) return std::unexpected(visited.error());
    if (response.headers.has("X-ClickHouse-Exception-Code"))
      return std::unexpected(engine_error(response, response.headers.get("X-Leapfrog-Exception")));
    if (!reader.is_at_end()) return internal_error("The engine's answer is cut off.");
    const auto summary = summary_of(response);
    return ReadCost{summary_number(summary, "read_rows"), summary_number(summary, "read_bytes")};
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
    return InsertSummary{summary_number(summary_of(response), "written_rows")};
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

  static http::ClientRequest post(std::string target, std::string_view body, milliseconds timeout) {
    http::ClientRequest request;
    request.method = http::Method::post;
    request.target = std::move(target);
    request.body = body;
    request.timeout = timeout;
    return request;
  }

  Result<http::ClientResponse> send(std::string target, std::string_view body, milliseconds timeout) {
    return answered(client_->send(post(std::move(target), body, timeout)));
  }

  static Result<http::ClientResponse> answered(Result<http::ClientResponse> answer) {
    // Where it listens is nobody's business who asks over the API.
    if (!answer && answer.error().kind == ErrorKind::unavailable) {
      return unavailable("The analytics engine does not answer at the moment. Try again.", 1);
    }
    auto response = TRY(std::move(answer));
    if (response.status != 200) return std::unexpected(engine_error(response, response.body));
    return response;
  }

  std::unique_ptr<http::Client> client_;
};

}  // namespace

std::unique_ptr<Engine> Engine::connect(std::string address) { return std::make_unique<HttpEngine>(address); }

}  // namespace leapfrog::events
