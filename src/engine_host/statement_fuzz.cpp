// Statements from outside: tokens go forward and stay within the text, and what a prefix decides about an
// INSERT is what the whole text decides, because the host acts before it has read the rest.
#include <cstddef>
#include <cstdint>

#include "base/result.h"
#include "engine_host/output_format.h"
#include "engine_host/statement.h"

using namespace leapfrog;
using namespace leapfrog::engine_host;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view sql(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::size_t at = 0;
  for (Token token = next_token(sql, 0); token.kind != TokenKind::end && token.kind != TokenKind::incomplete;
       token = next_token(sql, at)) {
    CHECK(token.end > at && token.end <= sql.size());
    CHECK(!token.text.empty() && token.text.data() + token.text.size() == sql.data() + token.end);
    at = token.end;
  }
  const Split whole = split_insert(sql, true);
  CHECK(whole.outcome != SplitOutcome::needs_more);
  CHECK(whole.insert.has_value() == (whole.outcome == SplitOutcome::insert_with_data));
  const Split prefix = split_insert(sql.substr(0, sql.size() * data[0] / 255), false);
  if (prefix.outcome != SplitOutcome::needs_more) {
    CHECK(prefix.outcome == whole.outcome);
    if (prefix.insert) {
      CHECK(prefix.insert->statement == whole.insert->statement);
      CHECK(prefix.insert->format == whole.insert->format);
      CHECK(prefix.insert->data_begin == whole.insert->data_begin);
    }
  }
  if (whole.insert) CHECK(whole.insert->data_begin <= sql.size());
  names_client_file(sql);
  changes_settings(sql);
  streamable(output_format(sql, "TabSeparated"));
  return 0;
}
