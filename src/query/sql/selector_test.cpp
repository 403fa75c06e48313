#include "query/sql/selector.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <random>

#include "base/random_fixture.h"
#include "query/sql/naive_selector.h"

namespace leapfrog::query {
namespace {

bool found(std::string_view selector, std::string_view chain) {
  const auto parsed = parse_selector(selector);
  EXPECT_TRUE(parsed) << selector << ": " << (parsed ? "" : parsed.error().detail);
  if (!parsed) return false;
  const re2::RE2 pattern(selector_pattern(*parsed));
  EXPECT_TRUE(pattern.ok()) << pattern.error();
  return re2::RE2::PartialMatch(re2::StringPiece(chain.data(), chain.size()), pattern);
}

std::string refusal(std::string_view selector) {
  const auto parsed = parse_selector(selector);
  EXPECT_FALSE(parsed) << selector;
  if (parsed) return "";
  EXPECT_EQ(parsed.error().attr, "selector");
  return parsed.error().detail;
}

// A click on the icon in a button in a form, as posthog-js writes it.
constexpr std::string_view chain =
    R"(svg.icon:attr__class="icon"nth-child="1"nth-of-type="1";)"
    R"(button.btn.btn-primary.md:flex:attr__class="btn-primary md:flex btn"attr__data-attr="save"attr_id="save-it")"
    R"(nth-child="2"nth-of-type="1"text="Save; a.fake:attr__x=\"1\"";)"
    R"(form:attr__action="/settings"nth-child="3"nth-of-type="1";body:nth-child="2"nth-of-type="1")";

TEST(SelectorTest, PicksByTagClassIdAttributeAndPosition) {
  for (const auto* selector : {"button",
                               "*",
                               "svg",
                               ".btn",
                               ".btn-primary.btn",
                               "button.btn",
                               "#save-it",
                               "button#save-it.btn",
                               "[data-attr=\"save\"]",
                               "[data-attr='save']",
                               "[data-attr=save]",
                               "[data-attr]",
                               "[data-attr^=\"sa\"]",
                               "[data-attr$=\"ve\"]",
                               "[data-attr*=\"av\"]",
                               "[id=\"save-it\"]",
                               "button:nth-child(2)",
                               ":nth-of-type(1)",
                               "button:nth-child( 2 )",
                               ".md\\:flex",
                               ".md\\3a flex",
                               "[class=\"btn-primary md:flex btn\"]",
                               "form"})
    EXPECT_TRUE(found(selector, chain)) << selector;
  for (const auto* selector :
       {"a", "butto", "utton", ".bt", ".tn", ".md", ".flex", "#save", "[data-attr=\"sav\"]", "[data-att]",
        "[data-attr^=\"av\"]", "[data-attr$=\"sa\"]", "button:nth-child(1)", "button:nth-child(22)",
        "svg.btn", "form[data-attr]", "body.icon", "BUTTON"})
    EXPECT_FALSE(found(selector, chain)) << selector;
}

TEST(SelectorTest, CombinatorsFollowTheWayUp) {
  for (const auto* selector :
       {"button > svg", "button>svg", "form > button > svg", "form svg", "body svg", "body > form",
        "body form  .btn", "form .btn > .icon", "* > svg", "body * svg"})
    EXPECT_TRUE(found(selector, chain)) << selector;
  for (const auto* selector : {"form > svg", "svg > button", "svg button", "body > svg", "body > button",
                               "form form", "div svg", "button svg svg", "form > button svg > *"})
    EXPECT_FALSE(found(selector, chain)) << selector;
}

TEST(SelectorTest, TextInsideQuotesIsNoElement) {
  EXPECT_FALSE(found("a", chain));
  EXPECT_FALSE(found(".fake", chain));
  EXPECT_FALSE(found("a.fake", chain));
  EXPECT_FALSE(found("[x]", chain));
  EXPECT_TRUE(found("[title=\"say \\\"hi\\\"\"]", R"(a:attr__title="say \"hi\""nth-child="1")"));
  EXPECT_TRUE(found("[title='a\\\\b']", R"(a:attr__title="a\\b"nth-child="1")"));
  EXPECT_TRUE(found("[title='a\\\\b']", R"(a:attr__title="a\b"nth-child="1")"));
  EXPECT_FALSE(found("[title=\"a.c\"]", R"(a:attr__title="abc"nth-child="1")"));
}

TEST(SelectorTest, ElementsWithoutAttributesCount) {
  EXPECT_TRUE(found("a", "a"));
  EXPECT_TRUE(found("a", "a:"));
  EXPECT_TRUE(found("b a.x", "a.x;b"));
  EXPECT_FALSE(found("a", "ab"));
  EXPECT_FALSE(found("a", ""));
}

TEST(SelectorTest, SaysWhatItDoesNotUnderstand) {
  EXPECT_EQ(refusal(""), "A selector cannot be empty.");
  EXPECT_EQ(refusal("  "), "A selector cannot be empty.");
  EXPECT_EQ(refusal("a >"), "The selector ends too early.");
  EXPECT_EQ(refusal("a."), "The selector ends too early.");
  EXPECT_EQ(refusal("> a"),
            "'> a' at character 1 was not understood. Use tags, .class, #id, [name=\"value\"], "
            ":nth-child(n), blanks and '>'.");
  EXPECT_EQ(refusal("a + b"), "'+' is not supported: what stands beside an element is not captured.");
  EXPECT_EQ(refusal("a ~ b"), "'~' is not supported: what stands beside an element is not captured.");
  EXPECT_EQ(refusal("a, b"), "',' is not supported: write one step of the action for each selector.");
  EXPECT_EQ(refusal("[a=\"b]"), "A quoted value in the selector does not end.");
  EXPECT_EQ(refusal("[a^='']"),
            "An empty value is in every attribute; compare with '=' or name the attribute alone.");
  EXPECT_EQ(refusal("#a#b"), "Two conditions on one attribute of an element are not supported.");
  EXPECT_EQ(refusal("\\110000 "), "An escape in the selector stands for no character.");
  for (const auto* selector : {"a:hover", "a::before", ":nth-child(0)", ":nth-child(2n)", ":nth-child()",
                               "a[b", "a[b=]", "a[b|='c']", "[]", "..a", "a{}", "a!b", "é>>b", ":not(.a)"})
    EXPECT_FALSE(refusal(selector).empty()) << selector;
  EXPECT_EQ(parse_selector(std::string(1001, 'a')).error().code, "max_length");
  std::string parts = "a";
  for (int i = 0; i < 19; ++i) parts += " a";
  EXPECT_TRUE(parse_selector(parts));
  EXPECT_EQ(refusal(parts + " a"), "A selector has at most 20 parts.");
}

// Random elements and selectors over few names, so that most selectors nearly fit.
class RandomCases {
 public:
  explicit RandomCases(std::uint32_t seed) : random_(seed) {}

  std::vector<capture::Element> elements() {
    std::vector<capture::Element> made(1 + below(5));
    for (auto& element : made) {
      element.tag_name = pick({"a", "b", "div", "ab"});
      for (auto n = below(3); n > 0; --n) element.classes.push_back(pick({"x", "y", "x-y", "md:x", "xy"}));
      std::ranges::sort(element.classes);
      if (below(2) == 0) element.attr_id = value();
      if (below(2) == 0) element.text = value();
      if (below(3) == 0) element.href = value();
      for (auto n = below(3); n > 0; --n)
        element.attributes[pick({"attr__k", "attr__kk", "attr__data-k"})] = value();
      element.nth_child = static_cast<int>(below(3));
      element.nth_of_type = static_cast<int>(below(3));
    }
    return made;
  }

  Selector selector() {
    Selector made;
    for (auto n = 1 + below(3); n > 0; --n) {
      Compound compound;
      if (below(3) != 0) compound.tag = pick({"a", "b", "div", "ab"});
      for (auto k = below(3); k > 0; --k)
        compound.classes.push_back(pick({"x", "y", "x-y", "md:x", "xy", "md"}));
      if (below(3) == 0) add(compound, "attr_id");
      if (below(4) == 0) add(compound, pick({"attr__k", "attr__kk", "attr__data-k"}));
      if (below(6) == 0) add(compound, "href");
      if (below(5) == 0)
        compound.attributes.push_back(
            {"nth-child", AttributeCondition::Operation::equals, fmt::format("{}", below(3))});
      std::ranges::sort(compound.classes);
      compound.classes.erase(std::ranges::unique(compound.classes).begin(), compound.classes.end());
      std::ranges::sort(compound.attributes);
      compound.child = !made.empty() && below(2) == 0;
      made.push_back(std::move(compound));
    }
    return made;
  }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }
  std::string pick(std::initializer_list<const char*> list) { return *(list.begin() + below(list.size())); }
  std::string value() { return pick({"v", "w", "vw", "v\"w", "v\\w", "v;a.x:k=\"v\"", "", "ü.*"}); }
  void add(Compound& compound, std::string key) {
    const auto operation = static_cast<AttributeCondition::Operation>(below(5));
    auto text = operation == AttributeCondition::Operation::present ? "" : value();
    if (text.empty() && operation != AttributeCondition::Operation::equals) text = "v";
    if (operation == AttributeCondition::Operation::present) text.clear();
    compound.attributes.push_back({std::move(key), operation, std::move(text)});
  }

  std::mt19937 random_;
};

TEST(SelectorTest, ThePatternPicksWhatTheNaiveMatcherPicks) {
  const RandomSeed seed;
  RandomCases random(seed);
  int picked = 0;
  for (int i = 0; i < 3000; ++i) {
    const auto selector = random.selector();
    const re2::RE2 pattern(selector_pattern(selector));
    ASSERT_TRUE(pattern.ok());
    for (int k = 0; k < 4; ++k) {
      const auto elements = random.elements();
      const auto text = capture::to_elements_chain(elements);
      const bool wanted = naive::picks(selector, elements);
      picked += wanted;
      ASSERT_EQ(re2::RE2::PartialMatch(text, pattern), wanted) << text << "\n" << selector_pattern(selector);
      ASSERT_EQ(naive::picks(selector, capture::parse_elements_chain(text)), wanted) << text;
    }
  }
  EXPECT_GT(picked, 500);  // the cases are not all misses
}

}  // namespace
}  // namespace leapfrog::query
