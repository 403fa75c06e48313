// Numbers as tables of text, HTML and JSON.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "mail/mail.h"
#include "subscriptions/numbers.h"

namespace leapfrog::subscriptions {
namespace {

using Kind = Column::Kind;

constexpr std::size_t max_cell_characters = 60;

// At most two decimals, thousands apart.
std::string number_text(double value) {
  if (!std::isfinite(value)) return "–";
  auto text = fmt::format("{:.2f}", std::abs(value));
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  const auto whole = std::min(text.find('.'), text.size());
  for (auto at = static_cast<std::ptrdiff_t>(whole) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return (value < 0 && text != "0" ? "-" : "") + text;
}

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return !continues(c); }));
}

std::string shortened(std::string_view text) {
  if (width_of(text) <= max_cell_characters) return std::string(text);
  std::size_t end = 0;
  for (std::size_t seen = 0; end < text.size(); ++end)
    if (!continues(text[end]) && seen++ == max_cell_characters - 1) break;
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace

std::string cell_text(const Column& column, const json::value& cell) {
  if (cell.is_null()) return "–";
  if (!cell.is_number()) return shortened(cell.is_string() ? std::string(cell.get_string()) : to_text(cell));
  const auto value = cell.to_number<double>();
  if (column.kind == Kind::share) return fmt::format("{:.1f} %", value * 100);
  if (column.kind == Kind::change) return fmt::format("{:+.1f} %", value * 100);
  return number_text(value);
}

std::string text_table(const Numbers& numbers) {
  std::vector<std::vector<std::string>> lines(1);
  for (const auto& column : numbers.columns) lines[0].push_back(column.name);
  for (const auto& row : numbers.rows) {
    auto& line = lines.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) line.push_back(cell_text(numbers.columns[i], row[i]));
  }
  std::vector<std::size_t> widths(numbers.columns.size());
  for (const auto& line : lines)
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], width_of(line[i]));
  std::string out;
  for (const auto& line : lines) {
    std::string written;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::string space(widths[i] - width_of(line[i]), ' ');
      const bool right = numbers.columns[i].kind != Kind::text;
      written += (i == 0 ? "" : "  ") + (right ? space + line[i] : line[i] + space);
    }
    while (written.ends_with(' ')) written.pop_back();
    out += written + "\n";
  }
  if (numbers.left_out > 0) out += fmt::format("and {} more\n", numbers.left_out);
  return out;
}

std::string html_table(const Numbers& numbers) {
  if (numbers.rows.empty()) return "";
  constexpr std::string_view cell_style = "padding:6px 10px;border-bottom:1px solid #e6ebe8;text-align:{}";
  const auto align = [](const Column& column) { return column.kind == Kind::text ? "left" : "right"; };
  std::string out =
      "<table style=\"width:100%;border-collapse:collapse;margin:0 0 8px;font-size:13px;line-height:18px;"
      "color:#1f2a24;font-variant-numeric:tabular-nums\"><tr>";
  for (const auto& column : numbers.columns)
    out += fmt::format("<th style=\"{};font-weight:500;color:#5c6b63\">{}</th>",
                       fmt::format(fmt::runtime(cell_style), align(column)), mail::escape_html(column.name));
  out += "</tr>";
  for (const auto& row : numbers.rows) {
    out += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto& column = numbers.columns[i];
      out += fmt::format("<td style=\"{}\">{}</td>", fmt::format(fmt::runtime(cell_style), align(column)),
                         mail::escape_html(cell_text(column, row[i])));
    }
    out += "</tr>";
  }
  out += "</table>";
  if (numbers.left_out > 0)
    out += fmt::format("<p style=\"margin:0 0 8px;font-size:12px;color:#5c6b63\">and {} more</p>",
                       numbers.left_out);
  return out;
}

json::object numbers_json(const Numbers& numbers) {
  json::array columns;
  json::array rows;
  for (const auto& column : numbers.columns) columns.emplace_back(column.name);
  for (const auto& row : numbers.rows) rows.emplace_back(row);
  return {{"columns", std::move(columns)}, {"rows", std::move(rows)}};
}

}  // namespace leapfrog::subscriptions
