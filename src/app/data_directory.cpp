#include "app/data_directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/crypto.h"

namespace leapfrog::app {

namespace fs = std::filesystem;

DataDirectory::DataDirectory(DataDirectory&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}
DataDirectory::~DataDirectory() {
  if (lock_ >= 0) ::close(lock_);
}

bool DataDirectory::exists(const std::string& path) { return fs::exists(path + "/accounts.sqlite"); }

Result<DataDirectory> DataDirectory::create(const std::string& path) {
  std::error_code error;
  if (fs::exists(path, error) && !(fs::is_directory(path, error) && fs::is_empty(path, error))) {
    return failure(ErrorKind::conflict, "exists",
                   fmt::format("{} exists already and is not empty. Choose another directory.", path),
                   "data");
  }
  fs::create_directories(path, error);
  if (error) return invalid(fmt::format("Cannot create {}: {}.", path, error.message()), "data");
  fs::permissions(path, fs::perms::owner_all, error);
  return lock(fs::absolute(path).string());
}

Result<DataDirectory> DataDirectory::open(const std::string& path) {
  if (!exists(path)) {
    return not_found(fmt::format(
        "There is no Leapfrog data in {}. Make it with: leapfrog init --data {} --email YOU", path, path));
  }
  return lock(fs::absolute(path).string());
}

Result<DataDirectory> DataDirectory::lock(const std::string& path) {
  const auto file = path + "/lock";
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return invalid(fmt::format("Cannot open {}: {}.", file, std::strerror(errno)), "data");
  DataDirectory directory(path, descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    return unavailable(fmt::format("Another Leapfrog is using {}.", path), 0);
  }
  return directory;
}

std::string DataDirectory::engine_socket() const {
  auto path = path_ + "/engine.sock";
  if (path.size() < sizeof(sockaddr_un::sun_path)) return path;
  return (fs::temp_directory_path() / ("leapfrog-" + sha256_hex(path_).substr(0, 16) + ".sock")).string();
}

}  // namespace leapfrog::app
