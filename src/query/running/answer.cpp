#include "query/running/answer.h"

#include <zstd.h>

#include "base/json.h"

namespace leapfrog::query {
namespace {

constexpr std::size_t pack_from = 8192;  // bytes
constexpr int pack_level = 1;

std::string packed(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  const auto size = ZSTD_compress(out.data(), out.size(), text.data(), text.size(), pack_level);
  CHECK(!ZSTD_isError(size));
  out.resize(size);
  out.shrink_to_fit();
  return out;
}

}  // namespace

Answer::Answer(std::string fields, Receipt receipt)
    : text_(std::move(fields)), length_(text_.size()), receipt_(std::move(receipt)) {
  CHECK(text_.size() > 2 && text_.front() == '{' && text_.back() == '}');
  if (length_ < pack_from) return;
  text_ = packed(text_);
  packed_ = true;
}

std::string Answer::fields() const {
  if (!packed_) return text_;
  std::string out(length_, '\0');
  const auto size = ZSTD_decompress(out.data(), out.size(), text_.data(), text_.size());
  CHECK(!ZSTD_isError(size) && size == length_);
  return out;
}

std::string response_text(const Answer& answer, const Circumstances& circumstances) {
  const auto& receipt = answer.receipt();
  const auto refreshed = format_iso(receipt.computed_at);
  const json::object common{
      {"error", nullptr},
      {"timings", json::array{{{"k", "."}, {"t", receipt.milliseconds / 1000}}}},
      {"is_cached", circumstances.is_cached},
      {"cache_key", circumstances.cache_key},
      {"cache_target_age", nullptr},
      {"last_refresh", refreshed},
      {"next_allowed_client_refresh", refreshed},
      {"timezone", receipt.timezone},
      {"calculation_trigger", nullptr},
      {"query_metadata", nullptr},
      {"receipt", receipt_json(receipt)},
  };
  auto text = answer.fields();
  text.back() = ',';
  text += to_text(common).substr(1);
  if (!circumstances.query_status.empty()) {
    text.back() = ',';
    text += "\"query_status\":" + circumstances.query_status + "}";
  }
  return text;
}

}  // namespace leapfrog::query
