#include "query/sql/names.h"

#include <fmt/format.h>

#include <array>

namespace leapfrog::query {
namespace {

bool is_owner(std::string_view part) {
  if (part == "person" || part == "session") return true;
  return part.size() == 7 && part.starts_with("group_") && part[6] >= '0' && part[6] <= '4';
}

std::string name_of(const SqlToken& token) {
  return token.kind == SqlToken::Kind::quoted_name ? token.value : std::string(token.written);
}

}  // namespace

NameChain chain_at(const std::vector<SqlToken>& tokens, std::size_t at) {
  NameChain chain{{name_of(tokens[at])}, at + 1};
  for (;;) {
    const auto& next = chain.next;
    if (next + 1 < tokens.size() && tokens[next].is_symbol('.') && tokens[next + 1].is_name()) {
      chain.parts.push_back(name_of(tokens[next + 1]));
      chain.next += 2;
    } else if (chain.parts.back() == "properties" && next + 2 < tokens.size() &&
               tokens[next].is_symbol('[') && tokens[next + 1].kind == SqlToken::Kind::text &&
               tokens[next + 2].is_symbol(']')) {
      chain.parts.push_back(tokens[next + 1].value);
      chain.next += 3;
    } else {
      return chain;
    }
  }
}

std::optional<MeantName> meaning_of(const NameChain& chain) {
  MeantName meant;
  std::size_t at = 0;
  const auto& parts = chain.parts;
  while (at < parts.size() && !is_owner(parts[at]) && parts[at] != "properties" && at < 2)
    meant.qualifier.push_back(parts[at++]);
  if (at == parts.size()) return std::nullopt;
  if (is_owner(parts[at])) {
    if (at + 1 == parts.size()) return std::nullopt;
    meant.owner = parts[at++];
  }
  if (parts[at] != "properties") {
    if (meant.owner.empty() || at + 1 != parts.size()) return std::nullopt;
    meant.field = parts[at];
    return meant;
  }
  if (at + 1 == parts.size()) {
    if (meant.owner.empty()) return std::nullopt;
    meant.field = "properties";
    return meant;
  }
  if (meant.owner == "session") return std::nullopt;
  auto& property = meant.property.emplace();
  if (meant.owner == "person") property.home = PropertyHome::persons;
  if (meant.owner.starts_with("group_")) {
    property.home = PropertyHome::groups;
    property.group_type = meant.owner.back() - '0';
  }
  property.path.assign(parts.begin() + static_cast<std::ptrdiff_t>(at) + 1, parts.end());
  return meant;
}

std::string MeantName::column() const {
  std::string name = owner.empty() ? "" : owner + ".";
  if (!property) return name + field;
  return fmt::format("{}properties.{}", name, fmt::join(property->path, "."));
}

std::optional<FunctionForm> function_form(std::string_view name) {
  if (name == "toFloat") return FunctionForm{"accurateCastOrNull", ", 'Float64'"};
  if (name == "toInt") return FunctionForm{"accurateCastOrNull", ", 'Int64'"};
  return std::nullopt;
}

}  // namespace leapfrog::query
