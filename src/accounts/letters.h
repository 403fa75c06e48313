// The letters of this slice. Pure.
#pragma once

#include <string>

#include "accounts/invite_store.h"
#include "mail/mail.h"

namespace leapfrog::accounts {

mail::Letter invitation_letter(const std::string& to, const Invite& invite, const std::string& organization,
                               const std::string& link);
// `hours` is how long the link is good for.
mail::Letter reset_letter(const User& user, const std::string& link, std::int64_t hours);
mail::Letter password_changed_letter(const User& user, Instant now, const std::string& link_origin);
// To the old address.
mail::Letter address_changed_letter(const User& before, const std::string& email, Instant now);
mail::Letter test_letter(const std::string& to, const std::string& link_origin);

}  // namespace leapfrog::accounts
