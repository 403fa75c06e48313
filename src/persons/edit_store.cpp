#include "persons/edit_store.h"

namespace leapfrog::persons {
namespace {

using meta::Connection;
using meta::Row;

// Outcomes are kept this long for whoever asked and lost the connection; a count, so that no clock is needed.
constexpr std::int64_t kept_outcomes = 10'000;

Result<json::object> object_of(std::string_view text) {
  auto value = TRY(parse_json(text));
  if (!value.is_object()) return internal_error("A stored edit is not a JSON object.");
  return std::move(value.get_object());
}

Result<std::vector<std::string>> texts_of(std::string_view text) {
  const auto list = TRY(parse_json(text));
  if (!list.is_array()) return internal_error("A stored erasure is damaged.");
  std::vector<std::string> texts;
  for (const auto& item : list.get_array())
    if (item.is_string()) texts.emplace_back(item.get_string());
  return texts;
}

Result<std::vector<Uuid>> uuids_of(std::string_view text) {
  std::vector<Uuid> uuids;
  for (const auto& name : TRY(texts_of(text)))
    if (const auto uuid = Uuid::parse(name)) uuids.push_back(*uuid);
  return uuids;
}

Result<std::vector<Erasure>> read_erasures(Connection& connection, int limit) {
  std::vector<Erasure> erasures;
  std::vector<std::pair<std::string, std::string>> lists;
  TRY(connection.query(
      "SELECT id, project_id, with_person, with_events, names, ids FROM erasures WHERE finished_at IS NULL "
      "ORDER BY id LIMIT ?",
      {std::int64_t{limit}}, [&](const Row& row) {
        erasures.push_back(
            {row.integer(0), row.integer(1), {}, {}, row.integer(2) != 0, row.integer(3) != 0});
        lists.emplace_back(row.text(4), row.text(5));
      }));
  for (std::size_t i = 0; i < erasures.size(); ++i) {
    erasures[i].names = TRY(uuids_of(lists[i].first));
    erasures[i].distinct_ids = TRY(texts_of(lists[i].second));
  }
  return erasures;
}

}  // namespace

Result<std::vector<StoredEdit>> read_waiting_edits(Connection& connection, int limit) {
  std::vector<StoredEdit> edits;
  std::vector<std::string> requests;
  TRY(connection.query(
      "SELECT id, project_id, kind, user_id, requested_at, request FROM person_edits WHERE result IS NULL "
      "ORDER BY id LIMIT ?",
      {std::int64_t{limit}}, [&](const Row& row) {
        edits.push_back(
            {row.integer(0), {row.integer(1), row.text(2), {}, row.integer(3)}, from_micros(row.integer(4))});
        requests.push_back(row.text(5));
      }));
  for (std::size_t i = 0; i < edits.size(); ++i) edits[i].edit.request = TRY(object_of(requests[i]));
  return edits;
}

Result<bool> any_waiting_edit(Connection& connection) {
  bool any = false;
  TRY(connection.query("SELECT 1 FROM person_edits WHERE result IS NULL LIMIT 1", {},
                       [&](const Row&) { any = true; }));
  return any;
}

Result<std::int64_t> write_edit(Connection& connection, const Edits::Edit& edit, Instant at) {
  const auto request = json::serialize(edit.request);
  TRY(connection.execute(
      "INSERT INTO person_edits (project_id, kind, request, user_id, requested_at) VALUES (?, ?, ?, ?, ?)",
      {edit.project, std::string_view(edit.kind), std::string_view(request), edit.user, to_micros(at)}));
  return connection.last_insert_id();
}

Result<std::string> read_outcome(Connection& connection, std::int64_t edit) {
  std::string outcome;
  TRY(connection.query("SELECT result FROM person_edits WHERE id = ?", {edit},
                       [&](const Row& row) { outcome = row.text(0); }));
  return outcome;
}

Result<> write_outcome(Connection& connection, const EditOutcome& outcome) {
  TRY(connection.execute("UPDATE person_edits SET result = ?, request = '{}' WHERE id = ?",
                         {std::string_view(outcome.result), outcome.edit}));
  return connection.execute("DELETE FROM person_edits WHERE id <= ? AND result IS NOT NULL",
                            {outcome.edit - kept_outcomes});
}

Result<> write_erasure(Connection& connection, const NewErasure& erasure) {
  json::array names;
  for (const auto& name : erasure.names) names.emplace_back(name.text());
  const auto text = json::serialize(names);
  const auto ids = json::serialize(json::value_from(erasure.distinct_ids));
  const auto person = erasure.person.text();
  return connection.execute(
      "INSERT INTO erasures (uuid, project_id, person, names, with_person, with_events, distinct_ids, "
      "ids, requested_by, requested_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {std::string_view(erasure.uuid), erasure.project, std::string_view(person), std::string_view(text),
       std::int64_t{erasure.with_person}, std::int64_t{erasure.with_events},
       static_cast<std::int64_t>(erasure.distinct_ids.size()), std::string_view(ids),
       erasure.requested_by == 0 ? meta::Value(nullptr) : meta::Value(erasure.requested_by),
       to_micros(erasure.requested_at)});
}

Result<std::vector<Erasure>> waiting_erasures(meta::Database& database, int limit) {
  return store::read(database, [&](Connection& connection) { return read_erasures(connection, limit); });
}

Result<> finish_erasure(Connection& connection, std::int64_t id, std::uint64_t events_removed, Instant at) {
  return connection.execute("UPDATE erasures SET finished_at = ?, events = ?, ids = '[]' WHERE id = ?",
                            {to_micros(at), static_cast<std::int64_t>(events_removed), id});
}

Result<Erased> erased_since(meta::Database& database, ProjectId project, Instant instant) {
  return store::read(database, [&](Connection& connection) -> Result<Erased> {
    Erased erased;
    TRY(
        connection.query("SELECT count(*), coalesce(sum(events), 0) FROM erasures WHERE project_id = ? AND "
                         "(finished_at IS NULL OR finished_at >= ?)",
                         {project, to_micros(instant)}, [&](const meta::Row& row) {
                           erased.people = static_cast<std::uint64_t>(row.integer(0));
                           erased.events = static_cast<std::uint64_t>(row.integer(1));
                         }));
    return erased;
  });
}

}  // namespace leapfrog::persons
