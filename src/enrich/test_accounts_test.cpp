#include "enrich/test_accounts.h"

#include <gtest/gtest.h>

namespace leapfrog::enrich {
namespace {

json::object object(std::string_view text) { return json::parse(std::string(text)).as_object(); }

bool is_test(const std::string& filters, std::string_view properties, std::string_view person) {
  return TestAccountFilters(json::parse(filters)).is_test_account(object(properties), object(person));
}

TEST(TestAccounts, EachOperatorDecides) {
  struct Case {
    const char* filter;  // operator and value
    const char* properties;
    bool kept;
  };
  for (const Case& c : {
           Case{R"("operator":"exact","value":"a")", R"({"k":"a"})", true},
           {R"("operator":"exact","value":"a")", R"({"k":"A"})", false},
           {R"("operator":"exact","value":["a","b"])", R"({"k":"b"})", true},
           {R"("operator":"exact","value":"a")", R"({})", false},
           {R"("value":"a")", R"({"k":"a"})", true},
           {R"("operator":"exact","value":["true"])", R"({"k":true})", true},
           {R"("operator":"exact","value":3)", R"({"k":3})", true},
           {R"("operator":"is_not","value":["a","b"])", R"({"k":"b"})", false},
           {R"("operator":"is_not","value":["a","b"])", R"({"k":"c"})", true},
           {R"("operator":"is_not","value":"a")", R"({})", true},
           {R"("operator":"is_not","value":"a")", R"({"k":null})", true},
           {R"("operator":"icontains","value":"@EXAMPLE.com")", R"({"k":"me@example.com"})", true},
           {R"("operator":"not_icontains","value":"@example.com")", R"({"k":"me@Example.com"})", false},
           {R"("operator":"not_icontains","value":"@example.com")", R"({})", true},
           {R"("operator":"regex","value":"^\\d+$")", R"({"k":"123"})", true},
           {R"("operator":"regex","value":"^\\d+$")", R"({"k":123})", true},
           {R"("operator":"regex","value":"^\\d+$")", R"({"k":"12a"})", false},
           {R"-("operator":"not_regex","value":"^(localhost|127\\.0\\.0\\.1)($|:)")-",
            R"({"k":"localhost:3000"})", false},
           {R"-("operator":"not_regex","value":"^(localhost|127\\.0\\.0\\.1)($|:)")-",
            R"({"k":"app.example"})", true},
           {R"("operator":"not_regex","value":"x")", R"({})", true},
           {R"("operator":"gt","value":"5")", R"({"k":6})", true},
           {R"("operator":"gt","value":5)", R"({"k":5})", false},
           {R"("operator":"gte","value":5)", R"({"k":"5"})", true},
           {R"("operator":"lt","value":5)", R"({"k":4.5})", true},
           {R"("operator":"lte","value":5)", R"({"k":5.5})", false},
           {R"("operator":"lt","value":5)", R"({"k":"four"})", false},
           {R"("operator":"lt","value":5)", R"({})", false},
           {R"("operator":"is_set","value":"is_set")", R"({"k":0})", true},
           {R"("operator":"is_set")", R"({"k":null})", false},
           {R"("operator":"is_not_set")", R"({})", true},
           {R"("operator":"is_not_set")", R"({"k":"x"})", false},
       }) {
    const std::string tail = std::string(c.filter) + "}]";
    EXPECT_EQ(is_test(R"([{"key":"k","type":"event",)" + tail, c.properties, "{}"), !c.kept)
        << tail << c.properties;
    EXPECT_EQ(is_test(R"([{"key":"k","type":"person",)" + tail, "{}", c.properties), !c.kept)
        << tail << c.properties;
  }
}

TEST(TestAccounts, AllFiltersMustHoldForAnEventToCount) {
  const char* filters =
      R"([{"key":"email","type":"person","operator":"not_icontains","value":"@ours.example"},
                            {"key":"$host","operator":"is_not","value":["localhost:8000"]}])";
  EXPECT_FALSE(is_test(filters, R"({"$host":"app.example"})", R"({"email":"a@b.example"})"));
  EXPECT_TRUE(is_test(filters, R"({"$host":"app.example"})", R"({"email":"a@ours.example"})"));
  EXPECT_TRUE(is_test(filters, R"({"$host":"localhost:8000"})", R"({"email":"a@b.example"})"));
}

TEST(TestAccounts, WhatCannotBeEvaluatedIsIgnored) {
  for (const char* filters :
       {"null", "{}", "[]", "[1]", R"([{"key":"id","type":"cohort","value":4}])",
        R"([{"key":"k","type":"event","operator":"is_date_before","value":"-1d"}])",
        R"-([{"key":"k","type":"event","operator":"regex","value":"(?=x)"}])-",
        R"([{"key":"k","type":"event","operator":"gt","value":"many"}])",
        R"([{"key":"k","type":"event","operator":"exact"}])", R"([{"type":"event","value":"x"}])"}) {
    EXPECT_TRUE(TestAccountFilters(json::parse(filters)).empty()) << filters;
    EXPECT_FALSE(is_test(filters, "{}", "{}")) << filters;
  }
}

}  // namespace
}  // namespace leapfrog::enrich
