// The C functions of libchdb 26.7.3 that the host calls. The npm package ships the library without a header;
// names and signatures were checked against the library by calling them (tests/engine does so on every run).
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {

struct chdb_result;
struct chdb_connection_;
struct chdb_insert_stream_;
using chdb_connection = chdb_connection_*;
using chdb_insert_stream = chdb_insert_stream_*;

// Null on failure. The first call starts the engine; the others must name the same --path.
chdb_connection* chdb_connect(int argc, char** argv);
void chdb_close_conn(chdb_connection* connection);
void chdb_set_signal_handlers_enabled(int enabled);

// A result is never null; it carries either data or an error.
chdb_result* chdb_query_with_params_n(chdb_connection connection, const char* query, std::size_t query_len,
                                      const char* format, std::size_t format_len, const char* const* names,
                                      const std::size_t* name_lens, const char* const* values,
                                      const std::size_t* value_lens, std::size_t count);
chdb_result* chdb_stream_query_with_params_n(chdb_connection connection, const char* query,
                                             std::size_t query_len, const char* format,
                                             std::size_t format_len, const char* const* names,
                                             const std::size_t* name_lens, const char* const* values,
                                             const std::size_t* value_lens, std::size_t count);
// An empty result without an error is the end of the stream.
chdb_result* chdb_stream_fetch_result(chdb_connection connection, chdb_result* stream);
void chdb_stream_cancel_query(chdb_connection connection, chdb_result* stream);
void chdb_destroy_query_result(chdb_result* result);

char* chdb_result_buffer(chdb_result* result);
std::size_t chdb_result_length(chdb_result* result);
const char* chdb_result_error(chdb_result* result);
double chdb_result_elapsed(chdb_result* result);
std::uint64_t chdb_result_rows_read(chdb_result* result);  // rows of the result, not rows read
std::uint64_t chdb_result_bytes_read(chdb_result* result);
std::uint64_t chdb_result_storage_rows_read(chdb_result* result);
std::uint64_t chdb_result_storage_bytes_read(chdb_result* result);
std::uint64_t chdb_result_rows_written(chdb_result* result);
std::uint64_t chdb_result_bytes_written(chdb_result* result);

// The statement goes without its FORMAT clause. A stream is never null.
chdb_insert_stream chdb_stream_insert_with_params_n(chdb_connection connection, const char* query,
                                                    std::size_t query_len, const char* format,
                                                    std::size_t format_len, const char* const* names,
                                                    const std::size_t* name_lens, const char* const* values,
                                                    const std::size_t* value_lens, std::size_t count);
int chdb_stream_append(chdb_insert_stream stream, const void* data, std::size_t len);  // 0 is success
chdb_result* chdb_stream_done(chdb_insert_stream stream);
void chdb_stream_cancel_insert(chdb_insert_stream stream);
const char* chdb_stream_insert_error(chdb_insert_stream stream);
void chdb_destroy_insert_stream(chdb_insert_stream stream);

// What a text would do, from the engine's own parser, without running it.
enum chdb_query_class : std::uint32_t {
  chdb_query_read_only = 0,
  chdb_query_mutating = 1,
  chdb_query_mutating_global = 2,
  chdb_query_control = 3,  // SET, USE, SYSTEM, KILL, ATTACH, INTO OUTFILE, INSERT INTO FUNCTION
  chdb_query_unknown = 4,  // did not parse
};
struct chdb_query_analysis_v1 {
  std::uint32_t struct_size;
  std::uint32_t statement_count;
  std::uint32_t flags;
  std::uint32_t query_class;
};
int chdb_classify_query_n(chdb_connection connection, const char* sql, std::size_t sql_len,
                          const char* target_database, std::size_t target_database_len,
                          chdb_query_analysis_v1* analysis);

}  // extern "C"
