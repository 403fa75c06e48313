// A picture to draw on: shapes, lines and text with smooth edges, by FreeType, which draws more than letters.
// Coordinates are pixels from the top left.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace leapfrog::pictures {

struct Point {
  double x = 0;
  double y = 0;
};

struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
};
constexpr Colour colour(std::uint32_t rgb) {
  return {static_cast<std::uint8_t>(rgb >> 16U), static_cast<std::uint8_t>(rgb >> 8U),
          static_cast<std::uint8_t>(rgb)};
}

enum class Align : std::uint8_t { left, middle, right };

struct TextStyle {
  double size = 26;  // pixels
  int weight = 400;
  Colour colour;
  Align align = Align::left;
};

class Canvas {
 public:
  // White. Errors: `internal` when the fonts cannot be read.
  static Result<std::unique_ptr<Canvas>> make(int width, int height, const std::string& fonts);
  virtual ~Canvas() = default;

  virtual void fill(std::span<const Point> corners, Colour colour, double opacity) = 0;
  // Through all of the points, with round corners.
  virtual void stroke(std::span<const Point> points, double width, Colour colour) = 0;
  // `at` is on the base line. What no font has is left out.
  virtual void text(Point at, const TextStyle& style, std::string_view text) = 0;
  virtual double text_width(const TextStyle& style, std::string_view text) = 0;
  virtual Result<std::string> png() const = 0;

  int width() const { return width_; }
  int height() const { return height_; }
  void rectangle(Point corner, double width, double height, Colour colour, double opacity = 1);
  void dashed(Point from, Point to, double width, Colour colour);
  // The beginning of the text that fits, with "…" when that is not all.
  std::string fitted(const TextStyle& style, std::string_view text, double width);

 protected:
  Canvas(int width, int height) : width_(width), height_(height) {}

 private:
  int width_;
  int height_;
};

}  // namespace leapfrog::pictures
