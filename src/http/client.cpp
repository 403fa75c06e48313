#include "http/client.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <mutex>
#include <vector>

namespace leapfrog::http {
namespace {

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;

struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

struct Exchange {
  CURL* easy = nullptr;
  ClientResponse response;
  const std::function<bool(std::string_view)>* on_chunk = nullptr;
  bool ended_by_caller = false;
};

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* context) {
  const std::string_view line(data, size * count);
  auto& headers = static_cast<Exchange*>(context)->response.headers;
  if (line.starts_with("HTTP/")) {
    headers = Headers();  // those of an interim answer do not count
  } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
    auto value = line.substr(colon + 1);
    while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
    while (!value.empty() && (value.back() == '\r' || value.back() == '\n')) value.remove_suffix(1);
    headers.add(std::string(line.substr(0, colon)), std::string(value));
  }
  return line.size();
}

// Of the body, as far as it is believed; 0 where it is not told.
std::size_t announced_size(CURL* easy) {
  constexpr curl_off_t believed = 64 << 20;
  curl_off_t size = 0;
  curl_easy_getinfo(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &size);
  return size > 0 && size <= believed ? static_cast<std::size_t>(size) : 0;
}

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* context) {
  auto& exchange = *static_cast<Exchange*>(context);
  const std::string_view chunk(data, size * count);
  long status = 0;
  curl_easy_getinfo(exchange.easy, CURLINFO_RESPONSE_CODE, &status);
  if (exchange.on_chunk == nullptr || status != 200) {
    auto& body = exchange.response.body;
    if (body.empty()) body.reserve(announced_size(exchange.easy));
    body += chunk;
  } else if (!(*exchange.on_chunk)(chunk)) {
    exchange.ended_by_caller = true;
    return 0;
  }
  return chunk.size();
}

class CurlClient final : public Client {
 public:
  CurlClient(std::string base, std::string socket_path, std::size_t max_idle)
      : base_(std::move(base)), socket_path_(std::move(socket_path)), max_idle_(max_idle) {}

  Result<ClientResponse> send(const ClientRequest& request) override { return perform(request, nullptr); }
  Result<ClientResponse> stream(const ClientRequest& request,
                                const std::function<bool(std::string_view)>& on_chunk) override {
    return perform(request, &on_chunk);
  }

 private:
  // Each handle keeps its connection, so a pool of handles is a pool of connections.
  Easy take() {
    const std::scoped_lock lock(mutex_);
    if (idle_.empty()) return Easy(curl_easy_init());
    auto easy = std::move(idle_.back());
    idle_.pop_back();
    return easy;
  }

  void give_back(Easy easy) {
    curl_easy_reset(easy.get());  // options only; the connection stays
    const std::scoped_lock lock(mutex_);
    if (idle_.size() < max_idle_) idle_.push_back(std::move(easy));
  }

  Result<ClientResponse> perform(const ClientRequest& request,
                                 const std::function<bool(std::string_view)>* on_chunk) {
    auto handle = take();
    CHECK(handle);
    CURL* easy = handle.get();
    Exchange exchange{easy, {}, on_chunk, false};
    const auto url = base_ + request.target;
    const std::string method(method_name(request.method));
    std::unique_ptr<curl_slist, ListDeleter> list(curl_slist_append(nullptr, "Expect:"));
    for (const auto& [name, value] : request.headers.fields()) {
      curl_slist_append(list.get(), fmt::format("{}: {}", name, value).c_str());
    }
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
    if (!socket_path_.empty()) curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, socket_path_.c_str());
    if (request.method != Method::get && request.method != Method::head) {
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());
      curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    }
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list.get());
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 1L << 20);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 128L << 10);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &exchange);
    const auto code = curl_easy_perform(easy);
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    exchange.response.status = static_cast<int>(status);
    if (code == CURLE_OK) {
      give_back(std::move(handle));
      return std::move(exchange.response);
    }
    if (exchange.ended_by_caller)
      return std::move(exchange.response);  // and the handle closes its connection
    if (code == CURLE_OPERATION_TIMEDOUT)
      return failure(ErrorKind::timeout, "timeout", "The other side did not answer in time.");
    return unavailable(fmt::format("Cannot talk to {}: {}.", socket_path_.empty() ? base_ : socket_path_,
                                   curl_easy_strerror(code)),
                       1);
  }

  const std::string base_;
  const std::string socket_path_;
  const std::size_t max_idle_;
  std::mutex mutex_;
  std::vector<Easy> idle_;
};

}  // namespace

std::unique_ptr<Client> Client::create(std::string_view address, std::size_t max_idle) {
  static const auto initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  CHECK(initialised == CURLE_OK);
  if (address.starts_with("unix:"))
    return std::make_unique<CurlClient>("http://localhost", std::string(address.substr(5)), max_idle);
  while (address.ends_with('/')) address.remove_suffix(1);
  return std::make_unique<CurlClient>(std::string(address), "", max_idle);
}

}  // namespace leapfrog::http
