#include "cohorts/member_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace leapfrog::cohorts {
namespace {

constexpr std::string_view magic = "LFCOHRT1";

struct Head {
  std::array<char, 8> magic;
  std::int64_t version;
  std::uint64_t people;
};
static_assert(sizeof(Head) == 24 && sizeof(Uuid) == 16 && alignof(Uuid) == 1);

Failure failed(std::string_view what, const std::string& path) {
  return internal_error(fmt::format("{} {}: {}", what, path, std::strerror(errno)));
}

class File {
 public:
  File(const std::string& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return descriptor_; }
  bool write(const void* bytes, std::size_t size) const {
    const auto* at = static_cast<const char*>(bytes);
    while (size > 0) {
      const auto written = ::write(descriptor_, at, size);
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      at += written;
      size -= static_cast<std::size_t>(written);
    }
    return true;
  }

 private:
  int descriptor_;
};

}  // namespace

Result<> MemberFile::write(const std::string& path, std::int64_t version, std::span<const Uuid> people) {
  const auto beside = path + ".new";
  Head head{};
  std::ranges::copy(magic, head.magic.begin());
  head.version = version;
  head.people = people.size();
  {
    const File file(beside, O_WRONLY | O_CREAT | O_TRUNC);
    if (file.get() < 0 || !file.write(&head, sizeof head) ||
        !file.write(people.data(), people.size_bytes()) || ::fdatasync(file.get()) != 0)
      return failed("Cannot write", beside);
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) return failed("Cannot rename", beside);
  const File directory(std::filesystem::path(path).parent_path().string(), O_RDONLY | O_DIRECTORY);
  if (directory.get() < 0 || ::fsync(directory.get()) != 0)
    return failed("Cannot sync the directory of", path);
  return {};
}

Result<std::shared_ptr<const MemberFile>> MemberFile::open(const std::string& path) {
  const File file(path, O_RDONLY);
  if (file.get() < 0) {
    if (errno == ENOENT) return not_found("There is no list of the cohort's people.");
    return failed("Cannot open", path);
  }
  struct stat facts {};
  if (::fstat(file.get(), &facts) != 0) return failed("Cannot read", path);
  const auto size = static_cast<std::size_t>(facts.st_size);
  if (size < sizeof(Head)) return internal_error(fmt::format("{} is too short.", path));
  auto* bytes = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.get(), 0);
  if (bytes == MAP_FAILED) return failed("Cannot map", path);
  std::shared_ptr<MemberFile> members(new MemberFile(bytes, size));
  Head head{};
  std::memcpy(&head, bytes, sizeof head);
  if (std::string_view(head.magic.data(), head.magic.size()) != magic ||
      head.people != (size - sizeof head) / sizeof(Uuid) || (size - sizeof head) % sizeof(Uuid) != 0)
    return internal_error(fmt::format("{} is no list of a cohort's people.", path));
  members->version_ = head.version;
  members->people_ = {reinterpret_cast<const Uuid*>(static_cast<const char*>(bytes) + sizeof head),
                      head.people};
  return members;
}

MemberFile::~MemberFile() { ::munmap(bytes_, size_); }

bool MemberFile::contains(const Uuid& person) const { return std::ranges::binary_search(people_, person); }

}  // namespace leapfrog::cohorts
