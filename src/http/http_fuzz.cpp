// Query strings, percent-encoding, cookies and route matching on hostile text.
#include <cstddef>
#include <cstdint>

#include "base/result.h"
#include "http/router.h"

using namespace leapfrog;

namespace {

const http::Router& routes() {
  static const auto router = [] {
    auto out = std::make_unique<http::Router>();
    const http::Handler handler = [](http::Request&) { return http::Response::empty(); };
    for (const auto* pattern :
         {"/", "/a/{id:int}/b", "/a/{name}/b", "/a/{rest...}", "/a/b/c", "/{x}/{y}/{z}"}) {
      out->get(pattern, {}, handler);
    }
    out->post("/a/{id:int}", {}, handler);
    return out;
  }();
  return *router;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  CHECK(http::percent_decode(http::percent_encode(text), true) == text);
  CHECK(http::percent_decode(text, false).size() <= size);
  for (const auto& [name, value] : http::Query::parse(text).pairs())
    CHECK(name.size() + value.size() <= size);
  http::Request request;
  request.headers.add("Cookie", std::string(text));
  CHECK(request.cookie("a").size() <= size);
  for (const auto method : {http::Method::get, http::Method::post, http::Method::head}) {
    const auto match = routes().match(method, text);
    CHECK(match.route == nullptr || match.allowed.empty());
  }
  return 0;
}
