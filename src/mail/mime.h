// Messages as RFC 5322 and 2045 to 2047 write them. Whatever the parts hold, nothing of it can become a
// header line or end a part. Pure.
#pragma once

#include <string>
#include <string_view>

#include "mail/mail.h"

namespace leapfrog::mail {

struct Sender {
  std::string name;     // UTF-8, may be empty
  std::string address;  // checked by check_address
  std::string domain() const;
};
// "Leapfrog <leapfrog@example.com>" or an address alone. Errors: `invalid` with `attr`.
Result<Sender> parse_sender(std::string_view text, const std::string& attr);

// `letter.to` has been checked. Lines end in CRLF and have 76 characters at most, but for the URL of
// unsubscribing, which may have more.
std::string compose_message(const Sender& from, const Letter& letter, std::string_view id, Instant now);

// A text for a header field (RFC 2047): plain where it is plain, else encoded words, folded. At most 250
// characters of it.
std::string header_text(std::string_view text);
// "Sat, 21 Nov 2026 11:00:00 +0000"
std::string header_date(Instant instant);
// RFC 2045; every line end becomes CRLF.
std::string quoted_printable(std::string_view text);
std::string base64_lines(std::string_view data);

}  // namespace leapfrog::mail
