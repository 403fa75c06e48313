// The data directory: its layout and the lock that keeps a second server out.
#pragma once

#include <string>

#include "base/result.h"

namespace leapfrog::app {

class DataDirectory {
 public:
  // Creates a directory that must not exist, or be empty.
  static Result<DataDirectory> create(const std::string& path);
  // Opens one that `create` made and locks it; `unavailable` when another process has it.
  static Result<DataDirectory> open(const std::string& path);
  static bool exists(const std::string& path);
  DataDirectory(DataDirectory&& other) noexcept;
  DataDirectory& operator=(DataDirectory&& other) = delete;
  ~DataDirectory();

  std::string accounts_file() const { return path_ + "/accounts.sqlite"; }
  std::string people_file() const { return path_ + "/people.sqlite"; }
  std::string log() const { return path_ + "/log"; }
  std::string secret_key() const { return path_ + "/secret.key"; }
  std::string uuids() const { return path_ + "/uuids"; }
  std::string cohorts() const { return path_ + "/cohorts"; }
  std::string engine() const { return path_ + "/engine"; }
  // Unix sockets have short names; a deep directory gets one in the temporary directory.
  std::string engine_socket() const;

 private:
  DataDirectory(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
  static Result<DataDirectory> lock(const std::string& path);
  std::string path_;
  int lock_;
};

}  // namespace leapfrog::app
