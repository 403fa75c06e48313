#include "flags/code_scan.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace leapfrog::flags {
namespace {

std::string found(std::string_view text, std::string_view file) {
  std::string out;
  for (const auto& [key, line, call] : scan_code(text, language_of(file)))
    out += fmt::format("{}:{} ", key, line);
  return out;
}

TEST(CodeScan, FindsCallsInEveryLanguage) {
  EXPECT_EQ(found("if (posthog.isFeatureEnabled('new-cart')) {}\nposthog?.getFeatureFlag<\"a\" | \"b\">(\n  "
                  "`layout`)",
                  "a.ts"),
            "new-cart:1 layout:3 ");
  EXPECT_EQ(found("const on = useFeatureFlagEnabled(\"beta\")\nreturn <PostHogFeature match flag={'gate'} />",
                  "a.tsx"),
            "beta:1 gate:2 ");
  EXPECT_EQ(
      found("<PostHogFeature flag=\"gate\">don't</PostHogFeature>\n{client.getBooleanValue('of', false)}",
            "a.jsx"),
      "gate:1 of:2 ");
  EXPECT_EQ(found("if posthog.feature_enabled('a', user):\n  x = client.get_boolean_value(flag_key='b', "
                  "default_value=False)",
                  "a.py"),
            "a:1 b:2 ");
  EXPECT_EQ(found("on, err := client.IsFeatureEnabled(posthog.FeatureFlagPayload{\n\tDistinctId: "
                  "\"u\",\n\tKey: \"a\",\n})\n"
                  "v, _ := of.BooleanValue(ctx, \"b\", false, ec)",
                  "a.go"),
            "a:3 b:5 ");
  EXPECT_EQ(found("posthog.is_feature_enabled('a', 'u')\nclient.fetch_boolean_value(flag_key: 'b', "
                  "default_value: false)",
                  "a.rb"),
            "a:1 b:2 ");
  EXPECT_EQ(
      found("if (posthog.isFeatureEnabled(user.id(), \"a\")) {}\nclient.getStringValue(\"b\", \"none\");",
            "A.java"),
      "a:1 b:2 ");
  EXPECT_EQ(found("if PostHogSDK.shared.isFeatureEnabled(\"a\") {}", "a.swift"), "a:1 ");
  EXPECT_EQ(found("<?php if (PostHog::isFeatureEnabled('a', $user)) {} # isFeatureEnabled('b')", "a.php"),
            "a:1 ");
}

TEST(CodeScan, LeavesOutWhatIsNoCall) {
  EXPECT_EQ(found("// isFeatureEnabled('a')\n/* getFeatureFlag('b')\n */ const s = \"isFeatureEnabled('c')\"",
                  "a.js"),
            "");
  EXPECT_EQ(
      found("\"\"\"\nfeature_enabled('a')\n\"\"\"\n# feature_enabled('b')\nfeature_enabled('c')", "a.py"),
      "c:5 ");
  EXPECT_EQ(found("isFeatureEnabled(key); isFeatureEnabled(`a-${x}`, 'b'); isFeatureEnabled", "a.js"), "");
  EXPECT_EQ(found("function isFeatureEnabled(key = 'a') {}\ndef feature_enabled(key = 'a')", "a.js"), "");
  EXPECT_EQ(found("get_feature_flag(\"a-#{x}\")", "a.rb"), "");
  EXPECT_EQ(found("isFeatureEnabled('a b')", "a.js"), "");
  EXPECT_EQ(language_of("README"), Language::none);
  EXPECT_EQ(language_of("a.css"), Language::none);
}

TEST(CodeScan, GetsOverAnything) {
  for (const auto* text : {"isFeatureEnabled(", "isFeatureEnabled('", "isFeatureEnabled<", "/*", "`", "'\\",
                           "\"\"\"", "<PostHogFeature flag=", "isFeatureEnabled(((((", "isFeatureEnabled)))"})
    EXPECT_EQ(found(text, "a.ts") + found(text, "a.py"), "") << text;
}

}  // namespace
}  // namespace leapfrog::flags
