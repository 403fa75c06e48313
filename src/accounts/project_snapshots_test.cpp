#include "accounts/project_snapshots.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "accounts/project_settings.h"

namespace leapfrog::accounts {
namespace {

ProjectRow row(ProjectId id, const std::string& token) {
  ProjectRow out;
  out.id = id;
  out.name = token;
  out.api_token = token;
  out.settings = default_settings();
  return out;
}

TEST(ProjectSnapshots, StartsEmptyAndIsReplacedAsAWhole) {
  ProjectSnapshots projects;
  EXPECT_EQ(projects.by_id(1), nullptr);
  EXPECT_TRUE(projects.all().empty());
  projects.replace({row(1, "phc_a"), row(2, "phc_b")});
  ASSERT_NE(projects.by_token("phc_b"), nullptr);
  EXPECT_EQ(projects.by_token("phc_b")->id, 2);
  EXPECT_EQ(projects.all().size(), 2u);
  projects.replace({row(2, "phc_c")});
  EXPECT_EQ(projects.by_id(1), nullptr);
  EXPECT_EQ(projects.by_token("phc_b"), nullptr);
  EXPECT_EQ(projects.by_token("phc_c")->id, 2);
}

// Every snapshot holds one project under a token made of its id, so a mixture of two would show.
TEST(ProjectSnapshots, ReadersSeeOneSnapshotWhileItIsReplaced) {
  ProjectSnapshots projects;
  projects.replace({row(1, "phc_1")});
  std::atomic<bool> done = false;
  std::atomic<int> wrong = 0;
  std::vector<std::jthread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      ProjectId newest = 0;
      do {
        const auto all = projects.all();
        if (all.size() != 1 || all.front()->api_token != "phc_" + std::to_string(all.front()->id)) ++wrong;
        if (all.front()->id < newest) ++wrong;  // never back in time
        newest = all.front()->id;
      } while (!done);
    });
  }
  for (ProjectId id = 2; id <= 300; ++id) {
    projects.replace({row(id, "phc_" + std::to_string(id))});
    EXPECT_NE(projects.by_id(id), nullptr);
  }
  done = true;
  readers.clear();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace leapfrog::accounts
