#include "accounts/project_settings.h"

#include <gtest/gtest.h>

#include <set>

namespace leapfrog::accounts {
namespace {

TEST(ProjectSettings, EveryDefaultPassesItsOwnCheck) {
  std::set<std::string_view> keys;
  for (const auto& field : setting_fields()) {
    EXPECT_TRUE(keys.insert(field.key).second) << field.key;
    const auto& value = default_settings().at(field.key);
    if (value.is_null()) {
      EXPECT_TRUE(field.nullable) << field.key;
    } else {
      EXPECT_EQ(field.check(field.key, value), value) << field.key;
    }
  }
  EXPECT_EQ(default_settings().at("timezone"), "UTC");
  EXPECT_EQ(default_settings().at("autocapture_opt_out"), false);
}

TEST(ProjectSettings, EveryFieldRefusesWhatIsNotItsType) {
  for (const auto& field : setting_fields()) {
    int accepted = 0;
    for (const json::value& value : {json::value(true), json::value(-7), json::value("no such thing"),
                                     json::value(json::array{1}), json::value(json::object{{"a", 1}})}) {
      const auto checked = field.check(field.key, value);
      if (checked) {
        ++accepted;
      } else {
        EXPECT_EQ(checked.error().attr, field.key);
        EXPECT_FALSE(checked.error().detail.empty());
      }
    }
    EXPECT_LE(accepted, 1) << field.key;
    const auto null = changed_settings(default_settings(), {{field.key, nullptr}});
    EXPECT_EQ(null.has_value(), field.nullable) << field.key;
    if (null) continue;
    EXPECT_EQ(null.error().detail, "This field may not be null.");
  }
}

TEST(ProjectSettings, SentencesOfTheChecks) {
  const std::tuple<std::string_view, json::value, std::string_view> cases[] = {
      {"timezone", "Mars/Olympus", "Unknown time zone. Use a name like \"Europe/Berlin\" or \"UTC\"."},
      {"timezone", "../../etc/passwd", "Unknown time zone. Use a name like \"Europe/Berlin\" or \"UTC\"."},
      {"week_start_day", 2, "Must be a whole number from 0 to 1."},
      {"anonymize_ips", "yes", "Must be a valid boolean."},
      {"app_urls", "https://a", "Expected a list of items."},
      {"app_urls", json::array{1}, "Not a valid string."},
      {"test_account_filters", json::array{json::object{}},
       "Every filter needs the \"key\" of the property that it looks at."},
      {"session_recording_sample_rate", "1.5", "Must be a number from 0 to 1."},
      {"session_recording_sample_rate", "nan", "Must be a number from 0 to 1."},
      {"session_recording_retention_period", "2d", "Must be one of: 30d, 90d, 1y, 5y."},
      {"base_currency", "usd", "Use the three capital letters of a currency, for example \"USD\"."},
      {"survey_config", json::array{}, "Must be an object."},
      {"feature_flag_confirmation_message", json::value(std::string(4001, 'x')),
       "Ensure this field has no more than 4000 bytes."},
  };
  for (const auto& [key, value, detail] : cases) {
    const auto result = changed_settings(default_settings(), {{key, value}});
    ASSERT_FALSE(result.has_value()) << key;
    EXPECT_EQ(result.error().detail, detail);
    EXPECT_EQ(result.error().attr, key);
  }
}

TEST(ProjectSettings, TakesWhatIsKnownAndIgnoresTheRest) {
  const auto changed = changed_settings(
      default_settings(),
      {{"timezone", "Europe/Berlin"},
       {"session_recording_sample_rate", 0.5},
       {"test_account_filters", json::array{json::object{{"key", "email"}, {"value", "@us"}}}},
       {"no_such_setting", 1},
       {"api_token", "phc_mine"}});
  ASSERT_TRUE(changed.has_value());
  EXPECT_EQ(changed->at("timezone"), "Europe/Berlin");
  EXPECT_EQ(changed->at("session_recording_sample_rate"), "0.50");
  EXPECT_FALSE(changed->contains("no_such_setting"));
  EXPECT_FALSE(changed->contains("api_token"));
  EXPECT_EQ(changed->size(), setting_fields().size());
}

TEST(ProjectSettings, TogetherTheyAreBounded) {
  json::object large;
  for (int i = 0; i < 100; ++i) large["k" + std::to_string(i)] = std::string(4'000, 'x');
  const auto result = changed_settings(default_settings(), {{"extra_settings", large}});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().detail, "The settings of a project may take 256 KiB together.");
}

TEST(ProjectSettings, OldRowsGetTheDefaultsOfNewSettings) {
  const auto complete = complete_settings({{"timezone", "Asia/Tokyo"}, {"gone", 1}});
  EXPECT_EQ(complete.at("timezone"), "Asia/Tokyo");
  EXPECT_EQ(complete.at("anonymize_ips"), false);
  EXPECT_FALSE(complete.contains("gone"));
}

}  // namespace
}  // namespace leapfrog::accounts
