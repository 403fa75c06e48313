// The server's certificate and key.
#pragma once

#include "base/result.h"
#include "http/server.h"

namespace boost::asio::ssl {
class context;
}

namespace leapfrog::http {

// Takes the files that the settings name into use. `invalid` when they cannot be read or do not fit together.
Result<> use_certificate(boost::asio::ssl::context& context, const ServerSettings& settings);

}  // namespace leapfrog::http
