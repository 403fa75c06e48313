#include "http/router_client.h"

#include <future>

namespace leapfrog::http {
namespace {

Response call(const std::variant<Handler, AsyncHandler>& handler, std::shared_ptr<Request> request) {
  if (const auto* blocking = std::get_if<Handler>(&handler)) return (*blocking)(*request);
  const auto answer = std::make_shared<std::promise<Response>>();
  std::get<AsyncHandler>(handler)(std::move(request),
                                  [answer](Response response) { answer->set_value(std::move(response)); });
  return answer->get_future().get();
}

}  // namespace

Result<ClientResponse> RouterClient::send(const ClientRequest& asked) {
  const auto question = asked.target.find('?');
  const auto raw_path = asked.target.substr(0, question);
  const auto match = router_.match(asked.method, raw_path);
  if (match.route == nullptr) return not_found();
  auto request = std::make_shared<Request>();
  request->method = asked.method;
  request->target = asked.target;
  request->path = percent_decode(raw_path, false);
  if (question != std::string::npos) request->query = Query::parse(asked.target.substr(question + 1));
  request->headers = asked.headers;
  for (const auto& [name, value] : always_.fields()) request->headers.set(name, value);
  request->body = asked.body;
  request->client_ip = "127.0.0.1";
  request->received_at = system_clock().now();
  request->params = match.params;
  auto response = call(match.route->handler, std::move(request));
  ClientResponse answer{response.status, std::move(response.headers), std::move(response.body)};
  if (response.body_owner) answer.body = response.body_view;
  if (response.stream) {
    while (const auto chunk = response.stream->next()) answer.body += *chunk;
  }
  return answer;
}

Result<ClientResponse> RouterClient::stream(const ClientRequest& request,
                                            const std::function<bool(std::string_view)>& on_chunk) {
  auto answer = TRY(send(request));
  if (answer.status == 200) {
    on_chunk(answer.body);
    answer.body.clear();
  }
  return answer;
}

Headers credentials_of(const Request& request) {
  Headers headers;
  for (const auto* name : {"Authorization", "Cookie", "X-CSRFToken"}) {
    if (const auto value = request.headers.get(name); !value.empty()) headers.add(name, std::string(value));
  }
  return headers;
}

}  // namespace leapfrog::http
