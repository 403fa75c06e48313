#include "http/multipart.h"

#include <gtest/gtest.h>

namespace leapfrog::http {
namespace {

constexpr std::string_view type = "multipart/form-data; boundary=xyz";

TEST(Multipart, GivesFieldsAndFiles) {
  const auto parts = parse_multipart(type,
                                     "--xyz\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nBeta\r\n"
                                     "--xyz\r\ncontent-disposition: form-data; name=\"csv\"; "
                                     "filename=\"a;b.csv\"\r\nContent-Type: text/csv\r\n\r\nid\r\n1\r\n\r\n"
                                     "--xyz--\r\n");
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->size(), 2u);
  EXPECT_EQ((*parts)[0].name, "name");
  EXPECT_EQ((*parts)[0].content, "Beta");
  EXPECT_EQ((*parts)[0].file_name, "");
  EXPECT_EQ((*parts)[1].file_name, "a;b.csv");
  EXPECT_EQ((*parts)[1].content, "id\r\n1\r\n");
}

TEST(Multipart, ReadsAQuotedBoundaryAndAPreamble) {
  const auto parts = parse_multipart("Multipart/Form-Data; charset=utf-8; boundary=\"a b\"",
                                     "hello\r\n--a b\r\nContent-Disposition: form-data; name=n\r\n\r\n\r\n"
                                     "--a b--");
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->size(), 1u);
  EXPECT_EQ(parts->front().name, "n");
  EXPECT_EQ(parts->front().content, "");
}

TEST(Multipart, RefusesWhatIsBroken) {
  const auto detail = [](std::string_view content_type, std::string_view body) {
    const auto parts = parse_multipart(content_type, body);
    return parts ? std::string("nothing") : parts.error().detail;
  };
  const std::string lead = "Multipart form parse error - ";
  EXPECT_EQ(detail("text/csv", "--xyz--"), lead + "the body is not multipart/form-data.");
  EXPECT_EQ(detail("multipart/form-data", "--xyz--"), lead + "the boundary is missing.");
  EXPECT_EQ(detail(type, ""), lead + "there is no part.");
  EXPECT_EQ(detail(type, "--xyz"), lead + "a part does not begin on a line of its own.");
  EXPECT_EQ(detail(type, "--xyz\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\nno end"),
            lead + "the last part has no end.");
  EXPECT_EQ(detail(type, "--xyz\r\nno headers\r\n--xyz--"), lead + "a part has no headers.");
  EXPECT_EQ(detail(type, "--xyz\r\nContent-Disposition: form-data\r\n\r\nx\r\n--xyz--"),
            lead + "a part has no name.");
  std::string many;
  for (std::size_t i = 0; i <= max_form_parts; ++i)
    many += "--xyz\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\nx\r\n";
  EXPECT_EQ(detail(type, many + "--xyz--"), lead + "there are too many parts.");
}

}  // namespace
}  // namespace leapfrog::http
