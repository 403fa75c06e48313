#include "mail/mime.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sodium.h>

#include <array>
#include <random>

#include "base/random_fixture.h"

namespace leapfrog::mail {
namespace {

const Instant now = Instant(std::chrono::sys_days(std::chrono::year(2026) / 11 / 21)) + std::chrono::hours(9);

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find("\r\n");
    EXPECT_NE(end, std::string_view::npos) << "a line without CRLF";
    if (end == std::string_view::npos) break;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 2);
  }
  return lines;
}

std::string decoded_base64(std::string_view text) {
  std::string out(text.size(), '\0');
  std::size_t length = 0;
  EXPECT_EQ(sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(),
                              text.size(), "\r\n", &length, nullptr, sodium_base64_VARIANT_ORIGINAL),
            0);
  out.resize(length);
  return out;
}

// What a mail program makes of a header's text.
std::string decoded_header(std::string_view text) {
  if (!text.starts_with("=?")) return std::string(text);
  std::string out;
  for (auto at = text.find("=?utf-8?B?"); at != std::string_view::npos; at = text.find("=?utf-8?B?", at)) {
    const auto end = text.find("?=", at + 10);
    EXPECT_LE(end + 2 - at, 75U);
    out += decoded_base64(text.substr(at + 10, end - at - 10));
    at = end;
  }
  return out;
}

std::string decoded_quoted(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '=') {
      out += text[at];
    } else {
      const auto two = std::string(text.substr(at + 1, 2));
      if (two != "\r\n") out += static_cast<char>(std::stoi(two, nullptr, 16));
      at += 2;
    }
  }
  return out;
}

TEST(MailHeader, TextIsPlainWhereItCan) {
  EXPECT_EQ(header_text("Weekly numbers"), "Weekly numbers");
  EXPECT_EQ(header_text("Größe"), "=?utf-8?B?R3LDtsOfZQ==?=");
  EXPECT_EQ(decoded_header(header_text("=?utf-8?B?ZXZpbA==?=")), "=?utf-8?B?ZXZpbA==?=");
  EXPECT_EQ(decoded_header(header_text("a\r\nBcc: eve@example.com")), "a  Bcc: eve@example.com");
  std::string longer;
  for (int i = 0; i < 60; ++i) longer += "Übung ";
  const auto cut = decoded_header(header_text(longer));
  EXPECT_TRUE(longer.starts_with(cut));
  EXPECT_GT(cut.size(), 250U);
  for (const auto& line : lines_of(header_text(longer) + "\r\n")) EXPECT_LE(line.size(), 76U);
}

TEST(MailHeader, DateIsThatOfRfc5322) {
  EXPECT_EQ(header_date(now), "Sat, 21 Nov 2026 09:00:00 +0000");
  EXPECT_EQ(header_date(Instant{}), "Thu, 01 Jan 1970 00:00:00 +0000");
}

TEST(MailAddress, IsStrict) {
  for (const auto* good : {"ada@example.com", "a.b+c@mail.example.com", "o'hara@localhost", "x@[::1]"}) {
    EXPECT_EQ(check_address(good, "to").has_value(), std::string_view(good) != "x@[::1]") << good;
  }
  for (const auto* bad :
       {"", "@", "ada", "ada@", "@example.com", "ada@example..com", ".ada@example.com", "ada@example.com.",
        "a b@example.com", "ada@exam ple.com", "ada@example.com\r\nBcc: eve@example.com", "<ada@example.com>",
        "ada@example.com>", "ada,bob@example.com", "\"a\"@example.com", "ädä@example.com"})
    EXPECT_EQ(check_address(bad, "to").error().code, "invalid_email") << bad;
  EXPECT_FALSE(check_address(std::string(250, 'a') + "@example.com", "to"));
}

TEST(MailSender, HasANameOrNone) {
  EXPECT_EQ(parse_sender("leapfrog@example.com", "mail-from")->name, "");
  const auto sender = parse_sender("\"Leapfrog, Inc.\" <leapfrog@example.com>", "mail-from");
  EXPECT_EQ(sender->name, "Leapfrog, Inc.");
  EXPECT_EQ(sender->address, "leapfrog@example.com");
  EXPECT_EQ(sender->domain(), "example.com");
  EXPECT_FALSE(parse_sender("Leapfrog <leapfrog@example.com", "mail-from"));
  EXPECT_FALSE(parse_sender("Leapfrog", "mail-from"));
}

TEST(MailMessage, HasTextHtmlAndPictures) {
  Letter letter;
  letter.to = "ada@example.com";
  letter.subject = "Größe";
  letter.text = "Eins\nZwei = drei ";
  letter.html = R"(<p>Größe</p><img src="cid:chart-1">)";
  letter.pictures = {{"chart-1", std::string("\x89PNG\r\n\0\1", 8)}};
  letter.unsubscribe_url = "https://app.example.com/unsubscribe?token=abc";
  const auto message = compose_message({"Léa", "lf@example.com"}, letter, "msg_1", now);
  const auto lines = lines_of(message);
  EXPECT_EQ(lines[0] + lines[1], "From: =?utf-8?B?TMOpYQ==?= <lf@example.com>");
  EXPECT_EQ(lines[2], "To: ada@example.com");
  EXPECT_EQ(lines[5], "Message-ID: <msg_1@example.com>");
  EXPECT_EQ(lines[7], "List-Unsubscribe: <https://app.example.com/unsubscribe?token=abc>");
  EXPECT_NE(message.find("<p>Gr=C3=B6=C3=9Fe</p><img src=3D\"cid:chart-1@example.com\">"), std::string::npos);
  EXPECT_NE(message.find("Zwei =3D drei=20"), std::string::npos);
  EXPECT_NE(message.find("Content-ID: <chart-1@example.com>"), std::string::npos);
  EXPECT_NE(message.find("iVBORw0KAAE="), std::string::npos);
  EXPECT_TRUE(message.ends_with("--=_a_msg_1--\r\n"));
}

