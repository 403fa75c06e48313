#include "storage/log/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace leapfrog::log {
namespace {

Failure open_error(const std::string& path) {
  return failure(ErrorKind::internal, "io", fmt::format("Cannot open {}: {}.", path, std::strerror(errno)));
}

}  // namespace

File::File(File&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}
File& File::operator=(File&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(path_, other.path_);
  return *this;
}
File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<File> File::open_to_read(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return open_error(path);
  return File(descriptor, path);
}

Result<File> File::open_to_write(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return open_error(path);
  return File(descriptor, path);
}

Result<File> File::create(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return open_error(path);
  return File(descriptor, path);
}

Failure File::system_error(std::string_view what) const {
  const auto kind =
      errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? ErrorKind::unavailable : ErrorKind::internal;
  return std::unexpected(
      Error{kind, "io", fmt::format("Cannot {} {}: {}.", what, path_, std::strerror(errno)), "", 5});
}

Result<> File::write_at(std::uint64_t offset, std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto written = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_error("write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
  return {};
}

Result<> File::read_at(std::uint64_t offset, std::size_t size, std::string& out) const {
  out.resize(size);
  std::size_t filled = 0;
  while (filled < size) {
    const auto got =
        ::pread(descriptor_, out.data() + filled, size - filled, static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error("read");
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  out.resize(filled);
  return {};
}

Result<> File::sync() const {
  if (::fdatasync(descriptor_) != 0) return system_error("sync");
  return {};
}

Result<> File::truncate(std::uint64_t size) const {
  if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) return system_error("truncate");
  return {};
}

Result<std::uint64_t> File::size() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) return system_error("look at");
  return static_cast<std::uint64_t>(status.st_size);
}

Result<> File::rename_to(const std::string& path) {
  if (::rename(path_.c_str(), path.c_str()) != 0) return system_error("rename");
  path_ = path;
  return {};
}

Result<> sync_directory(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return open_error(path);
  const File directory(descriptor, path);
  if (::fsync(descriptor) != 0)
    return internal_error(fmt::format("Cannot sync {}: {}.", path, std::strerror(errno)));
  return {};
}

std::uint64_t free_bytes(const std::string& path) {
  struct statvfs status {};
  if (::statvfs(path.c_str(), &status) != 0) return 0;
  return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

}  // namespace leapfrog::log
