// /flags and /decide: what SDKs ask on every page and every call.
#include "base/uuid.h"
#include "capture/capture.h"
#include "flags/flag_answer.h"
#include "flags/flag_api.h"
#include "http/middleware.h"
#include "http/refusals.h"
#include "remote_config/remote_config.h"

namespace leapfrog::flags {
namespace {

using http::Request;
using http::Response;
constexpr std::size_t max_body = 2 << 20;
constexpr std::size_t inline_body = 64 << 10;  // larger ones are read on another thread
constexpr std::size_t inline_flags = 20;       // with more, answers are worth packing

Response json_text(std::string text) {
  Response response;
  response.body = std::move(text);
  response.headers.set("Content-Type", "application/json");
  return response;
}

// One request for flags. What has to read or to take long runs on a thread that
// may block, the rest at once.
class Question {
 public:
  Question(Flags& flags, std::shared_ptr<Request> request, http::Reply reply, AnswerShape shape,
           bool with_config)
      : state_(flags.state()),
        request_(std::move(request)),
        reply_(std::move(reply)),
        shape_(shape),
        with_config_(with_config) {}

  static void start(const std::shared_ptr<Question>& question) {
    if (question->request_->body.size() > inline_body) {
      question->submit([question] {
        if (question->read()) question->answer();
      });
    } else if (question->read()) {
      if (question->may_block()) {
        question->submit([question] { question->answer(); });
      } else {
        question->answer();
      }
    }
  }

 private:
  template <class Work>
  void submit(Work work) {
    if (!state_.workers.submit(std::move(work)))
      reply_(http::too_busy("Too many requests for flags wait. Try again."));
  }

  // False when it was refused.
  bool read() {
    const auto text = capture::decode_sdk_body(*request_, max_body);
    if (!text) return refuse(400, text.error().detail);
    auto asked = read_flag_request(*text, *request_);
    if (!asked) return refuse(400, asked.error().detail);
    wish_ = *std::move(asked);
    if (wish_->token.empty()) return refuse(401, "flags requested without a project API key (token)");
    project_ = state_.parts.accounts.by_token(wish_->token);
    if (project_ == nullptr) return refuse(401, "API key is not valid: no project has it");
    if (!wish_->disabled && !wish_->has_distinct_id)
      return refuse(400, "flags requested without a distinct_id");
    packs_ = request_->headers.has("Accept-Encoding") &&
             state_.snapshots.of(project_->id)->set->flags().size() > inline_flags;
    return true;
  }

  // Reading, and packing a large answer, are not for a thread that serves
  // connections.
  bool may_block() const {
    return !wish_->disabled && (packs_ || needs_store(*state_.snapshots.of(project_->id)->set, *wish_));
  }

  void answer() {
    const auto now = state_.parts.clock.now();
    const auto id = Uuid::at(now).text();
    json::object config;
    if (with_config_) config = remote_config::config_object(*project_);
    const Answer wanted{shape_, id, now, with_config_ ? &config : nullptr};
    Response response;
    if (wish_->disabled) {
      response = json_text(answer_text(wanted, nullptr));
    } else {
      const AskedFlags evaluated(state_, project_->id, *wish_, request_->client_ip);
      evaluated.note_calls();
      response = json_text(answer_text(wanted, &evaluated));
    }
    if (packs_) http::compress_body(*request_, response);
    reply_(std::move(response));
  }

  bool refuse(int status, std::string sentence) {
    reply_(Response::text(std::move(sentence), status));
    return false;
  }

  Flags::State& state_;
  const std::shared_ptr<Request> request_;
  const http::Reply reply_;
  const AnswerShape shape_;
  const bool with_config_;
  std::unique_ptr<FlagRequest> wish_;
  std::shared_ptr<const accounts::Project> project_;
  bool packs_ = false;  // the answer is large, and may come compressed
};

http::AsyncHandler asking(Flags& flags, AnswerShape (*shape)(std::string_view), bool always_config) {
  return [&flags, shape, always_config](const std::shared_ptr<Request>& request, const http::Reply& reply) {
    const bool with_config = always_config || request->query.get("config") == "true";
    Question::start(
        std::make_shared<Question>(flags, request, reply, shape(request->query.get("v")), with_config));
  };
}

Response empty_answer(Flags& flags, AnswerShape shape) {
  const auto now = flags.state().parts.clock.now();
  return json_text(answer_text({shape, Uuid::at(now).text(), now, nullptr}, nullptr));
}

void add(http::Router& router, http::Method method, std::string pattern, std::string summary,
         std::variant<http::Handler, http::AsyncHandler> handler) {
  http::RouteOptions options;
  options.cors = http::Cors::sdk;
  options.max_body_bytes = max_body;
  router.add(
      {method, std::move(pattern), {std::move(summary), "sdk", "", "", ""}, options, std::move(handler)});
}

}  // namespace

void add_sdk_routes(http::Router& router, Flags& flags) {
  using http::Method;
  const auto empty = [&flags](AnswerShape (*shape)(std::string_view)) {
    return http::Handler(
        [&flags, shape](Request& request) { return empty_answer(flags, shape(request.query.get("v"))); });
  };
  add(router, Method::post, "/flags/", "Evaluates feature flags.", asking(flags, flags_shape, false));
  add(router, Method::get, "/flags/", "An empty answer, for checks.", empty(flags_shape));
  add(router, Method::post, "/decide/", "Evaluates feature flags, for older SDKs.",
      asking(flags, decide_shape, true));
  add(router, Method::get, "/decide/", "An empty answer, for checks.", empty(decide_shape));
}

}  // namespace leapfrog::flags
