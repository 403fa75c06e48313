#include "accounts/letters.h"

#include <fmt/format.h>

namespace leapfrog::accounts {
namespace {

std::string called(const User& user) { return user.first_name.empty() ? user.email : user.first_name; }

// "2026-03-01 14:05 UTC"
std::string moment(Instant at) {
  auto text = format_iso(at).substr(0, 16);
  text[10] = ' ';
  return text + " UTC";
}

}  // namespace

mail::Letter invitation_letter(const std::string& to, const Invite& invite, const std::string& organization,
                               const std::string& link) {
  const auto who = invite.created_by ? called(*invite.created_by) : std::string("Somebody");
  mail::Note note;
  note.heading = fmt::format("Join {} on Leapfrog", organization);
  note.sentences.push_back(fmt::format("{}{} invites you to work with them in {}.",
                                       invite.first_name.empty() ? "" : invite.first_name + ", ", who,
                                       organization));
  if (invite.message && !invite.message->empty())
    note.sentences.push_back(fmt::format("They write: {}", *invite.message));
  note.link_label = "Accept the invitation";
  note.link = link;
  note.small_print = fmt::format(
      "The link works once, for this address, until {}. If you do not know what this is about, leave it be: "
      "nothing happens.",
      moment(invite.expires_at));
  return mail::letter_of(to, fmt::format("{} invites you to {}", who, organization), note);
}

mail::Letter reset_letter(const User& user, const std::string& link, std::int64_t hours) {
  mail::Note note;
  note.heading = "Choose a new password";
  note.sentences.push_back(fmt::format("Somebody asked to set a new password for {}.", user.email));
  note.sentences.push_back(fmt::format("The link works once, for {} hour{}.", hours, hours == 1 ? "" : "s"));
  note.link_label = "Choose a password";
  note.link = link;
  note.small_print = "If it was not you, leave it be: your password stays as it is.";
  return mail::letter_of(user.email, "Choose a new password for Leapfrog", note);
}

mail::Letter password_changed_letter(const User& user, Instant now, const std::string& link_origin) {
  mail::Note note;
  note.heading = "Your password was changed";
  note.sentences.push_back(fmt::format(
      "The password of {} was changed at {}. All other sessions were signed out.", user.email, moment(now)));
  note.link_label = "It was not me: choose another";
  note.link = link_origin + "/reset";
  note.small_print = "If it was you, there is nothing to do.";
  return mail::letter_of(user.email, "Your Leapfrog password was changed", note);
}

mail::Letter address_changed_letter(const User& before, const std::string& email, Instant now) {
  mail::Note note;
  note.heading = "Your address was changed";
  note.sentences.push_back(
      fmt::format("The account of {} belongs to {} since {}.", before.email, email, moment(now)));
  note.small_print = "If it was not you, tell whoever runs this Leapfrog at once.";
  return mail::letter_of(before.email, "Your Leapfrog address was changed", note);
}

mail::Letter test_letter(const std::string& to, const std::string& link_origin) {
  mail::Note note;
  note.heading = "E-mail works";
  note.sentences.emplace_back(
      "This is the test that you asked for. Invitations, alerts and subscriptions will arrive like this.");
  note.link_label = "Open Leapfrog";
  note.link = link_origin;
  return mail::letter_of(to, "Test of Leapfrog's e-mail", note);
}

}  // namespace leapfrog::accounts
