#include "base/sealing.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/crypto.h"

namespace leapfrog {
namespace {

TEST(Sealer, OpensWhatItSealedForTheSameThing) {
  init_crypto();
  const Sealer sealer(std::string(32, 'k'));
  for (const auto& text : {std::string(), std::string("{\"a\":1}"), std::string(100'000, '\0')}) {
    const auto sealed = sealer.seal(text, "flag 1");
    EXPECT_TRUE(Sealer::is_sealed(sealed));
    EXPECT_NE(sealed, sealer.seal(text, "flag 1"));
    EXPECT_EQ(sealer.open_sealed(sealed, "flag 1").value(), text);
    EXPECT_FALSE(sealer.open_sealed(sealed, "flag 2").has_value());
    EXPECT_FALSE(Sealer(std::string(32, 'x')).open_sealed(sealed, "flag 1").has_value());
    auto changed = sealed;
    changed[12] = changed[12] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(sealer.open_sealed(changed, "flag 1").has_value());
  }
  for (const auto* text : {"", "sealed:1:", "sealed:1:AAAA", "sealed:1:*", "plain"})
    EXPECT_FALSE(sealer.open_sealed(text, "flag 1").has_value()) << text;
}

TEST(Sealer, KeepsItsKey) {
  init_crypto();
  const auto path = (std::filesystem::temp_directory_path() / ("leapfrog-key-" + random_token(""))).string();
  const auto made = Sealer::open(path);
  ASSERT_TRUE(made.has_value());
  const auto sealed = made->seal("text", "c");
  EXPECT_EQ(Sealer::open(path)->open_sealed(sealed, "c").value(), "text");
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  std::filesystem::resize_file(path, 31);
  EXPECT_FALSE(Sealer::open(path).has_value());
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace leapfrog
