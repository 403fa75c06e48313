// JSON lines on standard error: {"time":…,"level":…,"message":…, fields…}. Never a secret, never an event's
// content.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace leapfrog {

struct LogField {
  LogField(std::string_view field_name, std::string_view text) : name(field_name), value(text) {}
  LogField(std::string_view field_name, const char* text) : name(field_name), value(text) {}
  LogField(std::string_view field_name, long long number)
      : name(field_name), value(std::to_string(number)), quoted(false) {}
  LogField(std::string_view field_name, unsigned long long number)
      : name(field_name), value(std::to_string(number)), quoted(false) {}
  LogField(std::string_view field_name, int number) : LogField(field_name, static_cast<long long>(number)) {}
  LogField(std::string_view field_name, long number) : LogField(field_name, static_cast<long long>(number)) {}
  LogField(std::string_view field_name, unsigned long number)
      : LogField(field_name, static_cast<unsigned long long>(number)) {}
  LogField(std::string_view field_name, double number)
      : name(field_name), value(std::to_string(number)), quoted(false) {}
  std::string_view name;
  std::string value;
  bool quoted = true;
};

// "debug", "info", "warning", "error" or "off".
void set_log_level(std::string_view level);
void log_debug(std::string_view message, std::initializer_list<LogField> fields = {});
void log_info(std::string_view message, std::initializer_list<LogField> fields = {});
void log_warning(std::string_view message, std::initializer_list<LogField> fields = {});
void log_error(std::string_view message, std::initializer_list<LogField> fields = {});

}  // namespace leapfrog
