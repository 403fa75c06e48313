#include "rollouts/progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "http/outbound.h"
#include "storage/meta/rows.h"

namespace leapfrog::rollouts {
namespace {

constexpr seconds look_every{5};

json::array readings_json(std::span<const Reading> readings, const Plan& plan) {
  json::array out;
  for (std::size_t i = 0; i < readings.size(); ++i)
    out.push_back(reading_json(readings[i], plan.guardrails.at(i)));
  return out;
}

// What the present step lets in by each condition.
std::vector<double> present_shares(const Rollout& rollout) {
  return std::vector<double>(rollout.percentages_before.size(), rollout.current().percentage);
}

}  // namespace

Rollouts::Rollouts(const RolloutsParts& parts) : state_(std::make_unique<State>(parts)) {}
Rollouts::~Rollouts() = default;
void Rollouts::start() { state_->start(); }
void Rollouts::stop() { state_->stop(); }
void Rollouts::look() { state_->look(); }

void Rollouts::State::start() {
  thread_ = std::thread([this] { run(); });
}

void Rollouts::State::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Rollouts::State::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    look();
    lock.lock();
    if (!stopping_) wake_.wait_for(lock, look_every);
  }
}

void Rollouts::State::look() {
  const auto running = meta::in_read(parts.database, running_rollouts);
  if (!running) return log_error("Rollouts could not be read", {{"error", running.error().detail}});
  for (const auto& rollout : *running) {
    if (const auto done = look_at(rollout); !done)
      log_warning("A rollout could not be looked at; trying again",
                  {{"rollout", rollout.id}, {"error", done.error().detail}});
  }
}

// Somebody who changes the flag by hand knows better: then the rollout waits for them.
Result<bool> Rollouts::State::still_as_set(Rollout& rollout) {
  const auto share = TRY(parts.flags.release_shares(rollout.project, rollout.flag, rollout.condition));
  const auto why = [&]() -> std::string_view {
    if (!share) return "The flag or its condition is gone.";
    if (!share->active) return "Somebody switched the flag off.";
    if (share->percentages.size() != rollout.percentages_before.size())
      return "Somebody added or removed a condition.";
    if (share->percentages != present_shares(rollout))
      return "Somebody changed the percentage of the condition.";
    if (share->is_mixed || share->group_type != rollout.group_type)
      return "Somebody changed what the condition is about.";
    return "";
  }();
  if (why.empty()) return true;
  TRY(pause(rollout, std::string(why), {}, std::nullopt));
  return false;
}

Result<> Rollouts::State::look_at(Rollout rollout) {
  const auto now = parts.clock.now();
  std::vector<Reading> readings;
  std::int64_t exposed = 0;
  {
    const std::lock_guard lock(changing);
    const auto current = TRY(meta::in_read(parts.database, [&](meta::Connection& connection) {
      return find_rollout(connection, rollout.project, rollout.id);
    }));
    if (!current || current->status != "running") return {};
    rollout = *current;
    if (!TRY(still_as_set(rollout))) return {};
  }
  const auto access = parts.accounts.background_access(rollout.project);
  if (!access) return {};  // the project is being deleted
  const auto asking = TRY(query::Asking::begin(*access, now, parts.engine));
  const auto key = TRY(parts.flags.release_shares(rollout.project, rollout.flag, rollout.condition));
  if (!key) return {};
  const auto people =
      TRY(observe(asking, key->key, rollout.plan, rollout.group_type, rollout.step_started_at));
  for (const auto& each : people) exposed += each.on != 0 ? 1 : 0;
  for (std::size_t i = 0; i < rollout.plan.guardrails.size(); ++i)
    readings.push_back(compare(people, rollout.plan, i, now));

  const std::lock_guard lock(changing);
  const auto current = TRY(meta::in_read(parts.database, [&](meta::Connection& connection) {
    return find_rollout(connection, rollout.project, rollout.id);
  }));
  // While the engine was counting somebody may have gone on, or stopped it.
  if (!current || current->status != "running" || current->step_started_at != rollout.step_started_at)
    return {};
  auto shown = readings_json(readings, rollout.plan);
  TRY(parts.database.write([&](meta::Connection& connection) {
    return insert_look(connection, rollout, {rollout.step, now, shown});
  }));
  const auto decision = decide(rollout, readings, exposed, now);
  switch (decision.kind) {
    case Decision::Kind::wait:
      return {};
    case Decision::Kind::advance:
      return advance(rollout, std::move(shown), std::nullopt);
    case Decision::Kind::finish:
      return finish(rollout, std::move(shown), std::nullopt);
    case Decision::Kind::stop:
      return rollout.plan.rolls_back ? roll_back(rollout, decision.reason, std::move(shown), std::nullopt)
                                     : pause(rollout, decision.reason, std::move(shown), std::nullopt);
  }
  return {};
}

