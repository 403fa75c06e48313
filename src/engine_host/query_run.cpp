#include "engine_host/query_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/crypto.h"
#include "engine_host/answer.h"
#include "engine_host/body_codec.h"
#include "engine_host/exception.h"
#include "engine_host/output_format.h"
#include "engine_host/statement.h"

namespace leapfrog::engine_host {

namespace {

constexpr std::size_t max_sql_size = 16 << 20;
constexpr std::size_t max_whole_answer = 32 << 20;  // bytes of the result's columns in the engine
constexpr std::chrono::seconds slot_patience{30};

// A slot of a pool for as long as this lives.
class Slot {
 public:
  explicit Slot(Slots& slots) : slots_(slots), held_(slots.acquire(slot_patience)) {}
  ~Slot() {
    if (held_) slots_.release();
  }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
  bool held() const { return held_; }

 private:
  Slots& slots_;
  bool held_;
};

// Called by the watcher, possibly a moment after the request it belongs to is over: so it owns what it needs.
void kill_query(Engine& engine, const std::string& log_comment) {
  try {
    const auto connection = engine.connect();
    connection->query("KILL QUERY WHERE Settings['log_comment'] = " + quote_literal(log_comment) + " ASYNC",
                      "", {});
  } catch (const std::exception&) {
    // The watcher asks again.
  }
}

class Run {
 public:
  Run(Host& host, Exchange& exchange, const RequestHead& head, QueryRequest request)
      : host_(host),
        exchange_(exchange),
        head_(head),
        request_(std::move(request)),
        answer_(exchange, request_, head) {}

  // False when the connection cannot be used again.
  bool operator()() {
    const bool served = serve();
    if (!served || answer_.broken()) return false;
    return exchange_.skip_body();
  }

 private:
  bool serve();
  std::optional<EngineError> read_statement(Decoder& decoder);
  void bound_answer();
  std::optional<EngineError> open_session();
  std::optional<EngineError> check_statement();
  bool run_insert(Decoder& decoder, const InsertStatement& insert);
  bool run_materialized();
  bool run_stream(Streamable format);
  std::optional<Streamable> stream_format() const;
  bool fail(const EngineError& error) { return answer_.fail(error); }

