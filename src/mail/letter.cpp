// Addresses, and the one look that letters have. Mail programs know little CSS, so it stands in the tags.
#include <fmt/format.h>

#include <algorithm>

#include "mail/mail.h"

namespace leapfrog::mail {
namespace {

constexpr std::size_t max_address = 254;
constexpr std::size_t max_user = 64;

constexpr std::string_view paragraph_style = "margin:0 0 12px;font-size:15px;line-height:22px;color:#1f2a24";

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Words of `extra` and letters, joined by single dots.
bool is_dotted(std::string_view text, std::string_view extra) {
  if (text.empty() || text.starts_with('.') || text.ends_with('.')) return false;
  if (text.find("..") != std::string_view::npos) return false;
  return std::ranges::all_of(
      text, [&](char c) { return c == '.' || is_letter_or_digit(c) || extra.find(c) != extra.npos; });
}

}  // namespace

Result<> check_address(std::string_view address, const std::string& attr) {
  const auto at = address.rfind('@');
  const bool good = at != std::string_view::npos && address.size() <= max_address && at <= max_user &&
                    is_dotted(address.substr(0, at), "!#$%&'*+-/=?^_`{|}~") &&
                    is_dotted(address.substr(at + 1), "-");
  if (!good) return invalid("Enter an e-mail address such as ada@example.com.", attr, "invalid_email");
  return {};
}

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

Letter letter_of(std::string to, std::string subject, const Note& note) {
  Letter letter;
  letter.to = std::move(to);
  letter.subject = std::move(subject);
  letter.text = note.heading + "\n\n";
  std::string inner = fmt::format(
      "<h1 style=\"margin:0 0 16px;font-size:20px;line-height:28px;font-weight:600;color:#111814\">{}</h1>",
      escape_html(note.heading));
  for (const auto& sentence : note.sentences) {
    letter.text += sentence + "\n\n";
    inner += fmt::format("<p style=\"{}\">{}</p>", paragraph_style, escape_html(sentence));
  }
  if (!note.text.empty()) letter.text += note.text + "\n\n";
  inner += note.html;
  if (!note.link.empty()) {
    letter.text += fmt::format("{}: {}\n\n", note.link_label, note.link);
    inner += fmt::format(
        "<p style=\"margin:20px 0 0\"><a href=\"{}\" style=\"display:inline-block;padding:8px 14px;"
        "border-radius:6px;background:#1f7a4d;color:#ffffff;font-size:14px;text-decoration:none\">{}</a></p>",
        escape_html(note.link), escape_html(note.link_label));
  }
  std::string small;
  if (!note.small_print.empty()) {
    letter.text += "-- \n" + note.small_print + "\n";
    small = fmt::format("<p style=\"margin:16px 4px 0;font-size:12px;line-height:18px;color:#5c6b63\">{}</p>",
                        escape_html(note.small_print));
  }
  letter.html = fmt::format(
      "<!doctype html><html><body style=\"margin:0;padding:24px 12px;background:#f3f5f4;"
      "font-family:Inter,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif\"><div "
      "style=\"max-width:680px;margin:0 auto\"><div style=\"padding:24px;background:#ffffff;border:1px solid "
      "#dfe5e1;border-radius:8px\">{}</div>{}</div></body></html>",
      inner, small);
  return letter;
}

}  // namespace leapfrog::mail
