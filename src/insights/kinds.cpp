#include <array>

#include "insights/funnels/funnels.h"
#include "insights/insights.h"
#include "insights/trends/trends.h"

namespace leapfrog::insights {

std::span<const query::Kind> kinds() {
  static constexpr std::array list = {
      query::Kind{"FunnelsQuery", answer_funnels, funnels_schema},
      query::Kind{"TrendsQuery", answer_trends, trends_schema},
  };
  return list;
}

}  // namespace leapfrog::insights