// What happened, who is told of it, and that they are: one or nothing.
Result<> Rollouts::State::save(const Rollout& rollout, std::string what, json::array readings,
                               std::optional<UserId> user) {
  const News news{what,
                  rollout.reason,
                  std::move(readings),
                  parts.clock.now(),
                  user,
                  fmt::format("{}/project/{}/flags/{}", parts.origin, rollout.project, rollout.flag)};
  const auto share = TRY(parts.flags.release_shares(rollout.project, rollout.flag, rollout.condition));
  const auto key = share ? share->key : fmt::format("{}", rollout.flag);
  const auto letters = TRY(addresses(rollout, news));
  const outbox::About about{rollout.project, "rollout", std::to_string(rollout.id)};
  return parts.database.write([&](meta::Connection& connection) -> Result<> {
    TRY(update_rollout(connection, rollout));
    TRY(insert_line(connection, rollout, {news.at, what, rollout.reason, news.readings, user}));
    if (!rollout.plan.webhook.empty())
      TRY(parts.outbox.send(
          connection, about,
          outbox::Webhook{rollout.plan.webhook, webhook_body(news, rollout_json(rollout), key)}));
    for (const auto& to : letters)
      TRY(parts.outbox.send(connection, about, rollout_letter(to, rollout, news, key)));
    return {};
  });
}

// Of those who are still members. What somebody does by hand they need no letter for.
Result<std::vector<std::string>> Rollouts::State::addresses(const Rollout& rollout, const News& news) {
  std::vector<std::string> all;
  if (!is_worth_a_letter(news)) return all;
  const auto project = parts.accounts.by_id(rollout.project);
  for (const auto id : rollout.plan.subscribed_users) {
    if (!project || !TRY(parts.accounts.is_member(*project, id))) continue;
    if (const auto user = TRY(parts.accounts.user(id))) all.push_back(user->email);
  }
  return all;
}

Result<> Rollouts::State::check_receivers(const accounts::ProjectAccess& access, const Plan& plan) {
  if (!plan.webhook.empty()) TRY(http::check_outbound_url(plan.webhook, "webhook"));
  for (const auto id : plan.subscribed_users) {
    if (!TRY(parts.accounts.is_member(access.project(), id)))
      return invalid("Expected a list of ids of people who can see this project.", "subscribed_users");
  }
  return {};
}