TEST(MailMessage, ALetterWithoutHtmlIsOnePart) {
  Letter letter;
  letter.to = "ada@example.com";
  letter.subject = "Hello";
  letter.text = "Hi.";
  const auto message = compose_message({"", "lf@example.com"}, letter, "msg_1", now);
  EXPECT_EQ(message.find("multipart"), std::string::npos);
  EXPECT_TRUE(message.ends_with("\r\n\r\nHi.\r\n"));
}

// Whatever people write, the message has the same headers and the same parts, and says what they wrote.
TEST(MailMessage, NothingWrittenBecomesStructure) {
  const RandomSeed seed;
  std::mt19937_64 random(seed);
  constexpr std::array pieces = {"a",  " ",  "\r\n",      "\n", "\r",    "=",        "--=_a_msg_1",
                                 "é",  "日", ".",         "\t", "Bcc: ", "\r\n\r\n", "=?utf-8?B?",
                                 "--", "?=", "\r\n.\r\n", ":",  "\"",    "\x7f"};
  const auto words = [&](int most) {
    std::string out;
    for (auto count = random() % static_cast<unsigned>(most); count > 0; --count)
      out += pieces.at(random() % pieces.size());
    return out;
  };
  for (int round = 0; round < 500; ++round) {
    Letter letter;
    letter.to = "ada@example.com";
    letter.subject = words(30);
    letter.text = words(60);
    letter.html = "<p>" + words(60);
    const auto message = compose_message({words(8), "lf@example.com"}, letter, "msg_1", now);
    std::vector<std::string> names;
    const auto head = message.substr(0, message.find("\r\n\r\n") + 2);
    for (const auto& line : lines_of(head))
      if (!line.starts_with(' ')) names.push_back(line.substr(0, line.find(':')));
    EXPECT_EQ(names, (std::vector<std::string>{"From", "To", "Subject", "Date", "Message-ID",
                                               "Auto-Submitted", "MIME-Version", "Content-Type"}));
    int boundaries = 0;
    for (const auto& line : lines_of(message)) {
      EXPECT_LE(line.size(), 76U);
      boundaries += line.starts_with("--=_a_msg_1") ? 1 : 0;
    }
    EXPECT_EQ(boundaries, 3);
    // The text part, as a mail program reads it: lines end in CRLF.
    const auto begin = message.find("\r\n\r\n", message.find("text/plain")) + 4;
    const auto part = message.substr(begin, message.find("\r\n\r\n--=_a_msg_1", begin) - begin);
    std::string wanted;
    for (std::size_t at = 0; at < letter.text.size(); ++at) {
      const char c = letter.text[at];
      if (c == '\r' && at + 1 < letter.text.size() && letter.text[at + 1] == '\n') ++at;
      wanted += c == '\r' || c == '\n' ? "\r\n" : std::string(1, c);
    }
    EXPECT_EQ(decoded_quoted(part), wanted);
  }
}

TEST(MailLetter, SaysTheSameInTextAndHtml) {
  Note note;
  note.heading = "Sign-ups < 20";
  note.sentences = {"It is 12 & falling."};
  note.link_label = "Open";
  note.link = "https://app.example.com/?a=1&b=2";
  note.small_print = "You asked for this.";
  const auto letter = letter_of("ada@example.com", "Alert", note);
  EXPECT_EQ(
      letter.text,
      "Sign-ups < 20\n\nIt is 12 & falling.\n\nOpen: https://app.example.com/?a=1&b=2\n\n-- \nYou asked "
      "for this.\n");
  EXPECT_NE(letter.html.find("Sign-ups &lt; 20"), std::string::npos);
  EXPECT_NE(letter.html.find("href=\"https://app.example.com/?a=1&amp;b=2\""), std::string::npos);
  EXPECT_EQ(letter.html.find("12 & f"), std::string::npos);
}

TEST(Mailer, SaysWhichSettingIsWrong) {
  const auto wrong = [](Settings settings) {
    const auto opened = Mailer::open(settings);
    return opened ? "" : opened.error().attr;
  };
  Settings settings;
  EXPECT_EQ(wrong(settings), "");
  EXPECT_FALSE((*Mailer::open(settings))->ready());
  settings.url = "mail.example.com";
  EXPECT_EQ(wrong(settings), "smtp-url");
  settings.url = "smtp://user:secret@mail.example.com";
  EXPECT_EQ(wrong(settings), "smtp-url");
  settings.url = "smtp://mail.example.com:587";
  EXPECT_EQ(wrong(settings), "mail-from");
  settings.from = "nobody";
  EXPECT_EQ(wrong(settings), "mail-from");
  settings.from = "Leapfrog <leapfrog@example.com>";
  EXPECT_EQ(wrong(settings), "");
}

}  // namespace
}  // namespace leapfrog::mail
