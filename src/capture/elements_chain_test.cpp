#include "capture/elements_chain.h"

#include <gtest/gtest.h>

#include <random>

#include "base/random_fixture.h"

namespace leapfrog::capture {
namespace {

TEST(ElementsChain, ReadsWhatPostHogJsWrites) {
  const auto elements = parse_elements_chain(
      R"(a.btn.btn-primary:attr__class="btn btn-primary"attr__href="/buy?a=1"href="/buy?a=1"nth-child="2")"
      R"(nth-of-type="1"text="Buy \"now\"; 5 €";div#x:attr_id="main"nth-child="1"nth-of-type="1";body:nth-child="0")");
  ASSERT_EQ(elements.size(), 3u);
  EXPECT_EQ(elements[0].tag_name, "a");
  EXPECT_EQ(elements[0].classes, (std::vector<std::string>{"btn", "btn-primary"}));
  EXPECT_EQ(elements[0].text, "Buy \"now\"; 5 €");
  EXPECT_EQ(elements[0].href, "/buy?a=1");
  EXPECT_EQ(elements[0].nth_child, 2);
  EXPECT_EQ(elements[0].attributes.at("attr__class"), "btn btn-primary");
  EXPECT_EQ(elements[1].attr_id, "main");
  EXPECT_EQ(elements[2].tag_name, "body");
  EXPECT_FALSE(elements[2].text);
}

TEST(ElementsChain, ClassesMayHoldColons) {
  const auto elements = parse_elements_chain(
      R"(a.hover:x.md:flex:attr__class="md:flex hover:x"nth-child="1";use.w-1:attr__xlink:href="#i"nth-child="1";b.md:x)");
  ASSERT_EQ(elements.size(), 3u);
  EXPECT_EQ(elements[0].classes, (std::vector<std::string>{"hover:x", "md:flex"}));
  EXPECT_EQ(elements[0].nth_child, 1);
  EXPECT_EQ(elements[1].attributes.at("attr__xlink:href"), "#i");
  EXPECT_EQ(elements[1].classes, (std::vector<std::string>{"w-1"}));
  EXPECT_EQ(elements[2].classes, (std::vector<std::string>{"md:x"}));
}

TEST(ElementsChain, WritesTheListForm) {
  const auto list = json::parse(R"([
    {"tag_name":"a","$el_text":"Go","classes":["b","a","c\"d"],"nth_child":2,"nth_of_type":1,"attr__href":"/x",
     "attr__data":"say \"hi\""},
    {"tag_name":"div","attr__class":"wide  box","attr__id":"main"}, 5])");
  EXPECT_EQ(
      to_elements_chain(elements_of(list)),
      R"(a.a.b.cd:attr__data="say \"hi\""attr__href="/x"href="/x"nth-child="2"nth-of-type="1"text="Go";)"
      R"(div.box.wide:attr__class="wide  box"attr__id="main"attr_id="main"nth-child="0"nth-of-type="0")");
  EXPECT_EQ(to_elements_chain(elements_of(json::value("nonsense"))), "");
}

TEST(ElementsChain, GivesTheApisForm) {
  EXPECT_EQ(
      json::serialize(
          elements_json(parse_elements_chain(R"(a.x:href="/"nth-child="1"nth-of-type="2"text="T")"))),
      R"([{"text":"T","tag_name":"a","attr_class":["x"],"href":"/","attr_id":null,"nth_child":1,"nth_of_type":2,)"
      R"("attributes":{},"order":0}])");
  EXPECT_EQ(json::serialize(elements_json(parse_elements_chain("b:"))),
            R"([{"text":null,"tag_name":"b","attr_class":null,"href":null,"attr_id":null,"nth_child":0,)"
            R"("nth_of_type":0,"attributes":{},"order":0}])");
}

TEST(ElementsChain, SurvivesNonsense) {
  for (const auto* chain :
       {"", ";", ";;;", "a", "a.", ".", ":", "a:x", "a:x=\"", "a:x=\"y", "a:\\", "a:=\"\"", "a:x=\"y\"z"}) {
    EXPECT_LE(parse_elements_chain(chain).size(), 1u) << chain;
  }
  std::string many;
  for (int i = 0; i < 500; ++i) many += "a:;";
  EXPECT_EQ(parse_elements_chain(many).size(), 100u);
}

TEST(ElementsChain, CutsLongTexts) {
  Element element;
  element.tag_name = "a";
  element.text = std::string(500, 't');
  element.href = std::string(3000, 'h');
  const auto back = parse_elements_chain(to_elements_chain({element}));
  EXPECT_EQ(back.at(0).text->size(), 400u);
  EXPECT_EQ(back.at(0).href->size(), 2048u);
}

std::string random_text(std::mt19937& random, std::string_view alphabet) {
  std::string text(random() % 8, ' ');
  for (char& c : text) c = alphabet[random() % alphabet.size()];
  return text;
}

TEST(ElementsChain, LeavesOutNamesThatCouldNotBeReadBack) {
  Element element;
  element.tag_name = "a";
  element.attributes = {
      {"=", "1"}, {"attr__a\"b", "2"}, {"attr__a;b", "3"}, {"attr__a=\"b", "4"}, {"attr__xlink:href", "5"}};
  const auto again = parse_elements_chain(to_elements_chain({element}));
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].tag_name, "a");
  EXPECT_EQ(again[0].attributes, (std::map<std::string, std::string>{{"attr__xlink:href", "5"}}));
}

TEST(ElementsChain, RoundTrips) {
  const RandomSeed seed;
  std::mt19937 random(seed);
  constexpr std::string_view any = "ab\"\\;:.= ='x1";
  constexpr std::string_view plain = "abcxyz-_";
  constexpr std::string_view of_classes = "abcx-_:";
  for (int round = 0; round < 3000; ++round) {
    std::vector<Element> elements(1 + random() % 4);
    for (auto& element : elements) {
      element.tag_name = "t" + random_text(random, plain);
      if (random() % 2) element.text = random_text(random, any);
      if (random() % 2) element.href = random_text(random, any);
      if (random() % 2) element.attr_id = random_text(random, any);
      element.nth_child = random() % 9;
      element.nth_of_type = random() % 9;
      for (auto n = random() % 3; n > 0; --n)
        element.classes.push_back("c" + random_text(random, of_classes));
      std::sort(element.classes.begin(), element.classes.end());
      for (auto n = random() % 3; n > 0; --n) {
        element.attributes["attr__" + random_text(random, plain)] = random_text(random, any);
      }
    }
    EXPECT_EQ(parse_elements_chain(to_elements_chain(elements)), elements) << to_elements_chain(elements);
  }
}

}  // namespace
}  // namespace leapfrog::capture
