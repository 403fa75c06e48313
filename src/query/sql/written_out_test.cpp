#include "query/sql/written_out.h"

#include <gtest/gtest.h>

namespace leapfrog::query {
namespace {

TEST(WrittenOut, PutsValuesInTheirPlaces) {
  Bindings bindings;
  const auto text = bindings.text("it's");
  const auto list = bindings.numbers({1, 2});
  EXPECT_EQ(written_out("a = " + text + " AND has(" + list + ", b)", bindings.parameters()),
            "a = 'it\\'s' AND has(CAST([1,2], 'Array(Int64)'), b)");
}

TEST(WrittenOut, LeavesValuesAloneThatLookLikePlaces) {
  Bindings bindings;
  const auto first = bindings.text("{p1:String}");
  const auto second = bindings.text("' OR 1 = 1 --");
  EXPECT_EQ(written_out(first + " = " + second, bindings.parameters()), "'{p1:String}' = '\\' OR 1 = 1 --'");
  EXPECT_EQ(written_out("{filters} {p9:String} {", bindings.parameters()), "{filters} {p9:String} {");
}

}  // namespace
}  // namespace leapfrog::query
