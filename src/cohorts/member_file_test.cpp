#include "cohorts/member_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace leapfrog::cohorts {
namespace {

class MemberFiles : public testing::Test {
 protected:
  MemberFiles() { std::filesystem::create_directories(directory_); }
  ~MemberFiles() override { std::filesystem::remove_all(directory_); }
  std::filesystem::path directory_ =
      std::filesystem::temp_directory_path() / ("lf-members-" + std::to_string(::getpid()));
  std::string path_ = (directory_ / "7").string();
};

TEST_F(MemberFiles, KnowWhoIsInside) {
  std::vector<Uuid> people;
  for (int i = 0; i < 1000; ++i) people.push_back(Uuid::random());
  std::ranges::sort(people);
  ASSERT_TRUE(MemberFile::write(path_, 42, people));
  const auto members = MemberFile::open(path_);
  ASSERT_TRUE(members);
  EXPECT_EQ((*members)->version(), 42);
  EXPECT_TRUE(std::ranges::equal((*members)->people(), people));
  for (const auto& person : people) EXPECT_TRUE((*members)->contains(person));
  EXPECT_FALSE((*members)->contains(Uuid::random()));
}

TEST_F(MemberFiles, MayBeEmptyAndAreReplacedAsAWhole) {
  ASSERT_TRUE(MemberFile::write(path_, 1, std::vector{Uuid::random()}));
  const auto before = MemberFile::open(path_);
  ASSERT_TRUE(MemberFile::write(path_, 2, {}));
  const auto after = MemberFile::open(path_);
  ASSERT_TRUE(before && after);
  EXPECT_EQ((*before)->people().size(), 1u);  // who reads it goes on reading it
  EXPECT_TRUE((*after)->people().empty());
}

TEST_F(MemberFiles, RefuseWhatIsNoneOfOurs) {
  EXPECT_EQ(MemberFile::open(path_).error().kind, ErrorKind::not_found);
  ASSERT_TRUE(MemberFile::write(path_, 1, std::vector{Uuid::random(), Uuid::random()}));
  const auto size = std::filesystem::file_size(path_);
  for (const auto cut : {std::uintmax_t{0}, std::uintmax_t{10}, size - 1, size - 16}) {
    std::filesystem::resize_file(path_, cut);
    EXPECT_FALSE(MemberFile::open(path_)) << cut;
  }
  std::ofstream(path_) << std::string(24, 'x');
  EXPECT_FALSE(MemberFile::open(path_));
}

}  // namespace
}  // namespace leapfrog::cohorts
