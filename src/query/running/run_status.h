// A question that is being answered, or was: what GET query/{id}/ tells of it.
#pragma once

#include <optional>
#include <string>

#include "query/running/answer.h"

namespace leapfrog::query {

struct RunProgress {
  std::uint64_t rows_read = 0;
  std::uint64_t bytes_read = 0;
  std::uint64_t rows_to_read = 0;  // a guess
  std::uint64_t memory_bytes = 0;
  double seconds = 0;
};

struct RunStatus {
  std::string id;
  accounts::ProjectId project = 0;
  bool complete = false;
  AnswerPtr answer;  // once it is complete, unless there was an error
  std::optional<Error> error;
  Instant asked_at;
  std::optional<Instant> picked_up_at;
  std::optional<Instant> ended_at;
  std::optional<Instant> expires_at;  // when the answer can no longer be fetched
  RunProgress progress;
};

// {id, team_id, query_async, complete, …} as JSON text. `results` is the whole response.
std::string status_text(const RunStatus& status, const std::string& cache_key);
// What people are told of an error: what went wrong inside is for the server's log.
std::string message_of(const Error& error);
// Of the answer that carries it: 200 when complete, 202 before, 4xx or 5xx after an error.
int http_status_of(const RunStatus& status);

}  // namespace leapfrog::query
