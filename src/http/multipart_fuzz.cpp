// The first line is the content type, the rest the body. What is read lies inside of the body.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "http/multipart.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace leapfrog;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto line = std::min(input.find('\n'), input.size());
  const auto body = input.substr(std::min(line + 1, input.size()));
  const auto parts = http::parse_multipart(input.substr(0, line), body);
  if (!parts) return 0;
  if (parts->size() > http::max_form_parts) __builtin_trap();
  for (const auto& part : *parts) {
    if (part.name.empty()) __builtin_trap();
    if (part.content.data() < body.data() ||
        part.content.data() + part.content.size() > body.data() + body.size())
      __builtin_trap();
  }
  return 0;
}
