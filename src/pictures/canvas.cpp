#include "pictures/canvas.h"

#include <fmt/format.h>
#include <ft2build.h>
#include <png.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include FT_FREETYPE_H
#include FT_MULTIPLE_MASTERS_H
#include FT_OUTLINE_H
#include FT_STROKER_H

namespace leapfrog::pictures {
namespace {

// Inter is cut into files by script; a character is drawn with the first that has it.
constexpr std::array font_files = {"inter-latin.woff2", "inter-latin-ext.woff2", "inter-cyrillic.woff2",
                                   "inter-greek.woff2"};
constexpr double unit = 64;  // FreeType counts in 64ths of a pixel

FT_Pos fixed(double value) { return static_cast<FT_Pos>(std::lround(value * unit)); }

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// The character at `at`, which moves behind it; U+FFFD for what is no UTF-8.
char32_t next_character(std::string_view text, std::size_t& at) {
  const auto first = static_cast<unsigned char>(text[at++]);
  if (first < 0x80) return first;
  const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
  if (more == 0) return 0xFFFD;
  char32_t character = first & (0x3FU >> static_cast<unsigned>(more));
  for (int i = 0; i < more; ++i) {
    if (at >= text.size() || !continues(text[at])) return 0xFFFD;
    character = (character << 6U) | (static_cast<unsigned char>(text[at++]) & 0x3FU);
  }
  return character;
}

class FreeTypeCanvas final : public Canvas {
 public:
  FreeTypeCanvas(int width, int height)
      : Canvas(width, height),
        pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, 255) {}
  FreeTypeCanvas(const FreeTypeCanvas&) = delete;
  FreeTypeCanvas& operator=(const FreeTypeCanvas&) = delete;
  ~FreeTypeCanvas() override {
    if (library_ != nullptr) FT_Done_FreeType(library_);  // and with it the faces
  }

  Result<> open(const std::string& fonts) {
    if (FT_Init_FreeType(&library_) != 0) return internal_error("FreeType does not start.");
    for (const auto* file : font_files) {
      const auto path = fmt::format("{}/{}", fonts, file);
      FT_Face face = nullptr;
      if (FT_New_Face(library_, path.c_str(), 0, &face) != 0)
        return internal_error(fmt::format("The font {} cannot be read.", path));
      faces_.push_back(face);
    }
    return {};
  }

  void fill(std::span<const Point> corners, Colour colour, double opacity) override {
    std::vector<FT_Vector> points;
    for (const auto& corner : corners) points.push_back(vector_of(corner));
    std::vector<char> tags(points.size(), FT_CURVE_TAG_ON);
    auto last = static_cast<short>(points.size() - 1);
    FT_Outline outline{1, static_cast<short>(points.size()), points.data(), tags.data(), &last, 0};
    render(outline, colour, opacity);
  }

  void stroke(std::span<const Point> points, double width, Colour colour) override {
    if (points.size() < 2) return;
    FT_Stroker stroker = nullptr;
    if (FT_Stroker_New(library_, &stroker) != 0) return;
    FT_Stroker_Set(stroker, fixed(width / 2), FT_STROKER_LINECAP_ROUND, FT_STROKER_LINEJOIN_ROUND, 0);
    auto first = vector_of(points.front());
    FT_Stroker_BeginSubPath(stroker, &first, 1);
    for (const auto& point : points.subspan(1)) {
      auto to = vector_of(point);
      FT_Stroker_LineTo(stroker, &to);
    }
    FT_Stroker_EndSubPath(stroker);
    FT_UInt count = 0;
    FT_UInt contours = 0;
    FT_Stroker_GetCounts(stroker, &count, &contours);
    FT_Outline outline{};
    if (FT_Outline_New(library_, count, static_cast<FT_Int>(contours), &outline) == 0) {
      outline.n_points = 0;
      outline.n_contours = 0;
      FT_Stroker_Export(stroker, &outline);
      render(outline, colour, 1);
      FT_Outline_Done(library_, &outline);
    }
    FT_Stroker_Done(stroker);
  }

  void text(Point at, const TextStyle& style, std::string_view text) override {
    double x = at.x;
    if (style.align != Align::left) x -= text_width(style, text) * (style.align == Align::middle ? 0.5 : 1);
    each_glyph(style, text, [&](FT_GlyphSlot glyph) {
      if (glyph->format == FT_GLYPH_FORMAT_OUTLINE) {
        FT_Outline_Translate(&glyph->outline, fixed(x), fixed(height() - at.y));
        render(glyph->outline, style.colour, 1);
      }
      x += static_cast<double>(glyph->linearHoriAdvance) / 65536.0;
    });
  }

  double text_width(const TextStyle& style, std::string_view text) override {
    double width = 0;
    each_glyph(style, text,
               [&](FT_GlyphSlot glyph) { width += static_cast<double>(glyph->linearHoriAdvance) / 65536.0; });
    return width;
  }

