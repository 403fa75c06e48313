// E-mail of this slice: invitations, links for those who forgot their password, and word of a password that
// changed. Letters go through the outbox, in the transaction of what they are about. Without a mail server
// invitations are links to be copied, and passwords are set by whoever runs the server
// (`leapfrog password-link`).
#pragma once

#include <string>

namespace leapfrog::outbox {
class Outbox;
}

namespace leapfrog::accounts {

class Accounts;

struct Post {
  outbox::Outbox* outbox = nullptr;
  // What links in letters begin with. Never taken from a request: whoever asks for a letter to somebody else
  // would choose where its link leads.
  std::string link_origin;
  std::string from;  // the sender's address, "" without a mail server

  bool has_mail() const;
};

// Once, before anything is served.
void send_by(Accounts& accounts, Post post);

}  // namespace leapfrog::accounts
