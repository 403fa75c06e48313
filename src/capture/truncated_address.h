// Addresses of people whose project does not keep them: what is left tells the country and no household.
#pragma once

#include <string>
#include <string_view>

namespace leapfrog::capture {

// The network of an address: 24 bits of IPv4, 48 of IPv6; "" for what is no address.
std::string truncated_address(std::string_view address);

}  // namespace leapfrog::capture
