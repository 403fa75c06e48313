#include "sharing/answer_cache.h"

namespace leapfrog::sharing {
namespace {

constexpr auto fresh = seconds(60);

// Counts itself among those being computed for as long as it lives.
class Turn {
 public:
  explicit Turn(std::atomic<int>& count) : count_(count), number_(++count) {}
  ~Turn() { --count_; }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  int number() const { return number_; }

 private:
  std::atomic<int>& count_;
  const int number_;
};

}  // namespace

Result<std::shared_ptr<const std::string>> AnswerCache::get(
    const std::string& key, Instant now, const std::function<Result<json::object>()>& compute) {
  if (auto found = find(key, now)) return found;
  const Turn turn(computing_);
  if (turn.number() > max_computing) return unavailable("Other answers are being computed.", 2);
  auto text = std::make_shared<const std::string>(to_text(TRY(compute())));
  keep(key, text, now);
  return text;
}

std::shared_ptr<const std::string> AnswerCache::find(const std::string& key, Instant now) {
  const std::scoped_lock lock(mutex_);
  const Kept* found = kept_.find(key);
  return found && now - found->at <= fresh ? found->text : nullptr;
}

void AnswerCache::keep(const std::string& key, std::shared_ptr<const std::string> text, Instant now) {
  const std::scoped_lock lock(mutex_);
  const auto size = text->size();
  kept_.put(key, {std::move(text), now}, size);
}

}  // namespace leapfrog::sharing
