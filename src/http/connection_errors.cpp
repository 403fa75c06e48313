#include "http/connection_errors.h"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>

namespace leapfrog::http {

namespace asio = boost::asio;
namespace beast = boost::beast;

bool is_gone(const boost::system::error_code& error) {
  return error == asio::error::connection_reset || error == asio::error::eof ||
         error == asio::error::broken_pipe || error == asio::error::operation_aborted ||
         error == asio::error::bad_descriptor;
}

bool ends_quietly(const boost::system::error_code& error) {
  return is_gone(error) || error == beast::http::error::end_of_stream || error == beast::error::timeout ||
         error.category() == asio::error::get_ssl_category();
}

bool is_too_large_a_head(const boost::system::error_code& error) {
  return error == beast::http::error::header_limit || error == beast::http::error::buffer_overflow;
}

}  // namespace leapfrog::http
