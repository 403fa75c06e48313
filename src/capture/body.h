// From an HTTP request to JSON text: the many wrappings SDKs have used over the years, undone in a fixed
// order.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "capture/limits.h"
#include "http/message.h"

namespace leapfrog::capture {

// 1. The `data` query parameter, else the body. Nothing there: empty_body.
// 2. All of it base64 (and no form): decoded.
// 3. A form: its `data` field, with spaces that were '+' in base64 restored. `curl -d` sends JSON under the
// form's
//    content type, so what does not look like a form is taken as it is.
// 4. The compression hint: the form's field, else the query's, else Content-Encoding.
// 5. gzip by hint or by magic bytes; lz-string by hint.
// 6. If the result is base64 once more, that is unwrapped too.
// The text may use `max_text` bytes (at most limits.decompressed); beyond it: body_too_large.
// UTF-8 is checked by whoever reads the JSON.
Result<std::string> decode_body(const http::Query& query, const http::Headers& headers, std::string_view body,
                                const Limits& limits, std::size_t max_text);

}  // namespace leapfrog::capture
