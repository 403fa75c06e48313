#include "insights/compare.h"

namespace leapfrog::insights {

void describe(query::Shape& shape, Compare& compare) {
  shape.flag("compare", compare.on);
  shape.text("compare_to", compare.to);
}

}  // namespace leapfrog::insights
