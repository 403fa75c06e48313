// Compressed answers: which coding a client takes and the coding itself.
#pragma once

#include <string>
#include <string_view>

namespace leapfrog::http {

enum class Coding { identity, gzip, brotli };

// The best coding that Accept-Encoding allows (q=0 refuses).
Coding choose_coding(std::string_view accept_encoding);
bool is_compressible(std::string_view content_type);
std::string compress(std::string_view data, Coding coding);
std::string_view coding_name(Coding coding);

}  // namespace leapfrog::http
