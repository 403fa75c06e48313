// What the server answers beside the slices: the web app's pages and files, health, metrics, the OpenAPI
// document.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/metrics.h"
#include "http/router.h"

namespace leapfrog::app {

// The web app: its files, and index.html for every path that is none.
void add_pages(http::Router& router);

// A named part and why it is not ready ("" when it is).
using Readiness = std::function<std::vector<std::pair<std::string, std::string>>()>;
void add_health(http::Router& router, Metrics& metrics, Readiness readiness);

}  // namespace leapfrog::app
