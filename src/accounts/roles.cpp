#include "accounts/roles.h"

namespace leapfrog::accounts {

std::optional<Role> role_of_level(std::int64_t level) {
  for (const auto role : {Role::viewer, Role::member, Role::admin, Role::owner}) {
    if (level == level_of(role)) return role;
  }
  return std::nullopt;
}

std::string_view role_name(Role role) {
  switch (role) {
    case Role::viewer:
      return "viewer";
    case Role::member:
      return "member";
    case Role::admin:
      return "admin";
    case Role::owner:
      return "owner";
  }
  return "";
}

}  // namespace leapfrog::accounts
