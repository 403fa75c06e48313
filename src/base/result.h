// How a function says "no". Expected failures travel as values (Result, TRY); broken invariants crash
// (CHECK); exceptions of third-party code are caught once, where that code is called.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <utility>

namespace leapfrog {

// What went wrong, as far as a caller has to tell it apart. http/error_response.cpp maps it to a status.
enum class ErrorKind : std::uint8_t {
  invalid,          // the request is wrong; sending it again will not help
  unauthenticated,  // no valid credential
  forbidden,        // a valid credential that may not do this
  not_found,
  method_not_allowed,
  conflict,
  too_large,
  unsupported,  // media type or encoding
  throttled,    // come back after retry_after_s
  unavailable,  // a part we need is down; come back after retry_after_s
  timeout,
  internal,  // our fault
};

struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string code;    // stable, for programs: "not_found", "required", "throttled"
  std::string detail;  // one sentence, for people: what happened and how to mend it
  std::string attr;    // the field it is about, "" when none
  int retry_after_s = 0;
};

template <class T = void>
using Result = std::expected<T, Error>;
using Failure = std::unexpected<Error>;

inline Failure invalid(std::string detail, std::string attr = "", std::string code = "invalid_input") {
  return Failure(Error{ErrorKind::invalid, std::move(code), std::move(detail), std::move(attr)});
}
inline Failure not_found(std::string detail = "Not found.") {
  return Failure(Error{ErrorKind::not_found, "not_found", std::move(detail), ""});
}
inline Failure internal_error(std::string detail) {
  return Failure(Error{ErrorKind::internal, "error", std::move(detail), ""});
}
inline Failure unavailable(std::string detail, int retry_after_s) {
  return Failure(Error{ErrorKind::unavailable, "unavailable", std::move(detail), "", retry_after_s});
}
inline Failure failure(ErrorKind kind, std::string code, std::string detail, std::string attr = "") {
  return Failure(Error{kind, std::move(code), std::move(detail), std::move(attr)});
}

// Prints the message and a stack, then aborts. For what can only be our own mistake.
[[noreturn]] void crash(const char* file, int line, const char* expression);

}  // namespace leapfrog

// TRY(expression) gives the value, or returns the error from the enclosing function. The counter keeps a TRY
// inside the expression of another from shadowing it.
#define TRY(...) LEAPFROG_TRY_COUNTED(__COUNTER__, __VA_ARGS__)
#define LEAPFROG_TRY_COUNTED(counter, ...) LEAPFROG_TRY_NAMED(counter, __VA_ARGS__)
#define LEAPFROG_TRY_NAMED(counter, ...)                                                        \
  __extension__({                                                                               \
    auto try_result_##counter = (__VA_ARGS__);                                                  \
    if (!try_result_##counter) return std::unexpected(std::move(try_result_##counter).error()); \
    ::leapfrog::detail::take(std::move(try_result_##counter));                                  \
  })

#define CHECK(expression) \
  ((expression) ? static_cast<void>(0) : ::leapfrog::crash(__FILE__, __LINE__, #expression))

namespace leapfrog::detail {
inline void take(std::expected<void, Error>&&) {}
template <class T>
T take(std::expected<T, Error>&& result) {
  return *std::move(result);
}
}  // namespace leapfrog::detail
