#include "http/pagination.h"

#include <gtest/gtest.h>

namespace leapfrog::http {
namespace {

Request asking(std::string_view query) {
  Request request;
  request.path = "/api/projects/1/persons/";
  request.host = "example.com";
  request.secure = true;
  request.query = Query::parse(query);
  return request;
}

TEST(Pagination, ReadsLimitAndOffset) {
  const auto page = parse_page(asking("limit=5&offset=10"));
  ASSERT_TRUE(page.has_value());
  EXPECT_EQ(page->limit, 5);
  EXPECT_EQ(page->offset, 10);
  EXPECT_EQ(parse_page(asking(""), {20, 50})->limit, 20);
  EXPECT_EQ(parse_page(asking("limit=5000"), {20, 50})->limit, 50);
}

TEST(Pagination, RefusesWhatIsNotAWholeNumber) {
  for (const auto* query : {"limit=0", "limit=x", "limit=5x", "limit=-1", "limit=99999999999999999999"}) {
    const auto page = parse_page(asking(query));
    ASSERT_FALSE(page.has_value()) << query;
    EXPECT_EQ(page.error().attr, "limit");
    EXPECT_EQ(page.error().detail, "Expected a whole number of at least 1.");
  }
  const auto page = parse_page(asking("offset=-1"));
  ASSERT_FALSE(page.has_value());
  EXPECT_EQ(page.error().attr, "offset");
  EXPECT_EQ(page.error().detail, "Expected a whole number of at least 0.");
}

TEST(Pagination, LinksKeepTheOtherParametersButNoKey) {
  const auto request = asking("search=a%20b%26c&limit=10&offset=10&personal_api_key=phx_1");
  const auto first = page_json(request, {10, 10}, 25, {});
  EXPECT_EQ(first.at("count"), 25);
  EXPECT_EQ(first.at("next"),
            "https://example.com/api/projects/1/persons/?search=a%20b%26c&limit=10&offset=20");
  EXPECT_EQ(first.at("previous"), "https://example.com/api/projects/1/persons/?search=a%20b%26c&limit=10");
  const auto last = page_json(request, {10, 0}, 10, {1, 2});
  EXPECT_TRUE(last.at("next").is_null());
  EXPECT_TRUE(last.at("previous").is_null());
  EXPECT_EQ(last.at("results"), (json::array{1, 2}));
}

TEST(Pagination, UncountedListsHaveNoCount) {
  const auto page = uncounted_page_json(asking("offset=3"), {10, 3}, true, {});
  EXPECT_FALSE(page.contains("count"));
  EXPECT_EQ(page.at("next"), "https://example.com/api/projects/1/persons/?limit=10&offset=13");
  EXPECT_EQ(page.at("previous"), "https://example.com/api/projects/1/persons/?limit=10");
}

}  // namespace
}  // namespace leapfrog::http
