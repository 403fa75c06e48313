#include "storage/events/native.h"

namespace leapfrog::events {

void NativeBlock::column(std::string_view name, std::string_view type, std::string_view values) {
  put_string(body_, name);
  put_string(body_, type);
  body_ += values;
  ++columns_;
}

std::string NativeBlock::finish() const {
  std::string out;
  out.reserve(body_.size() + 20);
  put_varuint(out, columns_);
  put_varuint(out, rows_);
  out += body_;
  return out;
}

}  // namespace leapfrog::events
