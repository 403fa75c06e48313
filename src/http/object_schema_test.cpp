#include "http/object_schema.h"

#include <gtest/gtest.h>

namespace leapfrog::http {
namespace {

TEST(ObjectSchemaTest, DescribesFields) {
  EXPECT_EQ(
      json::serialize(object_schema({{"id", "integer"}, {"at", "string?"}, {"value", "any"}})),
      R"({"type":"object","properties":{"id":{"type":"integer"},"at":{"type":["string","null"]},"value":{}}})");
}

}  // namespace
}  // namespace leapfrog::http
