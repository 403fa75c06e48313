#include "accounts/throttle.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <chrono>

namespace leapfrog::accounts {

Result<> Throttle::take(std::string_view key, Instant now) {
  const std::lock_guard lock(mutex_);
  auto* known = taken_.find(key);
  if (known == nullptr) known = taken_.put(std::string(key), {}, 1);
  CHECK(known != nullptr);  // there is room for one
  auto& taken = *known;
  while (!taken.empty() && taken.front() + limits_.window <= now) taken.pop_front();
  if (taken.size() >= limits_.attempts) {
    const auto wait = std::chrono::ceil<seconds>(taken.front() + limits_.window - now).count();
    return Failure(Error{ErrorKind::throttled, "throttled",
                         fmt::format("Too many attempts. Please try again in {} seconds.", wait), "",
                         static_cast<int>(wait)});
  }
  taken.push_back(now);
  return {};
}

void Throttle::give_back(std::string_view key) {
  const std::lock_guard lock(mutex_);
  auto* taken = taken_.find(key);
  if (taken && !taken->empty()) taken->pop_back();
}

std::size_t Throttle::keys() const {
  const std::lock_guard lock(mutex_);
  return taken_.count();
}

std::string address_key(std::string_view address) {
  std::array<unsigned char, 16> bytes{};
  const std::string text(address);
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
  const bool mapped_ipv4 = bytes[10] == 0xff && bytes[11] == 0xff && bytes[0] == 0;
  if (mapped_ipv4) return fmt::format("{}.{}.{}.{}", bytes[12], bytes[13], bytes[14], bytes[15]);
  std::string key;
  for (int i = 0; i < 8; ++i) key += fmt::format("{:02x}", bytes[static_cast<std::size_t>(i)]);
  return key + "/64";
}

}  // namespace leapfrog::accounts
