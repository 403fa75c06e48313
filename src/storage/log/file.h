// A file descriptor that closes itself, and the few calls on it that can fail, with the path in their errors.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace leapfrog::log {

class File {
 public:
  File() = default;
  File(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  ~File();

  static Result<File> open_to_read(const std::string& path);
  static Result<File> open_to_write(const std::string& path);  // must exist
  static Result<File> create(const std::string& path);         // must not exist

  bool is_open() const { return descriptor_ >= 0; }
  const std::string& path() const { return path_; }
  Result<> write_at(std::uint64_t offset, std::string_view bytes) const;
  // Reads up to `size` bytes into `out` (replacing it); fewer only at the end of the file.
  Result<> read_at(std::uint64_t offset, std::size_t size, std::string& out) const;
  Result<> sync() const;  // fdatasync
  Result<> truncate(std::uint64_t size) const;
  Result<std::uint64_t> size() const;
  Result<> rename_to(const std::string& path);

 private:
  Failure system_error(std::string_view what) const;
  int descriptor_ = -1;
  std::string path_;
};

Result<> sync_directory(const std::string& path);
std::uint64_t free_bytes(const std::string& path);

}  // namespace leapfrog::log
