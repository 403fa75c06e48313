#include "accounts/input.h"

namespace leapfrog::accounts {

Result<std::optional<std::string>> optional_name(const json::object& body, std::string_view field) {
  auto name = TRY(optional_text(body, field, max_name_characters));
  if (name && name->empty()) return invalid("This field may not be blank.", std::string(field), "blank");
  return name;
}

Result<std::string> required_name(const json::object& body, std::string_view field) {
  auto name = TRY(optional_name(body, field));
  if (!name) return invalid("This field is required.", std::string(field), "required");
  return *std::move(name);
}

}  // namespace leapfrog::accounts
