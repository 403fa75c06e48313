#include "mail/mime.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/crypto.h"

namespace leapfrog::mail {
namespace {

constexpr std::size_t max_line = 76;
constexpr std::size_t max_word_bytes = 39;  // of UTF-8 in an encoded word: with "Subject: " one line
constexpr std::size_t max_header_characters = 250;

bool is_plain(char c) { return c >= ' ' && c <= '~'; }
bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// The next character of UTF-8 from `at` on; bytes that are none of it count one by one.
std::size_t character_size(std::string_view text, std::size_t at) {
  std::size_t size = 1;
  while (size < 4 && at + size < text.size() && continues(text[at + size])) ++size;
  return size;
}

// Line ends and other control characters have no place in a header: they would end it.
std::string without_controls(std::string_view text) {
  std::string out;
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size() && characters < max_header_characters; ++characters) {
    const auto size = character_size(text, at);
    const auto c = static_cast<unsigned char>(text[at]);
    out += c < ' ' || c == 0x7F ? " " : text.substr(at, size);
    at += size;
  }
  return out;
}

std::string content_header(std::string_view type, std::string_view encoding) {
  return fmt::format("Content-Type: {}\r\nContent-Transfer-Encoding: {}\r\n", type, encoding);
}

std::string text_part(std::string_view type, std::string_view text) {
  return content_header(fmt::format("{}; charset=utf-8", type), "quoted-printable") + "\r\n" +
         quoted_printable(text);
}

std::string picture_part(const Picture& picture, std::string_view domain) {
  return content_header("image/png", "base64") +
         fmt::format("Content-ID: <{0}@{1}>\r\nContent-Disposition: inline; filename=\"{0}.png\"\r\n\r\n",
                     picture.id, domain) +
         base64_lines(picture.png);
}

// A boundary with "=_" can occur neither in quoted-printable nor in base64.
std::string multipart(std::string_view kind, std::string_view boundary,
                      const std::vector<std::string>& parts) {
  auto out = fmt::format("Content-Type: multipart/{}; boundary=\"{}\"\r\n", kind, boundary);
  for (const auto& part : parts) out += fmt::format("\r\n--{}\r\n{}", boundary, part);
  return out + fmt::format("\r\n--{}--\r\n", boundary);
}

std::string with_whole_ids(std::string html, const Letter& letter, std::string_view domain) {
  for (const auto& picture : letter.pictures) {
    const auto reference = fmt::format("\"cid:{}\"", picture.id);
    for (auto at = html.find(reference); at != std::string::npos; at = html.find(reference, at + 1))
      html.replace(at, reference.size(), fmt::format("\"cid:{}@{}\"", picture.id, domain));
  }
  return html;
}

std::string body_of(const Letter& letter, std::string_view id, const std::string& domain) {
  auto plain = text_part("text/plain", letter.text);
  if (letter.html.empty()) return plain;
  auto html = text_part("text/html", with_whole_ids(letter.html, letter, domain));
  if (!letter.pictures.empty()) {
    std::vector<std::string> related{std::move(html)};
    for (const auto& picture : letter.pictures) related.push_back(picture_part(picture, domain));
    html = multipart("related", fmt::format("=_r_{}", id), related);
  }
  return multipart("alternative", fmt::format("=_a_{}", id), {std::move(plain), std::move(html)});
}

}  // namespace

std::string Sender::domain() const { return address.substr(address.rfind('@') + 1); }

Result<Sender> parse_sender(std::string_view text, const std::string& attr) {
  Sender sender;
  const auto open = text.rfind('<');
  if (open == std::string_view::npos) {
    sender.address = text;
  } else {
    if (!text.ends_with('>')) return invalid("Expected Name <address@example.com>.", attr);
    sender.address = text.substr(open + 1, text.size() - open - 2);
    auto name = text.substr(0, open);
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"'))
      name = name.substr(1, name.size() - 2);
    sender.name = name;
  }
  TRY(check_address(sender.address, attr));
  return sender;
}

std::string compose_message(const Sender& from, const Letter& letter, std::string_view id, Instant now) {
  const auto domain = from.domain();
  std::string out;
  // header_text() encodes names with characters that would need quotes.
  out += from.name.empty() ? fmt::format("From: {}\r\n", from.address)
                           : fmt::format("From: {}\r\n <{}>\r\n", header_text(from.name), from.address);
  out += fmt::format("To: {}\r\n", letter.to);
  out += fmt::format("Subject: {}\r\n", header_text(letter.subject));
  out += fmt::format("Date: {}\r\n", header_date(now));
  out += fmt::format("Message-ID: <{}@{}>\r\n", id, domain);
  out += "Auto-Submitted: auto-generated\r\n";
  if (!letter.unsubscribe_url.empty()) {
    out += fmt::format("List-Unsubscribe: <{}>\r\n", letter.unsubscribe_url);
    out += "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n";
  }
  out += "MIME-Version: 1.0\r\n";
  return out + body_of(letter, id, domain);
}

std::string header_text(std::string_view given) {
  const auto text = without_controls(given);
  const bool plain = std::ranges::all_of(text, [](char c) { return is_plain(c) && c != '"' && c != '\\'; });
  const bool ambiguous = text.find_first_of("()<>[]:;@,.") != std::string::npos;
  if (plain && !ambiguous && text.size() <= 60 && text.find("=?") == std::string::npos &&
      !text.starts_with(' ') && !text.ends_with(' '))
    return text;
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t size = 0;
    while (at + size < text.size()) {
      const auto next = character_size(text, at + size);
      if (size + next > max_word_bytes) break;
      size += next;
    }
    out += fmt::format("{}=?utf-8?B?{}?=", out.empty() ? "" : "\r\n ", base64_encode(text.substr(at, size)));
    at += size;
  }
  return out;
}

std::string header_date(Instant instant) {
  using std::chrono::days;
  constexpr std::array names = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<seconds>(instant - day));
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000",
                     names.at(std::chrono::weekday(day).c_encoding()), unsigned(date.day()),
                     months.at(unsigned(date.month()) - 1), int(date.year()), time.hours().count(),
                     time.minutes().count(), time.seconds().count());
}

std::string quoted_printable(std::string_view text) {
  std::string out;
  std::size_t column = 0;
  const auto put = [&](std::string_view piece) {
    if (column + piece.size() > max_line - 1) {
      out += "=\r\n";
      column = 0;
    }
    out += piece;
    column += piece.size();
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool last = at + 1 == text.size() || text[at + 1] == '\n' || text[at + 1] == '\r';
    if (c == '\r' || c == '\n') {
      if (c == '\r' && at + 1 < text.size() && text[at + 1] == '\n') ++at;
      out += "\r\n";
      column = 0;
    } else if (is_plain(c) && c != '=' && !(c == ' ' && last)) {
      put({&c, 1});
    } else {
      put(fmt::format("={:02X}", static_cast<unsigned char>(c)));
    }
  }
  return out + "\r\n";
}

std::string base64_lines(std::string_view data) {
  const auto coded = base64_encode(data);
  std::string out;
  for (std::size_t at = 0; at < coded.size(); at += max_line) {
    out += coded.substr(at, max_line);
    out += "\r\n";
  }
  return out;
}

}  // namespace leapfrog::mail
