// Charts on a canvas, one function for each kind.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "pictures/look.h"
#include "pictures/pictures.h"
#include "pictures/scale.h"

namespace leapfrog::pictures {
namespace {

constexpr std::size_t max_rows = 20;
constexpr double row_height = 52;
constexpr double top = 108;  // below the title

const TextStyle title_style{34, 600, ink, Align::left};
const TextStyle small_style{24, 400, ink_3, Align::left};

TextStyle aligned(TextStyle style, Align align) {
  style.align = align;
  return style;
}
TextStyle coloured(TextStyle style, Colour colour) {
  style.colour = colour;
  return style;
}

std::string value_text(const Chart& chart, double value) {
  return chart.percent ? compact(value) + " %" : compact(value);
}

struct Plot {
  double left;
  double right;
  double upper;
  double lower;
  double from;
  double to;
  double y(double value) const { return lower - (value - from) / (to - from) * (lower - upper); }
};

void draw_title(Canvas& canvas, const Chart& chart) {
  canvas.text({edge, 62}, title_style, canvas.fitted(title_style, chart.title, picture_width - 2 * edge));
}

// Names of the series with their colours, in lines; gives where the last one ends.
double draw_legend(Canvas& canvas, const Chart& chart, double y) {
  if (chart.series.size() < 2) return y - 36;
  double x = edge;
  const auto style = coloured(small_style, ink_2);
  for (std::size_t i = 0; i < std::min(chart.series.size(), series_colours.size()); ++i) {
    const auto name = canvas.fitted(style, chart.series[i].name, 420);
    const double width = 34 + canvas.text_width(style, name) + 36;
    if (x + width > picture_width - edge && x > edge) {
      x = edge;
      y += 38;
    }
    canvas.rectangle({x, y - 17}, 20, 20, series_colours.at(i));
    canvas.text({x + 32, y}, style, name);
    x += width;
  }
  return y;
}

// Lines of the grid with their values, and labels of periods below; gives where values go.
Plot draw_axes(Canvas& canvas, const Chart& chart, double smallest, double largest) {
  const double legend = draw_legend(canvas, chart, top + 4);
  const auto marks = ticks(smallest, largest);
  double widest = 0;
  for (const auto mark : marks)
    widest = std::max(widest, canvas.text_width(small_style, value_text(chart, mark)));
  const Plot plot{edge + widest + 20,     picture_width - edge, legend + 44,
                  canvas.height() - 76.0, marks.front(),        marks.back()};
  for (const auto mark : marks) {
    const double y = std::round(plot.y(mark));
    canvas.rectangle({plot.left, y - 1}, plot.right - plot.left, 2, mark == 0 ? axis_colour : line_colour);
    canvas.text({plot.left - 14, y + 9}, aligned(small_style, Align::right), value_text(chart, mark));
  }
  return plot;
}

void draw_period_labels(Canvas& canvas, const Chart& chart, const std::vector<double>& places) {
  double behind = 0;  // nothing is written over something
  double needed = 0;
  for (const auto& label : chart.labels) needed = std::max(needed, canvas.text_width(small_style, label));
  for (std::size_t i = 0; i < places.size(); ++i) {
    const double x = std::clamp(places[i], edge + needed / 2, picture_width - edge - needed / 2);
    if (x - needed / 2 < behind) continue;
    canvas.text({x, canvas.height() - 34.0}, aligned(small_style, Align::middle), chart.labels[i]);
    behind = x + needed / 2 + 30;
  }
}

double at(const Series& series, std::size_t index) {
  return index < series.values.size() && std::isfinite(series.values[index]) ? series.values[index] : 0;
}

std::size_t drawn_series(const Chart& chart) { return std::min(chart.series.size(), series_colours.size()); }

void draw_lines(Canvas& canvas, const Chart& chart) {
  double smallest = 0;
  double largest = 0;
  for (const auto& series : chart.series)
    for (std::size_t i = 0; i < chart.labels.size(); ++i) {
      smallest = std::min(smallest, at(series, i));
      largest = std::max(largest, at(series, i));
    }
  const auto plot = draw_axes(canvas, chart, smallest, largest);
  const auto count = chart.labels.size();
  std::vector<double> places;
  for (std::size_t i = 0; i < count; ++i)
    places.push_back(count == 1 ? (plot.left + plot.right) / 2
                                : plot.left + 12 +
                                      (plot.right - plot.left - 24) * static_cast<double>(i) /
                                          static_cast<double>(count - 1));
  draw_period_labels(canvas, chart, places);
  const auto over = chart.ongoing && count > 1 ? count - 1 : count;
  const auto points_of = [&](const Series& series) {
    std::vector<Point> points;
    for (std::size_t i = 0; i < count; ++i) points.push_back({places[i], plot.y(at(series, i))});
    return points;
  };
  if (over > 1) {
    auto area = points_of(chart.series[0]);
    area.resize(over);
    area.push_back({area.back().x, plot.y(0)});
    area.push_back({area.front().x, plot.y(0)});
    canvas.fill(area, series_colours[0], 0.08);
  }
  for (std::size_t s = drawn_series(chart); s-- > 0;) {
    const auto points = points_of(chart.series[s]);
    canvas.stroke(std::span(points).first(over), 5, series_colours.at(s));
    if (over < count) canvas.dashed(points[over - 1], points[over], 5, series_colours.at(s));
    if (count == 1) canvas.rectangle({points[0].x - 7, points[0].y - 7}, 14, 14, series_colours.at(s));
  }
}

void draw_bars(Canvas& canvas, const Chart& chart) {
  double smallest = 0;
  double largest = 0;
  for (std::size_t i = 0; i < chart.labels.size(); ++i) {
    double above = 0;
    double below = 0;
    for (std::size_t s = 0; s < drawn_series(chart); ++s)
      (at(chart.series[s], i) > 0 ? above : below) += at(chart.series[s], i);
    largest = std::max(largest, above);
    smallest = std::min(smallest, below);
  }
  const auto plot = draw_axes(canvas, chart, smallest, largest);
  const auto count = static_cast<double>(chart.labels.size());
  const double slot = (plot.right - plot.left) / count;
  const double width = std::max(2.0, std::min(96.0, slot * 0.72));
  std::vector<double> places;
  for (std::size_t i = 0; i < chart.labels.size(); ++i) {
    const double x = plot.left + slot * (static_cast<double>(i) + 0.5);
    places.push_back(x);
    const bool open = chart.ongoing && i + 1 == chart.labels.size();
    double above = 0;
    double below = 0;
    for (std::size_t s = 0; s < drawn_series(chart); ++s) {
      auto& base = at(chart.series[s], i) > 0 ? above : below;
      const double from = plot.y(base);
      base += at(chart.series[s], i);
      const double to = plot.y(base);
      if (std::abs(from - to) < 0.5) continue;
      canvas.rectangle({x - width / 2, std::min(from, to)}, width, std::abs(from - to), series_colours.at(s),
                       open ? 0.45 : 1);
    }
  }
  draw_period_labels(canvas, chart, places);
}

void draw_values(Canvas& canvas, const Chart& chart) {
  const auto rows = std::min(chart.labels.size(), max_rows);
  double largest = 0;
  double widest = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    largest = std::max(largest, at(chart.series[0], i));
    widest = std::max(widest, canvas.text_width(small_style, chart.labels[i]));
  }
  const double left = edge + std::min(widest, 380.0) + 24;
  const double room = picture_width - edge - 150 - left;
  for (std::size_t i = 0; i < rows; ++i) {
    const double y = top + row_height * static_cast<double>(i);
    const double value = at(chart.series[0], i);
    const double width = largest == 0 ? 0 : std::max(0.0, value / largest * room);
    const auto style = coloured(small_style, ink_2);
    canvas.text({left - 24, y + 33}, aligned(style, Align::right),
                canvas.fitted(style, chart.labels[i], 380));
    canvas.rectangle({left, y + 8}, std::max(width, 3.0), row_height - 16,
                     chart.series.size() == 1 ? series_colours[0] : series_colours.at(i % 10));
    canvas.text({left + width + 16, y + 33}, coloured(small_style, ink), exact(value));
  }
}

void draw_number(Canvas& canvas, const Chart& chart) {
  canvas.text({edge, 200}, {112, 600, ink, Align::left}, exact(at(chart.series[0], 0)));
  if (!chart.change) return;
  const auto* arrow = *chart.change > 0 ? "↑" : *chart.change < 0 ? "↓" : "";
  const TextStyle style{30, 500, *chart.change > 0 ? good : *chart.change < 0 ? bad : ink_2, Align::left};
  const auto text = fmt::format("{}{:+.1f} %", arrow, *chart.change * 100);
  canvas.text({edge, 258}, style, text);
  canvas.text({edge + canvas.text_width(style, text) + 14, 258}, {30, 400, ink_3, Align::left},
              "from the dates before");
}

void draw_funnel(Canvas& canvas, const Chart& chart) {
  const auto steps = std::min(chart.labels.size(), max_rows);
  const double first = at(chart.series[0], 0);
  const double slot = (picture_width - 2 * edge) / static_cast<double>(steps);
  const double width = std::min(220.0, slot - 24);
  const double lower = canvas.height() - 108.0;
  const double room = lower - top - 56;
  for (std::size_t i = 0; i < steps; ++i) {
    const double x = edge + slot * static_cast<double>(i);
    const double value = at(chart.series[0], i);
    const double part = first == 0 ? 0 : std::min(1.0, value / first);
    canvas.rectangle({x, lower - room}, width, room, sunken);
    canvas.rectangle({x, lower - room * part}, width, room * part, series_colours[0]);
    const TextStyle share{30, 600, ink, Align::left};
    canvas.text({x, lower - room - 16}, share, fmt::format("{:.1f} %", part * 100));
    const auto name = coloured(small_style, ink);
    canvas.text({x, lower + 38}, name, canvas.fitted(name, chart.labels[i], slot - 18));
    canvas.text({x, lower + 72}, small_style, exact(value));
  }
}

void draw_table(Canvas& canvas, const Chart& chart) {
  const auto columns = chart.cells.front().size();
  const double slot = (picture_width - 2 * edge) / (static_cast<double>(columns) + 0.6);
  for (std::size_t r = 0; r < std::min(chart.cells.size(), max_rows + 1); ++r) {
    const double y = top + row_height * static_cast<double>(r);
    for (std::size_t c = 0; c < std::min(columns, chart.cells[r].size()); ++c) {
      const auto style = coloured(small_style, r == 0 ? ink_3 : ink);
      const double left = edge + (c == 0 ? 0 : slot * (static_cast<double>(c) + 0.6));
      const double width = c == 0 ? slot * 1.6 : slot;
      const auto text = canvas.fitted(style, chart.cells[r][c], width - 20);
      if (c == 0)
        canvas.text({left, y + 34}, style, text);
      else
        canvas.text({left + width, y + 34}, aligned(style, Align::right), text);
    }
    canvas.rectangle({edge, y + row_height - 2}, picture_width - 2 * edge, 2, line_colour);
  }
}

int height_of(const Chart& chart) {
  const auto rows = [](std::size_t count) {
    return static_cast<int>(top + row_height * static_cast<double>(std::min(count, max_rows + 1)) + edge);
  };
  switch (chart.kind) {
    case Chart::Kind::number:
      return chart.change ? 300 : 240;
    case Chart::Kind::values:
      return rows(std::min(chart.labels.size(), max_rows));
    case Chart::Kind::table:
      return rows(chart.cells.size());
    default:
      return 600;
  }
}

}  // namespace

Result<std::string> draw_png(const Chart& chart, const std::string& fonts) {
  const bool table = chart.kind == Chart::Kind::table;
  const bool empty = table ? chart.cells.empty() || chart.cells.front().empty()
                           : chart.series.empty() || chart.series[0].values.empty() ||
                                 (chart.labels.empty() && chart.kind != Chart::Kind::number);
  if (empty) return invalid("There is nothing to draw.");
  const auto canvas = TRY(Canvas::make(picture_width, height_of(chart), fonts));
  draw_title(*canvas, chart);
  switch (chart.kind) {
    case Chart::Kind::line:
      draw_lines(*canvas, chart);
      break;
    case Chart::Kind::bars:
      draw_bars(*canvas, chart);
      break;
    case Chart::Kind::values:
      draw_values(*canvas, chart);
      break;
    case Chart::Kind::number:
      draw_number(*canvas, chart);
      break;
    case Chart::Kind::funnel:
      draw_funnel(*canvas, chart);
      break;
    case Chart::Kind::table:
      draw_table(*canvas, chart);
      break;
  }
  return canvas->png();
}

std::string shipped_fonts() {
  std::error_code error;
  return (std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "share/fonts").string();
}

}  // namespace leapfrog::pictures