Result<Rollout> Rollouts::State::begin(const accounts::ProjectAccess& access, Rollout rollout,
                                       std::optional<std::string>& secret) {
  const auto share = TRY(parts.flags.release_shares(access.id(), rollout.flag, rollout.condition));
  if (!share) return invalid("There is no such flag, or it has no such condition.", "flag", "does_not_exist");
  TRY(check_receivers(access, rollout.plan));
  if (share->is_mixed)
    return invalid(
        "Some conditions are about people, others about groups: they cannot be compared with one another. "
        "Choose one.",
        "condition");
  const auto first = rollout.plan.steps.front().percentage;
  const auto most = std::ranges::max(share->percentages);
  if (share->active && most > first)
    return invalid(
        fmt::format(
            "The condition already lets {:g} % in, more than the first step. Lower it first, or begin "
            "with a larger step: rolling back leads to where the flag is now.",
            most),
        "steps[0].percentage");
  rollout.project = access.id();
  rollout.group_type = share->group_type;
  rollout.percentages_before = share->percentages;
  if (!share->active) std::ranges::fill(rollout.percentages_before, 0);
  rollout.active_before = share->active;
  rollout.created_by = access.who().user.id;
  const std::lock_guard lock(changing);
  rollout.created_at = rollout.step_started_at = parts.clock.now();
  TRY(parts.database.write([&](meta::Connection& connection) -> Result<> {
    TRY(insert_rollout(connection, rollout));
    if (!rollout.plan.webhook.empty())
      secret = TRY(parts.outbox.secret_if_new(connection, rollout.project, rollout.plan.webhook));
    return {};
  }));
  const auto set = parts.flags.set_release_shares(access.id(), rollout.flag, rollout.condition,
                                                  present_shares(rollout), true, &access);
  if (!set) {
    rollout.status = "rolled_back";
    rollout.reason = set.error().detail;
    rollout.finished_at = rollout.created_at;
    TRY(parts.database.write(
        [&](meta::Connection& connection) { return update_rollout(connection, rollout); }));
    return Failure(set.error());
  }
  TRY(save(rollout, "started", {}, rollout.created_by));
  return rollout;
}

Result<> Rollouts::State::pause(Rollout& rollout, std::string reason, json::array readings,
                                std::optional<UserId> user) {
  rollout.status = "paused";
  rollout.reason = std::move(reason);
  return save(rollout, "paused", std::move(readings), user);
}

// The step begins again, and with it the comparison.
Result<> Rollouts::State::resume(Rollout& rollout, UserId user) {
  TRY(parts.flags.set_release_shares(rollout.project, rollout.flag, rollout.condition,
                                     present_shares(rollout), true, nullptr));
  rollout.status = "running";
  rollout.reason = "";
  rollout.step_started_at = parts.clock.now();
  return save(rollout, "resumed", {}, user);
}

Result<> Rollouts::State::advance(Rollout& rollout, json::array readings, std::optional<UserId> user) {
  if (rollout.step + 1 == rollout.plan.steps.size()) return finish(rollout, std::move(readings), user);
  ++rollout.step;
  TRY(parts.flags.set_release_shares(rollout.project, rollout.flag, rollout.condition,
                                     present_shares(rollout), true, nullptr));
  rollout.status = "running";
  rollout.reason = "";
  rollout.step_started_at = parts.clock.now();
  return save(rollout, "advanced", std::move(readings), user);
}

Result<> Rollouts::State::finish(Rollout& rollout, json::array readings, std::optional<UserId> user) {
  rollout.status = "finished";
  rollout.reason = "";
  rollout.finished_at = parts.clock.now();
  return save(rollout, "finished", std::move(readings), user);
}

Result<> Rollouts::State::roll_back(Rollout& rollout, std::string reason, json::array readings,
                                    std::optional<UserId> user) {
  TRY(parts.flags.set_release_shares(rollout.project, rollout.flag, rollout.condition,
                                     rollout.percentages_before, rollout.active_before, nullptr));
  rollout.status = "rolled_back";
  rollout.reason = std::move(reason);
  rollout.finished_at = parts.clock.now();
  return save(rollout, "rolled_back", std::move(readings), user);
}

json::object rollout_json(const Rollout& rollout) {
  return {
      {"id", rollout.id},
      {"flag", rollout.flag},
      {"condition", rollout.condition ? json::value(*rollout.condition) : json::value("all")},
      {"group_type_index", rollout.group_type ? json::value(*rollout.group_type) : json::value()},
      {"plan", plan_json(rollout.plan)},
      {"status", rollout.status},
      {"reason", rollout.reason},
      {"step", rollout.step},
      {"percentage", rollout.current().percentage},
      {"step_started_at", format_iso(rollout.step_started_at)},
      {"percentage_before", std::ranges::max(rollout.percentages_before)},
      {"percentages_before", json::value_from(rollout.percentages_before)},
      {"created_at", format_iso(rollout.created_at)},
      {"finished_at", rollout.finished_at ? json::value(format_iso(*rollout.finished_at)) : json::value()}};
}

}  // namespace leapfrog::rollouts
