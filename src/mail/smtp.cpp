// The conversation with the mail server, by libcurl.
#include <curl/curl.h>
#include <fmt/format.h>

#include <array>
#include <cstring>

#include "mail/mime.h"

namespace leapfrog::mail {
namespace {

constexpr milliseconds connect_timeout{10'000};

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

struct Upload {
  std::string_view left;
};

std::size_t give(char* to, std::size_t size, std::size_t count, void* context) {
  auto& left = static_cast<Upload*>(context)->left;
  const auto given = std::min(size * count, left.size());
  std::memcpy(to, left.data(), given);
  left.remove_prefix(given);
  return given;
}

// RFC 5321: 5xx answers to the address or the message stay as they are however often it is tried. What the
// server says about us (who we are, whether we may send) is for the operator to mend, so it is tried again.
bool is_final(CURLcode code, long status) {
  if (code == CURLE_LOGIN_DENIED || code == CURLE_USE_SSL_FAILED) return false;
  return status >= 550 && status <= 559;
}

class CurlMailer final : public Mailer {
 public:
  CurlMailer(Settings settings, Sender sender) : settings_(std::move(settings)), sender_(std::move(sender)) {}

  bool ready() const override { return !settings_.url.empty(); }
  const std::string& from_address() const override { return sender_.address; }

  std::string compose(const Letter& letter, std::string_view id, Instant now) const override {
    return compose_message(sender_, letter, id, now);
  }

  Sent send(const std::string& to, const std::string& message) const override {
    if (!ready()) return {Sent::Outcome::never, "E-mail is not set up on this server."};
    const std::unique_ptr<CURL, EasyDeleter> handle(curl_easy_init());
    CHECK(handle);
    CURL* easy = handle.get();
    std::array<char, CURL_ERROR_SIZE> problem{};
    Upload upload{message};
    const auto from = fmt::format("<{}>", sender_.address);
    const std::unique_ptr<curl_slist, ListDeleter> receivers(
        curl_slist_append(nullptr, fmt::format("<{}>", to).c_str()));
    set_connection(easy);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, problem.data());
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, receivers.get());
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, &give);
    curl_easy_setopt(easy, CURLOPT_READDATA, &upload);
    const auto code = curl_easy_perform(easy);
    if (code == CURLE_OK) return {Sent::Outcome::delivered, "The mail server took it."};
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (code == CURLE_LOGIN_DENIED)
      return {Sent::Outcome::again, "The mail server refused the user or the password."};
    const std::string why = problem[0] != '\0' ? problem.data() : curl_easy_strerror(code);
    return {is_final(code, status) ? Sent::Outcome::never : Sent::Outcome::again,
            fmt::format("The mail server did not take it: {}.", why)};
  }

 private:
  void set_connection(CURL* easy) const {
    curl_easy_setopt(easy, CURLOPT_URL, settings_.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect_timeout.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(settings_.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_USE_SSL,
                     static_cast<long>(settings_.require_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    if (!settings_.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, settings_.ca_file.c_str());
    if (settings_.user.empty()) return;
    curl_easy_setopt(easy, CURLOPT_USERNAME, settings_.user.c_str());
    curl_easy_setopt(easy, CURLOPT_PASSWORD, settings_.password.c_str());
  }

  const Settings settings_;
  const Sender sender_;
};

}  // namespace

Result<std::unique_ptr<Mailer>> Mailer::open(const Settings& settings) {
  if (settings.url.empty()) return std::make_unique<CurlMailer>(settings, Sender{});
  if (!settings.url.starts_with("smtp://") && !settings.url.starts_with("smtps://"))
    return invalid("'smtp-url' begins with smtp:// or smtps://.", "smtp-url");
  if (settings.url.find('@') != std::string::npos)
    return invalid("'smtp-url' holds no user or password: they have settings of their own.", "smtp-url");
  if (settings.from.empty())
    return invalid("'mail-from' says whom e-mail comes from, such as Leapfrog <leapfrog@example.com>.",
                   "mail-from");
  auto sender = parse_sender(settings.from, "mail-from");
  if (!sender) return invalid(fmt::format("'mail-from': {}", sender.error().detail), "mail-from");
  static const auto initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  CHECK(initialised == CURLE_OK);
  return std::make_unique<CurlMailer>(settings, *std::move(sender));
}

}  // namespace leapfrog::mail
