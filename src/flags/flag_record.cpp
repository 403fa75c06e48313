#include "flags/flag_record.h"

namespace leapfrog::flags {

bool FlagRecord::is(std::string_view field) const {
  const auto* value = fields.if_contains(field);
  return value != nullptr && value->is_bool() && value->get_bool();
}

const json::object& default_fields() {
  static const json::object fields = json::parse(R"({"key":"","name":"",
      "filters":{"groups":[{"properties":[],"rollout_percentage":null,"variant":null}],"payloads":{},
      "multivariate":null},"active":true,"deleted":false,"ensure_experience_continuity":false,
      "evaluation_runtime":"all","evaluation_contexts":[],"tags":[],"bucketing_identifier":null,
      "is_remote_configuration":false,"has_encrypted_payloads":false,"requires_approval":false,"rollback_conditions":null,
      "creation_context":"feature_flags"})")
                                         .as_object();
  return fields;
}

std::vector<std::string> texts_of(const json::object& fields, std::string_view key) {
  std::vector<std::string> texts;
  const auto* value = fields.if_contains(key);
  if (value == nullptr || !value->is_array()) return texts;
  for (const auto& item : value->get_array()) {
    if (const auto* text = item.if_string()) texts.emplace_back(*text);
  }
  return texts;
}

FlagDefinition definition_of(const FlagRecord& flag) {
  FlagDefinition definition;
  definition.id = flag.id;
  definition.key = flag.key();
  definition.name = flag.name();
  definition.active = flag.is("active");
  definition.version = flag.version;
  definition.filters = flag.filters();
  definition.ensure_experience_continuity = flag.is("ensure_experience_continuity");
  const auto runtime = string_or_empty(flag.fields, "evaluation_runtime");
  definition.runtime = runtime == "client"   ? Runtime::client
                       : runtime == "server" ? Runtime::server
                                             : Runtime::all;
  definition.contexts = texts_of(flag.fields, "evaluation_contexts");
  definition.bucketed_by_device = string_or_empty(flag.fields, "bucketing_identifier") == "device_id";
  definition.is_remote_configuration = flag.is("is_remote_configuration");
  definition.has_encrypted_payloads = flag.is("has_encrypted_payloads");
  return definition;
}

}  // namespace leapfrog::flags
