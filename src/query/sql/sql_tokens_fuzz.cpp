// Any bytes as SQL: tokens cover the text in order, and every name can be followed.
#include <cstddef>
#include <cstdint>

#include "query/sql/names.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace leapfrog::query;
  const std::string_view sql(reinterpret_cast<const char*>(data), size);
  const auto tokens = sql_tokens(sql, "query");
  if (!tokens) return 0;
  std::size_t end = 0;
  for (std::size_t i = 0; i < tokens->size(); ++i) {
    const auto& token = (*tokens)[i];
    CHECK(!token.written.empty() && token.start >= end && token.end() <= size);
    end = token.end();
    if (!token.is_name()) continue;
    const auto chain = chain_at(*tokens, i);
    CHECK(chain.next > i && chain.next <= tokens->size());
    meaning_of(chain);
  }
  return 0;
}
