#include "engine_host/answer.h"

#include <fmt/format.h>

namespace leapfrog::engine_host {

namespace {
// With wait_end_of_query the whole answer is kept here before its head is sent.
constexpr std::size_t max_held_back = 256 << 20;

constexpr auto summary_name = "X-ClickHouse-Summary";
constexpr auto exception_code = "X-ClickHouse-Exception-Code";
constexpr auto exception_text = "X-Leapfrog-Exception";

// As the value of a header field.
std::string one_line(std::string_view long_text) {
  std::string text(long_text.substr(0, 2000));
  for (auto& c : text)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  return text;
}

}  // namespace

Answer::Answer(Exchange& exchange, const QueryRequest& request, const RequestHead& head)
    : exchange_(exchange), request_(request), keep_alive_(head.keep_alive) {
  if (request.compress_answer) encoding_ = choose_encoding(head.header("accept-encoding"));
  if (!encoding_.empty()) encoder_ = make_encoder(encoding_);
  with_trailer_ = !encoder_ && head.header("te") == "trailers";
}

std::string Answer::summary() const {
  const auto elapsed = std::chrono::steady_clock::now() - begin_;
  return fmt::format(R"({{"read_rows":"{}","read_bytes":"{}","written_rows":"{}","written_bytes":"{}",)"
                     R"("total_rows_to_read":"0","result_rows":"{}","result_bytes":"{}","elapsed_ns":"{}"}})",
                     progress_.read_rows, progress_.read_bytes, progress_.written_rows,
                     progress_.written_bytes, progress_.result_rows, progress_.result_bytes,
                     std::chrono::duration_cast<std::chrono::nanoseconds>(elapsed).count());
}

Pairs Answer::headers() const {
  Pairs fields{{"X-ClickHouse-Query-Id", request_.query_id},
               {"X-ClickHouse-Server-Display-Name", "leapfrog-engine"}};
  if (started_ && with_trailer_)
    fields.emplace_back("Trailer", fmt::format("{}, {}, {}", summary_name, exception_code, exception_text));
  else
    fields.emplace_back(summary_name, summary());
  fields.emplace_back("Content-Type", "text/plain; charset=UTF-8");
  fields.emplace_back("Connection", keep_alive_ ? "keep-alive" : "close");
  return fields;
}

Pairs Answer::trailer() const { return with_trailer_ ? Pairs{{summary_name, summary()}} : Pairs(); }

bool Answer::send(std::string_view data) {
  const bool sent = encoder_ ? exchange_.write_piece(encoder_->feed(data)) : exchange_.write_piece(data);
  broken_ = broken_ || !sent;
  return sent;
}

bool Answer::write(std::string_view data) {
  if (!started_) {
    const bool wait = request_.wait_for_end && !with_trailer_;
    const bool keep = wait ? held_back_.size() + data.size() <= max_held_back : held_back_.empty();
    if (keep) {
      held_back_ += data;
      return true;
    }
    started_ = true;
    Pairs fields = headers();
    if (encoder_) fields.emplace_back("Content-Encoding", std::string(encoding_));
    if (!exchange_.start(200, fields)) {
      broken_ = true;
      return false;
    }
    const std::string first = std::move(held_back_);
    if (!send(first)) return false;
  }
  return send(data);
}

bool Answer::finish() {
  if (!started_) {
    Pairs fields = headers();
    if (encoder_) {
      fields.emplace_back("Content-Encoding", std::string(encoding_));
      std::string encoded = encoder_->feed(held_back_);
      encoded += encoder_->finish();
      held_back_ = std::move(encoded);
    }
    broken_ = !exchange_.respond(200, fields, held_back_);
  } else {
    broken_ =
        broken_ || (encoder_ && !exchange_.write_piece(encoder_->finish())) || !exchange_.finish(trailer());
  }
  return !broken_ && keep_alive_;
}

bool Answer::fail(const EngineError& error) {
  if (started_ && !with_trailer_) {
    broken_ = true;
    return false;
  }
  if (started_) {
    auto fields = trailer();
    fields.emplace_back(exception_code, std::to_string(error.code));
    fields.emplace_back(exception_text, one_line(error.text));
    broken_ = broken_ || !exchange_.finish(fields);
    return !broken_ && keep_alive_;
  }
  Pairs fields = headers();
  fields.emplace_back(exception_code, std::to_string(error.code));
  broken_ = !exchange_.respond(http_status(error.code), fields, error.text + "\n");
  return !broken_ && keep_alive_;
}

}  // namespace leapfrog::engine_host
