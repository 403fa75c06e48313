#include "http/object_schema.h"

#include <gtest/gtest.h>

namespace leapfrog::http {
namespace {

TEST(ObjectSchemaTest, DescribesFields) {
  EXPECT_EQ(
      json::serialize(object_schema({{"id", "integer"}, {"at", "string?"}, {"value", "any"}})),
      R"({"type":"object","properties":{"id":{"type":"integer"},"at":{"type":["string","null"]},"value":{}}})");
}

TEST(ObjectSchema, NamesOtherSchemasListsAndChoices) {
  EXPECT_EQ(json::serialize(type_schema("Step")), R"({"$ref":"#/components/schemas/Step"})");
  EXPECT_EQ(json::serialize(type_schema("Step[]")),
            R"({"type":"array","items":{"$ref":"#/components/schemas/Step"}})");
  EXPECT_EQ(json::serialize(type_schema("string[]?")),
            R"({"type":["array","null"],"items":{"type":"string"}})");
  EXPECT_EQ(json::serialize(type_schema("on|off")), R"({"type":"string","enum":["on","off"]})");
  EXPECT_EQ(json::serialize(type_schema("Step?")),
            R"({"anyOf":[{"$ref":"#/components/schemas/Step"},{"type":"null"}]})");
  EXPECT_EQ(json::serialize(type_schema("on|off?")),
            R"({"anyOf":[{"type":"string","enum":["on","off"]},{"type":"null"}]})");
}

}  // namespace
}  // namespace leapfrog::http
