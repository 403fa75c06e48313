#include "pictures/pictures.h"

#include <gtest/gtest.h>
#include <png.h>

#include <cmath>
#include <fstream>
#include <limits>

#include "pictures/look.h"
#include "pictures/scale.h"

namespace leapfrog::pictures {
namespace {

struct Picture {
  unsigned width = 0;
  unsigned height = 0;
  std::vector<std::uint8_t> pixels;

  std::size_t count(Colour wanted) const {
    std::size_t found = 0;
    for (std::size_t i = 0; i < pixels.size(); i += 3)
      found +=
          pixels[i] == wanted.red && pixels[i + 1] == wanted.green && pixels[i + 2] == wanted.blue ? 1 : 0;
    return found;
  }
};

Picture drawn(const Chart& chart, const char* name) {
  const auto png = draw_png(chart, shipped_fonts());
  EXPECT_TRUE(png) << png.error().detail;
  if (!png) return {};
  // To be looked at: LEAPFROG_PICTURES=directory.
  if (const auto* directory = std::getenv("LEAPFROG_PICTURES"))
    std::ofstream(std::string(directory) + "/" + name + ".png", std::ios::binary) << *png;
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  EXPECT_NE(png_image_begin_read_from_memory(&image, png->data(), png->size()), 0);
  image.format = PNG_FORMAT_RGB;
  Picture picture{image.width, image.height, std::vector<std::uint8_t>(PNG_IMAGE_SIZE(image))};
  EXPECT_NE(png_image_finish_read(&image, nullptr, picture.pixels.data(), 0, nullptr), 0);
  return picture;
}

Chart trend() {
  Chart chart;
  chart.title = "Größe der Καρδιά и Привет";
  for (int i = 1; i <= 28; ++i) chart.labels.push_back(std::to_string(i) + " Nov");
  chart.series = {{"Signed up", {}}, {"Paid", {}}};
  for (int i = 0; i < 28; ++i) {
    chart.series[0].values.push_back(1200 + 400 * std::sin(i));
    chart.series[1].values.push_back(300 + 10 * i);
  }
  return chart;
}

TEST(Pictures, LinesHaveTheColoursOfTheirSeries) {
  auto chart = trend();
  const auto whole = drawn(chart, "line");
  EXPECT_EQ(whole.width, 1260U);
  EXPECT_GT(whole.count(series_colours[0]), 3'000U);
  EXPECT_GT(whole.count(series_colours[1]), 2'000U);
  EXPECT_EQ(whole.count(series_colours[2]), 0U);
  chart.ongoing = true;
  EXPECT_LT(drawn(chart, "line-ongoing").count(series_colours[0]), whole.count(series_colours[0]));
}

// The bar of twice the value is twice as high, so has twice the pixels.
TEST(Pictures, BarsAreAsHighAsTheirValues) {
  Chart chart;
  chart.kind = Chart::Kind::bars;
  chart.title = "Bars";
  chart.labels = {"a", "b"};
  chart.series = {{"one", {100, 0}}, {"two", {0, 200}}};
  const auto picture = drawn(chart, "bars");
  const auto legend = 400.0;  // the squares before the names
  const auto one = static_cast<double>(picture.count(series_colours[0])) - legend;
  const auto two = static_cast<double>(picture.count(series_colours[1])) - legend;
  EXPECT_NEAR(two / one, 2, 0.05);
}

TEST(Pictures, FunnelsShowShares) {
  Chart chart;
  chart.kind = Chart::Kind::funnel;
  chart.title = "Checkout";
  chart.labels = {"Opened the page", "Put something in the basket that has a very long name", "Paid"};
  chart.series = {{"Count", {2000, 1000, 250}}};
  const auto picture = drawn(chart, "funnel");
  const auto filled = static_cast<double>(picture.count(series_colours[0]));
  const auto all = filled + static_cast<double>(picture.count(sunken));
  EXPECT_NEAR(filled / all, (1 + 0.5 + 0.125) / 3, 0.01);
}

TEST(Pictures, OtherKindsAreDrawn) {
  Chart chart;
  chart.kind = Chart::Kind::number;
  chart.title = "Revenue";
  chart.series = {{"Value", {1234567.5}}};
  chart.change = -0.125;
  EXPECT_GT(drawn(chart, "number").count(bad), 100U);
  chart.kind = Chart::Kind::values;
  chart.labels = {"Germany", "France", "Österreich"};
  chart.series = {{"Value", {10, 5, 0}}};
  EXPECT_GT(drawn(chart, "values").count(series_colours[0]), 10'000U);
  chart.kind = Chart::Kind::table;
  chart.cells = {{"", "20 Nov", "Change"}, {"Paid", "1,250", "+25.0 %"}, {"Signed up", "3", "–"}};
  EXPECT_GT(drawn(chart, "table").count(ink), 300U);
}

TEST(Pictures, OddValuesAreDrawnToo) {
  Chart chart;
  chart.title = std::string("\xff\xfe broken", 9) + std::string(500, 'w');
  chart.labels = {"one"};
  chart.series = {{"a", {std::nan("")}}, {"b", {-5}}, {"c", {}}};
  for (const auto kind : {Chart::Kind::line, Chart::Kind::bars, Chart::Kind::values, Chart::Kind::number,
                          Chart::Kind::funnel}) {
    chart.kind = kind;
    EXPECT_GT(drawn(chart, "odd").height, 0U);
  }
  chart.series = {{"a", {1e300, -1e300}}};
  chart.labels = {"one", "two"};
  chart.kind = Chart::Kind::line;
  EXPECT_GT(drawn(chart, "huge").height, 0U);
  EXPECT_EQ(draw_png(Chart{}, shipped_fonts()).error().detail, "There is nothing to draw.");
  EXPECT_FALSE(draw_png(chart, "/nowhere"));
}

TEST(PictureScale, TicksAreRoundAndCoverTheValues) {
  EXPECT_EQ(ticks(0, 97), (std::vector<double>{0, 50, 100}));
  EXPECT_EQ(ticks(0, 0), (std::vector<double>{0, 0.5, 1}));
  EXPECT_EQ(ticks(-3, 4), (std::vector<double>{-4, -2, 0, 2, 4}));
  for (double size = 1e-6; size < 1e15; size *= 1.37) {
    const auto all = ticks(0, size);
    EXPECT_GE(all.back(), size * 0.999999);
    EXPECT_GE(all.size(), 2U);
    EXPECT_LE(all.size(), 7U);
  }
  EXPECT_EQ(ticks(0, std::numeric_limits<double>::infinity()), (std::vector<double>{0, 1}));
}

TEST(PictureScale, NumbersAreAsPeopleReadThem) {
  EXPECT_EQ(compact(12'400), "12.4k");
  EXPECT_EQ(compact(-1'500'000), "-1.5M");
  EXPECT_EQ(compact(0.25), "0.25");
  EXPECT_EQ(compact(0), "0");
  EXPECT_EQ(exact(1'234'567.5), "1,234,567.5");
  EXPECT_EQ(exact(-12), "-12");
}

}  // namespace
}  // namespace leapfrog::pictures