  Host& host_;
  Exchange& exchange_;
  const RequestHead& head_;
  QueryRequest request_;
  Answer answer_;
  std::string sql_;  // of the URL and as much of the body as belongs to the statement
  Split split_{SplitOutcome::other, std::nullopt};
  Connection::Analysis analysis_{StatementClass::does_not_parse, 0};
  std::unique_ptr<Connection> session_;
};

// Reads until the statement is complete. Data of an INSERT that came along stays at the end of sql_.
std::optional<EngineError> Run::read_statement(Decoder& decoder) {
  const bool in_url = !request_.sql.empty();
  sql_ = request_.sql;
  if (in_url) {
    split_ = split_insert(sql_, true);
    if (split_.outcome == SplitOutcome::insert_with_data) return std::nullopt;
  }
  bool ended = false;
  const Sink append = [&](std::string_view data) -> Result<> {
    if (data.empty()) return {};
    if (in_url && sql_.size() == request_.sql.size()) sql_ += '\n';
    sql_ += data;
    return {};
  };
  while (!ended) {
    const auto piece = exchange_.read_body();
    if (!piece) return make_error(code::network_error, "NETWORK_ERROR", piece.error().detail);
    ended = piece->empty();
    if (const auto fed = decoder.feed(*piece, append); !fed)
      return make_error(code::cannot_decompress, "CANNOT_DECOMPRESS", fed.error().detail);
    if (!in_url) {
      split_ = split_insert(sql_, ended);
      if (split_.outcome == SplitOutcome::insert_with_data) return std::nullopt;
    }
    if (sql_.size() > max_sql_size)
      return make_error(code::query_is_too_large, "QUERY_IS_TOO_LARGE",
                        fmt::format("The statement is larger than {} bytes", max_sql_size));
  }
  if (sql_.empty()) return make_error(code::syntax_error, "SYNTAX_ERROR", "Empty query");
  return std::nullopt;
}

// An answer that has to be made as a whole is kept in memory that the engine does not count.
void Run::bound_answer() {
  if (streamable(output_format(sql_, request_.default_format))) return;
  const bool given = std::any_of(request_.settings.begin(), request_.settings.end(),
                                 [](const auto& setting) { return setting.first == "max_result_bytes"; });
  if (!given) request_.settings.emplace_back("max_result_bytes", std::to_string(max_whole_answer));
}

std::optional<EngineError> Run::open_session() {
  session_ = host_.engine.connect();
  if (!request_.database.empty()) {
    std::string name = "`";
    for (const char c : request_.database) {
      if (c == '`' || c == '\\') name += '\\';
      name += c;
    }
    const auto used = session_->query("USE " + name + "`", "", {});
    if (used.failed()) return parse_error(used.error());
  }
  const auto set = session_->query(set_statement(request_), "", {});
  if (set.failed()) return parse_error(set.error());
  return std::nullopt;
}

// What libchdb would do but an HTTP interface must not: run several statements at once, write and read files
// named by INTO OUTFILE and FROM INFILE on behalf of a "client" that here is this very process.
std::optional<EngineError> Run::check_statement() {
  const std::string_view sql = split_.insert ? std::string_view(split_.insert->statement) : sql_;
  if (names_client_file(sql))
    return make_error(code::not_implemented, "NOT_IMPLEMENTED",
                      "INTO OUTFILE and FROM INFILE are not available over HTTP");
  if (split_.insert) {
    if (request_.readonly != 0)
      return make_error(code::readonly, "READONLY", "Cannot execute query in readonly mode");
    return std::nullopt;
  }
  analysis_ = session_->analyse(sql);
  if (analysis_.statements > 1)
    return make_error(code::syntax_error, "SYNTAX_ERROR", "Syntax error: Multi-statements are not allowed");
  if (request_.readonly == 0) return std::nullopt;
  if (request_.readonly == 1 && changes_settings(sql))
    return make_error(code::readonly, "READONLY", "Cannot modify settings in readonly mode");
  if (analysis_.statement_class == StatementClass::does_not_parse) {
    // Never hand the engine a text in read-only mode that its parser did not vouch for. Formatting it runs
    // nothing and fails with the parser's own words.
    const auto formatted = session_->query("SELECT formatQuery(" + quote_literal(sql_) + ")", "", {});
    if (formatted.failed()) {
      EngineError error = parse_error(formatted.error());
      if (error.code == code::syntax_error) return error;
    }
    return make_error(code::syntax_error, "SYNTAX_ERROR", "Syntax error: the statement does not parse");
  }
  if (analysis_.statement_class != StatementClass::read_only)
    return make_error(code::readonly, "READONLY", "Cannot execute query in readonly mode");
  return std::nullopt;
}

bool Run::run_insert(Decoder& decoder, const InsertStatement& insert) {
  host_.running_inserts.fetch_add(1);
  struct Leave {
    std::atomic<int>& count;
    ~Leave() { count.fetch_sub(1); }
  } leave{host_.running_inserts};

  InsertStream stream(*session_, insert.statement, insert.format, request_.parameters);
  const auto broke_off = [&](std::string_view why, int error_code, std::string_view name) {
    stream.cancel();
    return fail(make_error(error_code, name, why));
  };
  if (!stream.error().empty()) return fail(parse_error(stream.error()));
  // When the engine refuses a piece, done() tells why.
  bool accepting =
      sql_.size() <= insert.data_begin || stream.append(std::string_view(sql_).substr(insert.data_begin));
  const Sink append = [&](std::string_view data) -> Result<> {
    if (!data.empty() && !stream.append(data)) accepting = false;
    return {};
  };
  bool any = false;
  while (accepting) {
    const auto piece = exchange_.read_body();
    if (!piece) return broke_off(piece.error().detail, code::network_error, "NETWORK_ERROR");
    if (piece->empty()) break;
    any = true;
    if (const auto fed = decoder.feed(*piece, append); !fed)
      return broke_off(fed.error().detail, code::cannot_decompress, "CANNOT_DECOMPRESS");
  }
  if (accepting && any && !decoder.complete())
    return broke_off("The compressed body is cut off.", code::cannot_decompress, "CANNOT_DECOMPRESS");
  const QueryResult result = stream.done();
  if (result.failed()) return fail(parse_error(result.error()));
  if (!accepting)
    return fail(make_error(code::unknown_exception, "UNKNOWN_EXCEPTION", "Not all of the data was taken."));
  answer_.add(result.progress());
  return answer_.finish();
}

// Everything but SELECT, and answers in formats that cannot be made in pieces. The engine counts the answer
// among the memory of the query, so its limits hold.
bool Run::run_materialized() {
  const QueryResult result = session_->query(sql_, request_.default_format, request_.parameters);
  if (result.failed()) return fail(parse_error(result.error()));
  answer_.add(result.progress());
  return answer_.write(result.data()) && answer_.finish();
}

bool Run::run_stream(Streamable format) {
  QueryResult stream = session_->stream(sql_, request_.default_format, request_.parameters);
  if (stream.failed()) return fail(parse_error(stream.error()));
  for (bool first = true;; first = false) {
    const QueryResult piece = session_->fetch(stream);
    if (piece.failed()) return fail(parse_error(piece.error()));
    answer_.add(piece.progress());
    if (piece.data().empty()) return answer_.finish();
    if (!answer_.write(first ? piece.data() : without_header(piece.data(), format))) {
      session_->cancel(stream);
      return false;
    }
  }
}

std::optional<Streamable> Run::stream_format() const {
  const Token first = next_token(sql_, 0);
  const bool selects = is_keyword(first, "SELECT") || is_keyword(first, "WITH") || is_keyword(first, "FROM");
  if (analysis_.statement_class != StatementClass::read_only || !selects) return std::nullopt;
  return streamable(output_format(sql_, request_.default_format));
}

bool Run::serve() {
  auto decoder = make_decoder(head_.header("content-encoding"));
  if (!decoder) return fail(make_error(code::bad_arguments, "BAD_ARGUMENTS", decoder.error().detail));
  if (auto error = read_statement(**decoder)) return fail(*error);

  const Slot slot(request_.readonly == 1 ? host_.readers : host_.writers);
  if (!slot.held())
    return fail(make_error(code::too_many_simultaneous_queries, "TOO_MANY_SIMULTANEOUS_QUERIES",
                           "Too many simultaneous queries"));
  bound_answer();
  if (auto error = open_session()) return fail(*error);
  if (auto error = check_statement()) return fail(*error);
  if (split_.insert) return run_insert(**decoder, *split_.insert);

  const HangupWatcher::Guard guard(
      host_.watcher, exchange_.socket(),
      [&engine = host_.engine, comment = log_comment_of(request_)] { kill_query(engine, comment); });
  const auto format = stream_format();
  return format ? run_stream(*format) : run_materialized();
}

}  // namespace

bool Slots::acquire(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  if (!freed_.wait_for(lock, patience, [this] { return free_ > 0; })) return false;
  --free_;
  return true;
}

void Slots::release() {
  {
    const std::lock_guard lock(mutex_);
    ++free_;
  }
  freed_.notify_one();
}

Host::Host(const EngineOptions& engine_options, HostOptions host_options)
    : engine(engine_options),
      options(std::move(host_options)),
      writers(options.pool),
      readers(options.readonly_pool) {}

bool run_query(Host& host, Exchange& exchange, const RequestHead& head) {
  auto request = parse_query_request(head);
  if (!request) {
    const auto error = make_error(code::bad_arguments, "BAD_ARGUMENTS", request.error().detail);
    return exchange.respond(400, {{"X-ClickHouse-Exception-Code", std::to_string(error.code)}},
                            error.text + "\n") &&
           exchange.skip_body();
  }
  if (!host.options.key.empty() && !equal_secret(request->key, host.options.key)) {
    const auto error =
        make_error(code::authentication_failed, "AUTHENTICATION_FAILED", "Authentication failed");
    exchange.respond(403,
                     {{"X-ClickHouse-Exception-Code", std::to_string(error.code)}, {"Connection", "close"}},
                     error.text + "\n");
    return false;
  }
  return Run(host, exchange, head, *std::move(request))();
}

}  // namespace leapfrog::engine_host
