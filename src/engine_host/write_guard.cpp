#include "engine_host/write_guard.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstring>
#include <string>
#include <string_view>

namespace leapfrog::engine_host {

namespace {

// Set before any other thread runs, and never destroyed.
const std::string* guarded = nullptr;

bool means_damage(int error) {
  return error == ENOSPC || error == EDQUOT || error == EIO || error == EFBIG || error == EROFS;
}

void end_if_guarded(std::string_view call, std::string_view path, int error) {
  if (guarded == nullptr || !path.starts_with(*guarded)) return;
  const auto text =
      fmt::format("leapfrog-engine: {} of {} failed: {}. Ending before a damaged part can be published.\n",
                  call, path, std::strerror(error));
  (void)!::syscall(SYS_write, STDERR_FILENO, text.data(), text.size());
  ::_exit(write_failed_exit);
}

// Passes the result of a call through, unless it is a failure that must not be survived.
template <class T>
T checked(T result, std::string_view call, int file) {
  if (result >= 0) [[likely]]
    return result;
  if (const int error = errno; means_damage(error)) {
    char path[4096];
    const auto length = ::readlink(fmt::format("/proc/self/fd/{}", file).c_str(), path, sizeof path);
    if (length > 0) end_if_guarded(call, std::string_view(path, static_cast<std::size_t>(length)), error);
    errno = error;
  }
  return result;
}

int checked_path(long result, std::string_view call, const char* path) {
  if (result >= 0) [[likely]]
    return static_cast<int>(result);
  if (const int error = errno; means_damage(error)) {
    end_if_guarded(call, path, error);
    errno = error;
  }
  return static_cast<int>(result);
}

int open_checked(int directory, const char* path, int flags, mode_t mode) {
  const auto file = ::syscall(SYS_openat, directory, path, flags, mode);
  if ((flags & O_ACCMODE) == O_RDONLY) return static_cast<int>(file);  // what cannot be read fails its query
  return checked_path(file, "open", path);
}

}  // namespace

void guard_writes_below(const std::filesystem::path& directory) {
  guarded = new std::string(std::filesystem::canonical(directory).string() + "/");
}

}  // namespace leapfrog::engine_host

// The calls libchdb changes its files with (`nm -D --undefined-only libchdb.so`), in place of libc's.
// Relative paths are none of ours: it names its tables' files from the root.
namespace host = leapfrog::engine_host;

extern "C" {

ssize_t write(int file, const void* data, std::size_t size) {
  return host::checked(::syscall(SYS_write, file, data, size), "write", file);
}

ssize_t pwrite(int file, const void* data, std::size_t size, off_t offset) {
  return host::checked(::syscall(SYS_pwrite64, file, data, size, offset), "write", file);
}

ssize_t pwrite64(int file, const void* data, std::size_t size, off64_t offset) {
  return host::checked(::syscall(SYS_pwrite64, file, data, size, offset), "write", file);
}

ssize_t writev(int file, const iovec* pieces, int count) {
  return host::checked(::syscall(SYS_writev, file, pieces, count), "write", file);
}

int fsync(int file) { return static_cast<int>(host::checked(::syscall(SYS_fsync, file), "sync", file)); }

int fdatasync(int file) {
  return static_cast<int>(host::checked(::syscall(SYS_fdatasync, file), "sync", file));
}

int ftruncate(int file, off_t size) noexcept {
  return static_cast<int>(host::checked(::syscall(SYS_ftruncate, file, size), "truncate", file));
}

int ftruncate64(int file, off64_t size) noexcept {
  return static_cast<int>(host::checked(::syscall(SYS_ftruncate, file, size), "truncate", file));
}

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return host::open_checked(AT_FDCWD, path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return host::open_checked(AT_FDCWD, path, flags, mode);
}

int mkdir(const char* path, mode_t mode) noexcept {
  return host::checked_path(::syscall(SYS_mkdir, path, mode), "mkdir", path);
}

int link(const char* from, const char* to) noexcept {
  return host::checked_path(::syscall(SYS_link, from, to), "link", to);
}

int rename(const char* from, const char* to) noexcept {
  return host::checked_path(::syscall(SYS_rename, from, to), "rename", to);
}

}  // extern "C"