  Result<std::string> png() const override {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(width());
    image.height = static_cast<png_uint_32>(height());
    image.format = PNG_FORMAT_RGB;
    png_alloc_size_t size = 0;
    std::string out;
    if (png_image_write_to_memory(&image, nullptr, &size, 0, pixels_.data(), 0, nullptr) == 0)
      return internal_error("The picture cannot be written.");
    out.resize(size);
    if (png_image_write_to_memory(&image, out.data(), &size, 0, pixels_.data(), 0, nullptr) == 0)
      return internal_error("The picture cannot be written.");
    out.resize(size);
    return out;
  }

 private:
  // FreeType's y grows upwards.
  FT_Vector vector_of(Point point) const { return {fixed(point.x), fixed(height() - point.y)}; }

  struct Brush {
    FreeTypeCanvas* canvas;
    Colour colour;
    double opacity;
  };

  void render(FT_Outline& outline, Colour colour, double opacity) {
    Brush brush{this, colour, opacity};
    FT_Raster_Params parameters{};
    parameters.source = &outline;
    parameters.flags = FT_RASTER_FLAG_AA | FT_RASTER_FLAG_DIRECT | FT_RASTER_FLAG_CLIP;
    parameters.gray_spans = &FreeTypeCanvas::paint;
    parameters.user = &brush;
    parameters.clip_box = {0, 0, width(), height()};
    FT_Outline_Render(library_, &outline, &parameters);
  }

  static void paint(int y, int count, const FT_Span* spans, void* user) {
    const auto& brush = *static_cast<const Brush*>(user);
    auto& canvas = *brush.canvas;
    const int row = canvas.height() - 1 - y;
    if (row < 0 || row >= canvas.height()) return;
    const std::array parts = {brush.colour.red, brush.colour.green, brush.colour.blue};
    for (const auto& span : std::span(spans, static_cast<std::size_t>(count))) {
      const double cover = span.coverage / 255.0 * brush.opacity;
      for (int x = std::max<int>(span.x, 0); x < std::min<int>(span.x + span.len, canvas.width()); ++x) {
        auto* pixel =
            &canvas.pixels_[(static_cast<std::size_t>(row) * static_cast<std::size_t>(canvas.width()) +
                             static_cast<std::size_t>(x)) *
                            3];
        for (std::size_t i = 0; i < 3; ++i)
          pixel[i] = static_cast<std::uint8_t>(std::lround(pixel[i] + (parts.at(i) - pixel[i]) * cover));
      }
    }
  }

  FT_Face face_of(char32_t character) const {
    for (auto* face : faces_)
      if (FT_Get_Char_Index(face, character) != 0) return face;
    return nullptr;
  }

  template <class Use>
  void each_glyph(const TextStyle& style, std::string_view text, Use use) {
    for (std::size_t at = 0; at < text.size();) {
      const auto character = next_character(text, at);
      auto* face = face_of(character);
      if (face == nullptr) continue;
      FT_Fixed weight = static_cast<FT_Fixed>(style.weight) << 16;
      FT_Set_Var_Design_Coordinates(face, 1, &weight);
      FT_Set_Char_Size(face, 0, fixed(style.size), 72, 72);
      if (FT_Load_Char(face, character, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) == 0) use(face->glyph);
    }
  }

  FT_Library library_ = nullptr;
  std::vector<FT_Face> faces_;
  std::vector<std::uint8_t> pixels_;  // red, green, blue of each, from the top left
};

}  // namespace

Result<std::unique_ptr<Canvas>> Canvas::make(int width, int height, const std::string& fonts) {
  auto canvas = std::make_unique<FreeTypeCanvas>(width, height);
  TRY(canvas->open(fonts));
  return canvas;
}

void Canvas::rectangle(Point corner, double width, double height, Colour colour, double opacity) {
  const std::array corners = {corner, Point{corner.x + width, corner.y},
                              Point{corner.x + width, corner.y + height}, Point{corner.x, corner.y + height}};
  fill(corners, colour, opacity);
}

void Canvas::dashed(Point from, Point to, double width, Colour colour) {
  constexpr double on = 10;
  constexpr double off = 10;
  const double length = std::hypot(to.x - from.x, to.y - from.y);
  const auto at = [&](double distance) {
    const double part = length == 0 ? 0 : std::min(distance, length) / length;
    return Point{from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part};
  };
  for (double start = 0; start < length; start += on + off) {
    const std::array dash = {at(start), at(start + on)};
    stroke(dash, width, colour);
  }
}

std::string Canvas::fitted(const TextStyle& style, std::string_view text, double width) {
  if (text_width(style, text) <= width) return std::string(text);
  std::string_view left = text;
  while (!left.empty()) {
    do {
      const bool inside = continues(left.back());
      left.remove_suffix(1);
      if (!inside) break;
    } while (!left.empty());
    auto shorter = std::string(left) + "…";
    if (text_width(style, shorter) <= width) return shorter;
  }
  return "…";
}

}  // namespace leapfrog::pictures
