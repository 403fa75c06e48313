#include "query/running/receipt.h"

#include <fmt/format.h>

#include <cmath>

namespace leapfrog::query {
namespace {

json::value or_null(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value(nullptr);
}

Error placed(Error error) {
  error.attr = "receipt." + error.attr;
  error.detail = fmt::format("{}: {}", error.attr, error.detail);
  return error;
}

Result<std::string> needed(const json::object& object, std::string_view field) {
  auto text = required_string(object, field);
  if (!text) return std::unexpected(placed(std::move(text).error()));
  return text;
}

Result<std::uint64_t> count_of(const json::object& object, std::string_view field, bool required) {
  const auto* value = object.if_contains(field);
  if (!value || value->is_null()) {
    if (!required) return 0;
    return invalid(fmt::format("receipt.{} is required.", field), fmt::format("receipt.{}", field),
                   "required");
  }
  if (value->is_int64() && value->get_int64() >= 0) return static_cast<std::uint64_t>(value->get_int64());
  if (value->is_uint64()) return value->get_uint64();
  return invalid(fmt::format("receipt.{} must be a whole number, zero or more.", field),
                 fmt::format("receipt.{}", field));
}

}  // namespace

json::object receipt_json(const Receipt& receipt) {
  return {{"query_hash", receipt.query_hash},
          {"timezone", receipt.timezone},
          {"date_from", or_null(receipt.date_from)},
          {"date_to", or_null(receipt.date_to)},
          {"watermark", receipt.watermark},
          {"engine_version", receipt.engine_version},
          {"rows_read", receipt.rows_read},
          {"bytes_read", receipt.bytes_read},
          {"result_hash", receipt.result_hash},
          {"milliseconds", std::round(receipt.milliseconds * 1000) / 1000},
          {"computed_at", format_iso(receipt.computed_at)}};
}

json::object receipt_schema() {
  const auto field = [](const char* type) { return json::object{{"type", type}}; };
  const json::object date{{"type", json::array{"string", "null"}}};
  return {{"type", "object"},
          {"description", "What an answer was made from, so that it can be made again"},
          {"required", json::array{"query_hash", "timezone", "watermark", "result_hash", "computed_at"}},
          {"properties",
           {{"query_hash", field("string")},
            {"timezone", field("string")},
            {"date_from", date},
            {"date_to", date},
            {"watermark", field("integer")},
            {"engine_version", field("string")},
            {"rows_read", field("integer")},
            {"bytes_read", field("integer")},
            {"result_hash", field("string")},
            {"milliseconds", field("number")},
            {"computed_at", field("string")}}}};
}

Result<Receipt> parse_receipt(const json::value& value) {
  const auto* object = value.if_object();
  if (!object) return invalid("receipt must be an object.", "receipt");
  Receipt receipt;
  receipt.query_hash = TRY(needed(*object, "query_hash"));
  receipt.timezone = TRY(needed(*object, "timezone"));
  receipt.result_hash = TRY(needed(*object, "result_hash"));
  receipt.watermark = TRY(count_of(*object, "watermark", true));
  const auto computed = parse_iso(TRY(needed(*object, "computed_at")));
  if (!computed)
    return invalid("receipt.computed_at must be a time as receipts give it.", "receipt.computed_at");
  receipt.computed_at = *computed;
  receipt.engine_version = string_or_empty(*object, "engine_version");
  receipt.rows_read = TRY(count_of(*object, "rows_read", false));
  receipt.bytes_read = TRY(count_of(*object, "bytes_read", false));
  if (const auto text = string_or_empty(*object, "date_from"); !text.empty()) receipt.date_from = text;
  if (const auto text = string_or_empty(*object, "date_to"); !text.empty()) receipt.date_to = text;
  return receipt;
}

}  // namespace leapfrog::query
