#include "flags/sealed_payloads.h"

#include <fmt/format.h>

namespace leapfrog::flags {
namespace {

std::string context_of(ProjectId project) { return fmt::format("flag payload of project {}", project); }

bool is_encrypted(const json::object& fields) {
  return fields.at("has_encrypted_payloads") == json::value(true);
}

json::object* payloads_of(json::object& fields) {
  auto* payloads = fields.at("filters").get_object().if_contains("payloads");
  return payloads == nullptr ? nullptr : payloads->if_object();
}

}  // namespace

Result<> seal_payloads(const Sealer& sealer, ProjectId project, const json::object& before,
                       json::object& fields) {
  auto* payloads = payloads_of(fields);
  if (payloads == nullptr) return {};
  const auto context = context_of(project);
  for (auto& [value, payload] : *payloads) {
    const auto* text = payload.if_string();
    const bool sealed = text != nullptr && Sealer::is_sealed(*text) &&
                        sealer.open_sealed(std::string_view(*text), context).has_value();
    if (is_encrypted(fields) && !sealed)
      payload = sealer.seal(text != nullptr ? std::string(*text) : json::serialize(payload), context);
    if (!is_encrypted(fields) && sealed && is_encrypted(before))
      return invalid("Encrypted payloads cannot be made readable again. Replace them by others.",
                     "has_encrypted_payloads");
  }
  return {};
}

Result<std::optional<json::value>> open_payload(const Sealer& sealer, const FlagRecord& flag,
                                                std::string_view value) {
  const auto* payloads = flag.filters().if_contains("payloads");
  const auto* payload =
      payloads != nullptr && payloads->is_object() ? payloads->get_object().if_contains(value) : nullptr;
  if (payload == nullptr) return std::nullopt;
  const auto* text = payload->if_string();
  if (!flag.is("has_encrypted_payloads") || text == nullptr || !Sealer::is_sealed(*text)) return *payload;
  return json::value(TRY(sealer.open_sealed(std::string_view(*text), context_of(flag.project))));
}

}  // namespace leapfrog::flags
