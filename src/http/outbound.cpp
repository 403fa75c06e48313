#include "http/outbound.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "http/proxies.h"

namespace leapfrog::http {
namespace {

constexpr std::size_t max_url_bytes = 2'000;
constexpr std::size_t max_answer_bytes = 16 * 1024;

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

// IANA's special-purpose registries. Only 2000::/3 of IPv6 is given out; what of it carries an IPv4 address
// (6to4, Teredo) or documents is listed, the rest of the space is refused as a whole.
const std::vector<std::string>& special_blocks() {
  static const std::vector<std::string> all = {
      "0.0.0.0/8",     "10.0.0.0/8",      "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16",
      "172.16.0.0/12", "192.0.0.0/24",    "192.0.2.0/24",   "192.88.99.0/24", "192.168.0.0/16",
      "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4",
      "2001::/23",     "2001:db8::/32",   "2002::/16",      "3fff::/20"};
  return all;
}

TrustedProxies blocks_of(const std::vector<std::string>& texts) {
  auto blocks = TrustedProxies::parse(texts);
  CHECK(blocks);
  return *std::move(blocks);
}

std::string address_text(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = nullptr;
  if (address.sa_family == AF_INET)
    bytes = &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
  else if (address.sa_family == AF_INET6)
    bytes = &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  if (!bytes || !inet_ntop(address.sa_family, bytes, text.data(), text.size())) return "";
  return text.data();
}

struct Exchange {
  const TrustedProxies* allowed = nullptr;
  bool refused = false;
  OutboundResponse response;
};

curl_socket_t open_socket(void* context, curlsocktype, curl_sockaddr* address) {
  auto& exchange = *static_cast<Exchange*>(context);
  const auto text = address_text(address->addr);
  if (text.empty() || (!is_public_address(text) && !exchange.allowed->contains(text))) {
    exchange.refused = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* context) {
  auto& body = static_cast<Exchange*>(context)->response.body;
  body.append(data, std::min(size * count, max_answer_bytes - body.size()));
  return size * count;
}

class CurlOutbound final : public Outbound {
 public:
  explicit CurlOutbound(TrustedProxies allowed) : allowed_(std::move(allowed)) {}

  Result<OutboundResponse> send(const OutboundRequest& request) const override {
    TRY(check_outbound_url(request.url, "url"));
    // A handle for each request: no connection is kept whose address was checked long ago.
    const std::unique_ptr<CURL, EasyDeleter> handle(curl_easy_init());
    CHECK(handle);
    CURL* easy = handle.get();
    Exchange exchange{&allowed_, false, {}};
    std::unique_ptr<curl_slist, ListDeleter> list(curl_slist_append(nullptr, "Expect:"));
    for (const auto& [name, value] : request.headers.fields())
      curl_slist_append(list.get(), fmt::format("{}: {}", name, value).c_str());
    const std::string method(method_name(request.method));
    curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
    if (request.method != Method::get && request.method != Method::head) {
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());
      curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    }
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list.get());
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "Leapfrog");
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &exchange);
    const auto code = curl_easy_perform(easy);
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (code == CURLE_OK) {
      exchange.response.status = static_cast<int>(status);
      return std::move(exchange.response);
    }
    if (exchange.refused)
      return failure(ErrorKind::forbidden, "private_address",
                     "The address is private. Whoever runs this server can allow it with the setting "
                     "outbound-allow.",
                     "url");
    if (code == CURLE_OPERATION_TIMEDOUT)
      return failure(ErrorKind::timeout, "timeout", "The other side did not answer in time.", "url");
    return unavailable(fmt::format("The other side could not be reached: {}.", curl_easy_strerror(code)), 60);
  }

 private:
  const TrustedProxies allowed_;
};

}  // namespace

bool is_public_address(std::string_view address) {
  static const auto special = blocks_of(special_blocks());
  static const auto given_out = blocks_of({"0.0.0.0/0", "2000::/3"});
  return given_out.contains(address) && !special.contains(address);
}

Result<> check_outbound_url(std::string_view url, const std::string& attr) {
  const auto wrong = [&](std::string_view why) { return invalid(std::string(why), attr, "invalid_url"); };
  if (url.size() > max_url_bytes) return wrong("The URL is too long.");
  const bool plain = url.starts_with("http://");
  if (!plain && !url.starts_with("https://"))
    return wrong("Enter a URL that begins with https:// or http://.");
  const bool odd = std::ranges::any_of(url, [](char c) { return static_cast<unsigned char>(c) <= ' '; });
  if (odd) return wrong("A URL has no spaces.");
  auto authority = url.substr(plain ? 7 : 8);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  if (authority.empty()) return wrong("The URL names no host.");
  if (authority.find('@') != std::string_view::npos)
    return wrong("The URL must not hold a user or a password.");
  return {};
}

Result<std::unique_ptr<Outbound>> Outbound::open(const std::vector<std::string>& allowed) {
  auto blocks = TrustedProxies::parse(allowed);
  if (!blocks) return invalid(fmt::format("'outbound-allow': {}", blocks.error().detail), "outbound-allow");
  static const auto initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  CHECK(initialised == CURLE_OK);
  return std::make_unique<CurlOutbound>(*std::move(blocks));
}

}  // namespace leapfrog::http
