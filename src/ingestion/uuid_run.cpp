#include "ingestion/uuid_run.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "base/crypto.h"
#include "storage/log/file.h"

namespace leapfrog::ingestion {
namespace {

// "LEAPUIX1" version:u32 crc:u32 from:u64 to:u64 newest_us:i64 blocks:u64 keys:u64, then blocks × 32 bytes,
// keys × 16.
constexpr std::string_view magic = "LEAPUIX1";
constexpr std::uint32_t version = 1;
constexpr std::size_t header_bytes = 56;
constexpr std::size_t block_bytes = 32;
constexpr std::size_t keys_per_block =
    24;  // 256 bits for 24 keys: about 10.7 bits a key, 0.9 % false positives

struct Header {
  std::uint64_t from, to;
  std::int64_t newest_us;
  std::uint64_t blocks, keys;
};

// A split-block Bloom filter: a key sets one bit in each of the eight 32-bit words of one block.
// Source of the scheme: Putze, Sanders, Singler, "Cache-, Hash- and Space-Efficient Bloom Filters" (2007).
constexpr std::uint32_t salts[8] = {0x47b6137bU, 0x44974d91U, 0x8824ad5bU, 0xa2b7289dU,
                                    0x705495c7U, 0x2df1424bU, 0x9efc4947U, 0x5c6bfb31U};

std::size_t block_of(const UuidKey& key, std::size_t blocks) {
  return static_cast<std::size_t>((key.high >> 32) * blocks >> 32);
}

std::uint32_t bit_of(const UuidKey& key, int word) {
  return 1U << ((static_cast<std::uint32_t>(key.low) * salts[word]) >> 27);
}

}  // namespace

UuidIndex::Run::Run(std::string path, RunInterval interval, const char* mapping, std::size_t size,
                    std::size_t blocks, std::size_t keys)
    : path_(std::move(path)),
      interval_(interval),
      mapping_(mapping),
      size_(size),
      blocks_(blocks),
      keys_(keys) {}

UuidIndex::Run::~Run() { ::munmap(const_cast<char*>(mapping_), size_); }

Result<std::unique_ptr<UuidIndex::Run>> UuidIndex::Run::write(const std::string& directory,
                                                              const RunInterval& interval,
                                                              std::span<const UuidKey> keys) {
  const std::size_t blocks = keys.size() / keys_per_block + 1;
  std::string body(blocks * block_bytes, '\0');
  for (const auto& key : keys) {
    auto* block = body.data() + block_of(key, blocks) * block_bytes;
    for (int word = 0; word < 8; ++word) {
      std::uint32_t bits = 0;
      std::memcpy(&bits, block + word * 4, 4);
      bits |= bit_of(key, word);
      std::memcpy(block + word * 4, &bits, 4);
    }
  }
  body.append(reinterpret_cast<const char*>(keys.data()), keys.size_bytes());
  const Header header{interval.from, interval.to, to_micros(interval.newest), blocks, keys.size()};
  const std::string_view header_view(reinterpret_cast<const char*>(&header), sizeof header);
  const auto crc = crc32c(body, crc32c(header_view));
  std::string head(magic);
  head.append(reinterpret_cast<const char*>(&version), 4);
  head.append(reinterpret_cast<const char*>(&crc), 4);
  head += header_view;

  const auto path = fmt::format("{}/{:020}-{:020}.uuids", directory, interval.from, interval.to);
  const auto temporary = path + ".tmp";
  std::error_code error;
  std::filesystem::remove(temporary, error);
  auto file = TRY(log::File::create(temporary));
  TRY(file.write_at(0, head));
  TRY(file.write_at(head.size(), body));
  TRY(file.sync());
  std::filesystem::rename(temporary, path, error);
  if (error) return internal_error(fmt::format("Cannot name {}: {}.", path, error.message()));
  TRY(log::sync_directory(directory));
  return open(path);
}

Result<std::unique_ptr<UuidIndex::Run>> UuidIndex::Run::open(const std::string& path) {
  const auto damaged = [&] {
    return internal_error(
        fmt::format("The uuid run {} is damaged; remove it to rebuild from the log.", path));
  };
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return internal_error(fmt::format("Cannot open {}: {}.", path, std::strerror(errno)));
  const log::File file(descriptor, path);
  const auto size = TRY(file.size());
  if (size < header_bytes) return damaged();
  auto* mapped = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
  if (mapped == MAP_FAILED)
    return internal_error(fmt::format("Cannot map {}: {}.", path, std::strerror(errno)));
  const auto* bytes = static_cast<const char*>(mapped);
  Header header{};
  std::memcpy(&header, bytes + 16, sizeof header);
  std::uint32_t stored_version = 0, crc = 0;
  std::memcpy(&stored_version, bytes + 8, 4);
  std::memcpy(&crc, bytes + 12, 4);
  const bool sane = std::string_view(bytes, 8) == magic && stored_version == version &&
                    header.blocks <= size / block_bytes && header.keys <= size / sizeof(UuidKey) &&
                    header_bytes + header.blocks * block_bytes + header.keys * sizeof(UuidKey) == size &&
                    header.blocks > 0 &&
                    crc == crc32c(std::string_view(bytes + header_bytes, size - header_bytes),
                                  crc32c(std::string_view(bytes + 16, sizeof header)));
  auto run = std::unique_ptr<Run>(new Run(path, {header.from, header.to, from_micros(header.newest_us)},
                                          bytes, size, header.blocks, header.keys));
  if (!sane) return damaged();
  return run;
}

bool UuidIndex::Run::contains(const UuidKey& key) const {
  const auto* block = mapping_ + header_bytes + block_of(key, blocks_) * block_bytes;
  for (int word = 0; word < 8; ++word) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, block + word * 4, 4);
    if ((bits & bit_of(key, word)) == 0) return false;
  }
  const auto* first = reinterpret_cast<const UuidKey*>(mapping_ + header_bytes + blocks_ * block_bytes);
  return std::binary_search(first, first + keys_, key);
}

}  // namespace leapfrog::ingestion
