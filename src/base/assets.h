// Files built into the program: the web app and the SDK scripts it serves.
#pragma once

#include <optional>
#include <string_view>

namespace leapfrog {

struct Asset {
  std::string_view content;
  std::string_view content_type;
  std::string_view etag;  // quoted, of the content
  std::string_view gzip;  // compressed forms, "" where they save nothing
  std::string_view brotli;
};

// `path` has no leading slash: "index.html", "assets/index-3f2a.js", "static/array.js".
std::optional<Asset> find_asset(std::string_view path);

// Called once by main() with the table that the build generated; a program without one has no assets.
struct AssetEntry {
  std::string_view path;
  Asset asset;
};
void set_assets(const AssetEntry* entries, std::size_t count);

}  // namespace leapfrog
