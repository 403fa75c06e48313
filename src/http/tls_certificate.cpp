#include "http/tls_certificate.h"

#include <fmt/format.h>

#include <boost/asio/ssl/context.hpp>

namespace leapfrog::http {

Result<> use_certificate(boost::asio::ssl::context& context, const ServerSettings& settings) {
  using boost::asio::ssl::context_base;
  boost::system::error_code error;
  context.set_options(context_base::default_workarounds | context_base::no_tlsv1 | context_base::no_tlsv1_1);
  context.use_certificate_chain_file(settings.tls_certificate, error);
  if (!error) context.use_private_key_file(settings.tls_key, context_base::pem, error);
  if (error)
    return invalid(fmt::format("Cannot use the TLS certificate and key: {}.", error.message()), "tls");
  return {};
}

}  // namespace leapfrog::http
