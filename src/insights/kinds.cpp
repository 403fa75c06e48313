#include <array>

#include "insights/insights.h"
#include "insights/trends/trends.h"

namespace leapfrog::insights {

std::span<const query::Kind> kinds() {
  static constexpr std::array list = {
      query::Kind{"TrendsQuery", answer_trends, trends_schema},
  };
  return list;
}

}  // namespace leapfrog::insights
