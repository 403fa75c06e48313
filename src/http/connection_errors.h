// What the errors of a connection mean for the one who serves it.
#pragma once

#include <boost/system/error_code.hpp>

namespace leapfrog::http {

// The client is not there any more.
bool is_gone(const boost::system::error_code& error);
// There is nobody to answer, or nothing to be said: gone, ended between requests, silent, or no TLS.
bool ends_quietly(const boost::system::error_code& error);
// The head of a request is beyond its limit.
bool is_too_large_a_head(const boost::system::error_code& error);

}  // namespace leapfrog::http
