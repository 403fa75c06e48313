// Rows of messages and of the places that webhooks go to.
#pragma once

#include "outbox/outbox.h"

namespace leapfrog::outbox {

enum class Channel : std::uint8_t { mail, webhook };
std::string_view channel_name(Channel channel);

struct Message {
  std::string id;
  About about;
  Channel channel = Channel::mail;
  std::string target;
  std::string content;
  std::int64_t attempts = 0;
  Instant created_at;
};

// How a try ended: waiting until `next`, or at its end.
struct Ending {
  std::string state;
  std::optional<Instant> next;
  std::string answer;
};

Result<> insert_message(meta::Connection& connection, const Message& message, const Ending& ending);
// Counts the attempt. Of what is finished the content is forgotten.
Result<> record_attempt(meta::Connection& connection, const Message& message, const Ending& ending,
                        Instant now);
// The longest due first.
Result<std::vector<Message>> due_messages(meta::Connection& connection, Channel channel, Instant now,
                                          std::int64_t limit);
Result<std::optional<Instant>> next_due(meta::Connection& connection, Channel channel);
Result<std::int64_t> count_waiting(meta::Connection& connection, std::optional<accounts::ProjectId> project);
Result<> forget_finished(meta::Connection& connection, Instant before);
// Of the whole project, the newest first.
Result<std::vector<std::pair<About, Delivery>>> list_project(meta::Connection& connection,
                                                             accounts::ProjectId project, std::int64_t limit);

struct Destination {
  std::string id;
  accounts::ProjectId project = 0;
  std::string url;
  std::string secret;  // sealed
  std::optional<std::string> previous_secret;
  std::optional<Instant> previous_until;
  Instant created_at;
};
Result<std::optional<Destination>> find_destination(meta::Connection& connection, accounts::ProjectId project,
                                                    std::string_view url);
Result<std::optional<Destination>> find_destination_by_id(meta::Connection& connection,
                                                          accounts::ProjectId project, std::string_view id);
Result<std::vector<Destination>> list_destinations(meta::Connection& connection, accounts::ProjectId project);
// Inserts or replaces.
Result<> store_destination(meta::Connection& connection, const Destination& destination);
Result<> delete_destination(meta::Connection& connection, const Destination& destination);

}  // namespace leapfrog::outbox
