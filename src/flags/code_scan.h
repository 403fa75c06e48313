// Where source code asks for flags: calls of PostHog's and OpenFeature's SDKs with a key written out, in
// JavaScript, TypeScript, Python, Go, Ruby, Java, Kotlin, Swift and PHP. Works on words, not on a grammar:
// comments and strings are told apart from code, a call is a known name with parentheses.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace leapfrog::flags {

enum class Language : std::uint8_t { none, script, python, go, ruby, java, swift, php };
// By the name's ending; none for what is not scanned.
Language language_of(std::string_view file_name);

struct CodeReference {
  std::string key;
  std::int64_t line = 0;  // from 1
  std::string call;       // "isFeatureEnabled"
};

// In order of their place. Keys that are computed are not found.
std::vector<CodeReference> scan_code(std::string_view text, Language language);

}  // namespace leapfrog::flags
