// The door of this slice: e-mail. What a letter is, how it becomes a message that every mail program reads,
// and the connection to the operator's mail server. Letters are not sent from here but put into the outbox
// (outbox/outbox.h), which keeps them until the mail server has taken them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace leapfrog::mail {

// Shown inside the HTML as <img src="cid:ID">.
struct Picture {
  std::string id;  // letters, digits and dashes
  std::string png;
};

struct Letter {
  std::string to;  // one address; letters to several people are several letters
  std::string subject;
  std::string text;  // UTF-8, any line ends
  std::string html;  // "" for none; says the same as `text`
  std::vector<Picture> pictures;
  std::string unsubscribe_url;  // "" for none; answers POST by unsubscribing (RFC 8058)
};

// What most letters of ours look like: a heading, some sentences, a link and small print.
struct Note {
  std::string heading;
  std::vector<std::string> sentences;
  std::string link_label;
  std::string link;         // "" for none
  std::string small_print;  // why it came, or ""
  std::string text;         // between the sentences and the link: tables of numbers, as text
  std::string html;         // and the same as HTML, escaped already
};
// Fills `text` and `html` of a letter.
Letter letter_of(std::string to, std::string subject, const Note& note);
std::string escape_html(std::string_view text);

// An address that a message can be sent to: user@host in ASCII, without a name. Errors: `invalid` with
// `attr`.
Result<> check_address(std::string_view address, const std::string& attr);

struct Settings {
  std::string url;  // smtp://host:587 (STARTTLS) or smtps://host:465; "" when there is no mail server
  std::string user;
  std::string password;
  std::string from;         // "Leapfrog <leapfrog@example.com>" or an address alone
  bool require_tls = true;  // over smtp://, refuse a server that offers no STARTTLS
  std::string ca_file;      // PEM of who signed its certificate; "" for those of the system
  milliseconds timeout{20'000};
};

struct Sent {
  enum class Outcome : std::uint8_t { delivered, again, never };
  Outcome outcome = Outcome::again;
  std::string answer;  // one sentence for people; without secrets
};

class Mailer {
 public:
  // Errors: `invalid` with the setting that is wrong. Without `url` there is a mailer that is not `ready`.
  static Result<std::unique_ptr<Mailer>> open(const Settings& settings);
  virtual ~Mailer() = default;
  virtual bool ready() const = 0;
  virtual const std::string& from_address() const = 0;
  // The whole message (RFC 5322) as it is kept and sent. `id` becomes its Message-ID: the same in every try.
  virtual std::string compose(const Letter& letter, std::string_view id, Instant now) const = 0;
  // One conversation with the mail server. Thread-safe; blocks.
  virtual Sent send(const std::string& to, const std::string& message) const = 0;
};

}  // namespace leapfrog::mail
