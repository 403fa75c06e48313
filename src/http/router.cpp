#include "http/router.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "base/result.h"
#include "http/openapi.h"
#include "http/route_pattern.h"

namespace leapfrog::http {
namespace {

using Kind = PatternSegment::Kind;
constexpr std::size_t method_count = static_cast<std::size_t>(Method::other) + 1;

struct Endpoint {
  const Route* route;
  std::vector<std::string> names;  // of the parameters, in order
};

struct Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> integer;
  std::unique_ptr<Node> any;
  std::unique_ptr<Node> rest;  // has no children
  std::array<std::optional<Endpoint>, method_count> endpoints;
};

Node& child(std::unique_ptr<Node>& slot) {
  if (!slot) slot = std::make_unique<Node>();
  return *slot;
}

Node& child_for(Node& node, const PatternSegment& segment) {
  switch (segment.kind) {
    case Kind::literal:
      return child(node.literals[segment.text]);
    case Kind::integer:
      return child(node.integer);
    case Kind::any:
      return child(node.any);
    case Kind::rest:
      return child(node.rest);
  }
  return node;
}

bool is_integer(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Walks the tree in order of precedence and stops at the first endpoint with the method. A path may fit
// several patterns; those without the method only say what is allowed.
class Search {
 public:
  Search(std::vector<std::string_view> segments, Method method)
      : segments_(std::move(segments)), method_(method) {}

  bool visit(const Node& node, std::size_t depth) {
    if (depth == segments_.size()) return arrive(node);
    const auto segment = segments_[depth];
    if (segment.empty()) return false;
    const auto decoded = percent_decode(segment, false);
    if (const auto literal = node.literals.find(decoded); literal != node.literals.end()) {
      if (visit(*literal->second, depth + 1)) return true;
    }
    if (node.integer && is_integer(decoded) && descend(*node.integer, decoded, depth + 1)) return true;
    if (node.any && descend(*node.any, decoded, depth + 1)) return true;
    if (node.rest) {
      values_.push_back(rest_from(depth));
      if (arrive(*node.rest)) return true;
      values_.pop_back();
    }
    return false;
  }

  Router::Match result() && { return std::move(match_); }

 private:
  bool descend(const Node& node, const std::string& value, std::size_t depth) {
    values_.push_back(value);
    if (visit(node, depth)) return true;
    values_.pop_back();
    return false;
  }

  std::string rest_from(std::size_t depth) const {
    std::string text;
    for (auto i = depth; i < segments_.size(); ++i) {
      if (i > depth) text += '/';
      text += percent_decode(segments_[i], false);
    }
    return text;
  }

  const std::optional<Endpoint>& endpoint_of(const Node& node) const {
    const auto& exact = node.endpoints[static_cast<std::size_t>(method_)];
    if (!exact && method_ == Method::head) return node.endpoints[static_cast<std::size_t>(Method::get)];
    return exact;
  }

  bool arrive(const Node& node) {
    for (const auto& endpoint : node.endpoints) {
      if (endpoint && match_.cors == Cors::none) match_.cors = endpoint->route->options.cors;
    }
    const auto& endpoint = endpoint_of(node);
    if (!endpoint) {
      note_allowed(node);
      return false;
    }
    match_.route = endpoint->route;
    match_.cors = endpoint->route->options.cors;
    match_.allowed.clear();
    for (std::size_t i = 0; i < endpoint->names.size(); ++i) {
      match_.params.emplace_back(endpoint->names[i], std::move(values_[i]));
    }
    return true;
  }

  void note_allowed(const Node& node) {
    for (std::size_t i = 0; i < method_count; ++i) {
      if (!node.endpoints[i]) continue;
      allow(static_cast<Method>(i));
      if (static_cast<Method>(i) == Method::get) allow(Method::head);
    }
  }

  void allow(Method method) {
    if (std::find(match_.allowed.begin(), match_.allowed.end(), method) == match_.allowed.end()) {
      match_.allowed.push_back(method);
    }
  }

  std::vector<std::string_view> segments_;
  Method method_;
  std::vector<std::string> values_;
  Router::Match match_;
};

}  // namespace

struct Router::Tree {
  Node root;
  std::vector<std::unique_ptr<Route>> routes;
  std::vector<NamedSchema> schemas;
  Handler fallback;
};

Router::Router() : tree_(std::make_unique<Tree>()) {}
Router::~Router() = default;

void Router::add(Route route) {
  auto* node = &tree_->root;
  Endpoint endpoint{nullptr, {}};
  for (const auto& segment : parse_pattern(route.pattern)) {
    node = &child_for(*node, segment);
    if (segment.kind != Kind::literal) endpoint.names.push_back(segment.text);
  }
  auto& slot = node->endpoints[static_cast<std::size_t>(route.method)];
  CHECK(!slot);
  endpoint.route = tree_->routes.emplace_back(std::make_unique<Route>(std::move(route))).get();
  slot = std::move(endpoint);
}

void Router::get(std::string pattern, RouteDoc doc, Handler handler) {
  add({Method::get, std::move(pattern), std::move(doc), {}, std::move(handler)});
}
void Router::post(std::string pattern, RouteDoc doc, Handler handler) {
  add({Method::post, std::move(pattern), std::move(doc), {}, std::move(handler)});
}
void Router::put(std::string pattern, RouteDoc doc, Handler handler) {
  add({Method::put, std::move(pattern), std::move(doc), {}, std::move(handler)});
}
void Router::patch(std::string pattern, RouteDoc doc, Handler handler) {
  add({Method::patch, std::move(pattern), std::move(doc), {}, std::move(handler)});
}
void Router::del(std::string pattern, RouteDoc doc, Handler handler) {
  add({Method::del, std::move(pattern), std::move(doc), {}, std::move(handler)});
}

void Router::set_fallback(Handler handler) { tree_->fallback = std::move(handler); }

void Router::add_schema(std::string name, json::value schema) {
  for (const auto& [known, value] : tree_->schemas) CHECK(known != name);
  tree_->schemas.emplace_back(std::move(name), std::move(schema));
}

Router::Match Router::match(Method method, std::string_view path) const {
  if (!path.starts_with('/')) return {};
  Search search(split_path(path), method);
  search.visit(tree_->root, 0);
  return std::move(search).result();
}

const Handler* Router::fallback() const { return tree_->fallback ? &tree_->fallback : nullptr; }

const std::vector<std::unique_ptr<Route>>& Router::routes() const { return tree_->routes; }

json::value Router::openapi(std::string_view version) const {
  return openapi_document(tree_->routes, tree_->schemas, version);
}

}  // namespace leapfrog::http
