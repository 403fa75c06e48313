// The questions behind receipts, by their hash, so that a receipt alone is enough to ask again.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "query/running/question.h"
#include "storage/meta/database.h"

namespace leapfrog::query {

class QuestionStore {
 public:
  // Of a project; the ones that were asked the longest time ago are forgotten.
  static constexpr std::int64_t max_kept = 10'000;

  explicit QuestionStore(meta::Database& database) : database_(database) {}

  // Thread-safe. Writes only what it has not seen lately.
  Result<> keep(const Question& question, Instant now);
  // The question as it was asked, without wrappers.
  Result<std::optional<json::object>> find(accounts::ProjectId project, const std::string& query_hash);

 private:
  bool seen(const Question& question);

  meta::Database& database_;
  std::mutex mutex_;
  std::set<std::pair<accounts::ProjectId, std::string>> kept_;
};

// In the database of accounts. Migrations 800 to 899.
const std::vector<meta::Migration>& migrations();

}  // namespace leapfrog::query
