#include "ingestion/pipeline.h"

#include <fmt/format.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "base/scheduling.h"
#include "ingestion/erasure.h"
#include "ingestion/event_insert.h"
#include "ingestion/person_mirror.h"
#include "storage/log/file.h"

namespace leapfrog::ingestion {
namespace {

constexpr milliseconds poll{100};  // how often an idle pipeline looks for edits and its housekeeping
constexpr std::size_t linger_bytes = 16 << 20;  // a batch that large does not wait for more
constexpr std::size_t busy_bytes = 128 << 10;   // in one linger: more will follow, so waiting is worth it
constexpr int most_lingers = 5;
constexpr std::size_t read_bytes = 512 << 10;  // an open batch goes on when so much more has arrived,
constexpr milliseconds look_for_room{10};      // or to see whether it can be handed over now
constexpr milliseconds first_retry{50};
constexpr milliseconds last_retry{5000};

class TwoStagePipeline final : public Pipeline {
 public:
  TwoStagePipeline(PipelineParts parts, PipelineSettings settings, Checkpoint checkpoint)
      : parts_(parts),
        settings_(settings),
        checkpoint_(checkpoint),
        preparation_(parts.preparation),
        committed_(checkpoint.committed),
        batches_(metrics().counter("leapfrog_pipeline_batches_total", "Batches inserted and booked.")),
        rows_(metrics().counter("leapfrog_pipeline_rows_total", "Event rows inserted.")),
        retries_(metrics().counter("leapfrog_pipeline_retries_total", "Inserts tried again.")),
        prepare_seconds_(metrics().histogram("leapfrog_pipeline_prepare_seconds",
                                             "From a batch's first log record until it is handed over.")),
        insert_seconds_(
            metrics().histogram("leapfrog_pipeline_insert_seconds", "Inserting and booking a batch.")) {}

  ~TwoStagePipeline() override { stop(); }

  void on_erasure(ForgetPeople forget) override { forget_ = std::move(forget); }

  void start() override {
    // What is acknowledged can wait in the log; who wants it acknowledged cannot.
    preparing_ = std::thread([this] {
      run_behind();
      prepare_loop();
    });
    inserting_ = std::thread([this] {
      run_behind();
      insert_loop();
    });
  }

  void stop() override {
    {
      const std::scoped_lock lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    if (preparing_.joinable()) preparing_.join();
    if (inserting_.joinable()) inserting_.join();
  }

  log::Lsn committed() const override { return committed_.load(); }
  Progress::OfProject progress(accounts::ProjectId project) const override { return progress_.of(project); }

  bool wait_committed(log::Lsn position, milliseconds at_most) override {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, at_most, [&] { return stopping_ || committed_.load() >= position; }) &&
           committed_.load() >= position;
  }

  std::string stalled() const override {
    const std::scoped_lock lock(mutex_);
    return stalled_;
  }

  // Reads again what no uuid run covers, up to the checkpoint, and counts what waits beyond it. A log that
  // cannot be read stops the pipeline, not the program: events are accepted.
  void recover() {
    if (const auto read = read_again(); !read) unreadable_ = read.error();
  }

 private:
  Result<> read_again() {
    auto& uuids = parts_.preparation.uuids;
    const auto start = std::max(parts_.log.begin(), std::min(uuids.covered_to(), checkpoint_.committed));
    auto reader = parts_.log.read_from(start);
    while (true) {
      const auto record = TRY(reader->next());
      if (!record) return {};
      const bool done_before = record->lsn < checkpoint_.committed;
      if (record->type == static_cast<std::uint8_t>(RecordType::rejection)) {
        const auto rejection = TRY(decode_rejection(record->payload));
        if (!done_before) parts_.waiting.add(rejection.project, rejection.count);
        continue;
      }
      const auto batch = TRY(decode_batch(record->payload));
      if (!done_before) {
        parts_.waiting.add(batch.project, static_cast<std::int64_t>(batch.events.size()));
        continue;
      }
      for (const auto& event : batch.events)
        uuids.insert(UuidKey::of(batch.project, event.uuid), batch.received_at);
    }
  }

  Metrics& metrics() const { return parts_.preparation.metrics; }

  bool stopping() const {
    const std::scoped_lock lock(mutex_);
    return stopping_;
  }

  void note_stall(std::string reason) {
    const std::scoped_lock lock(mutex_);
    stalled_ = std::move(reason);
  }

  // --- The preparing thread
  // -------------------------------------------------------------------------------------

  // Where and when a batch began.
  struct Opened {
    std::chrono::steady_clock::time_point when;
    log::Lsn at;
  };

  void prepare_loop() {
    position_ = checkpoint_.committed;
    if (unreadable_) {
      halt(*unreadable_);
      return;
    }
    reader_ = parts_.log.read_from(position_);
    if (!redo_intent()) return;
    while (!stopping()) {
      settle_committed();
      if (!apply_edits()) return;
      if (!parts_.log.wait_beyond(position_, poll)) {
        keep_house();
        continue;
      }
      if (!prepare_batch()) return;
    }
  }

  // A batch costs the engine as much as a thousand rows or so, now and when its part is merged. So while much
  // arrives, or while another waits to be inserted, a batch stays open: what arrives is prepared at once.
  bool prepare_batch() {
    const Opened opened{std::chrono::steady_clock::now(), position_};
    auto seen = position_;
    for (int lingers = 1; !stopping(); ++lingers) {
      const auto until = std::chrono::steady_clock::now() + settings_.linger;
      while (!is_full() && position_ < opened.at + linger_bytes) {
        if (const auto read = read_to(~log::Lsn{0}); !read) return halt(read.error());
        const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
        if (left <= milliseconds(0) || stopping()) break;
        parts_.log.wait_beyond(position_ + read_bytes, left);
      }
      const bool is_large = is_full() || position_ >= opened.at + linger_bytes;
      if (is_large || lingers == most_lingers || position_ < seen + busy_bytes) break;
      seen = position_;
    }
    while (!is_full() && !stopping() && !has_room()) {
      parts_.log.wait_beyond(position_ + read_bytes, look_for_room);
      if (const auto read = read_to(~log::Lsn{0}); !read) return halt(read.error());
    }
    return finish_batch(opened, "", false);
  }

  bool is_full() const {
    return preparation_.events() >= settings_.batch_events || preparation_.bytes() >= settings_.batch_bytes;
  }

  // Prepares what the log has, to `end` or until the batch is full.
  Result<> read_to(log::Lsn end) {
    while (position_ < end && (end != ~log::Lsn{0} || !is_full())) {
      const auto record = TRY(reader_->next());
      if (!record) return {};
      TRY(preparation_.add(*record));
      position_ = record->end();
    }
    return {};
  }

  // After a crash in the middle of an insert: the same stretch of the log again, without the rows that
  // arrived.
  bool redo_intent() {
    if (!checkpoint_.intent || checkpoint_.intent->from != position_ || checkpoint_.intent->to <= position_)
      return true;
    const auto [from, to, token] = *checkpoint_.intent;
    auto delay = first_retry;
    while (!stopping()) {
      const auto found = parts_.engine.rows(
          "SELECT log_offset FROM events WHERE log_offset >= {from:UInt64} AND log_offset < {to:UInt64}",
          {{"from", std::to_string(from)}, {"to", std::to_string(to)}});
      if (found) {
        std::set<std::uint64_t> offsets;
        for (const auto& row : *found) offsets.insert(row.at(0).to_number<std::uint64_t>());
        log_info("Finishing the batch that was being inserted.",
                 {{"from", from}, {"to", to}, {"rows_present", offsets.size()}});
        preparation_.skip_rows(std::move(offsets));
        const Opened opened{std::chrono::steady_clock::now(), position_};
        if (const auto read = read_to(to); !read) return halt(read.error());
        return finish_batch(opened, token, true);
      }
      wait_to_retry(found.error(), delay);
    }
    return false;
  }

  // Hands over what was prepared. `token` names its insert, "" when it was not begun before. False when that
  // cannot go on.
  bool finish_batch(const Opened& opened, std::string token, bool tried_before) {
    if (position_ == opened.at) return true;
    anything_prepared_ = true;
    if (!wait_for_room()) return false;
    if (token.empty()) token = name_insert(opened.at, position_);
    auto batch = preparation_.take(opened.at, position_, std::move(token));
    if (!batch) return halt(batch.error());
    batch->tried_before = tried_before;
    parts_.preparation.uuids.end_batch(position_, system_clock().now());
    prepare_seconds_.observe(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - opened.when).count());
    return hand_over(*std::move(batch), false);
  }

  // At most one batch waits while one is being inserted, so that people have at most two sealed batches.
  bool has_room() const {
    const std::scoped_lock lock(mutex_);
    return queue_.empty();
  }

  bool wait_for_room() {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || queue_.empty(); });
      if (stopping_) return false;
    }
    settle_committed();
    return true;
  }

  bool hand_over(PreparedBatch batch, bool has_edits) {
    handed_over_.push_back(has_edits);
    const std::scoped_lock lock(mutex_);
    queue_.push_back(std::move(batch));
    ++in_flight_;
    changed_.notify_all();
    return true;
  }

  // What was committed since the last look: only this thread may touch people and uuids.
  void settle_committed() {
    std::size_t done = 0;
    {
      const std::scoped_lock lock(mutex_);
      done = std::exchange(done_, 0);
    }
    if (done == 0) return;
    for (std::size_t i = 0; i < done; ++i) {
      parts_.preparation.persons.committed();
      if (handed_over_.front()) {
        parts_.edits.applied();
        erasures_wait_ = true;
      }
      handed_over_.pop_front();
    }
    keep_house();
  }

  void keep_house() {
    const auto position = committed_.load();
    auto& uuids = parts_.preparation.uuids;
    if (position == position_) uuids.end_batch(position, system_clock().now());
    if (const auto written = uuids.committed(position); !written) {
      log_error("Cannot write a uuid run; the log keeps its segments.", {{"error", written.error().detail}});
    }
    parts_.log.rotate_if_old();
    if (const auto removed = parts_.log.remove_before(std::min(position, uuids.covered_to())); !removed) {
      log_error("Cannot remove consumed segments.", {{"error", removed.error().detail}});
    }
  }

  // Edits of people, and erasures after them, need everything before them committed; under load they get
  // their turn every few batches. After a start the events that may have been replayed come first, so that
  // edits meet the same state again.
  bool apply_edits() {
    constexpr int batches_between_edits = 4;
    if (!parts_.edits.waiting() && !erasures_wait_) return true;
    if (!anything_prepared_ && parts_.log.durable_end() > position_) return true;
    if (++batches_since_edits_ < batches_between_edits && parts_.log.durable_end() > position_) return true;
    batches_since_edits_ = 0;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || in_flight_ == 0; });
      if (stopping_) return false;
    }
    settle_committed();
    if (erasures_wait_) erase();
    if (!parts_.edits.waiting()) return true;
    const auto applied = parts_.preparation.persons.apply_edits();
    if (!applied) return halt(applied.error());
    if (*applied == 0) return true;
    auto batch = preparation_.take(position_, position_, "");
    return batch ? hand_over(*std::move(batch), true) : halt(batch.error());
  }

  void erase() {
    progress_.change_begins(system_clock().now());
    const auto more = work_off_erasures(parts_.engine, parts_.database, forget_, system_clock().now());
    progress_.change_ends();
    if (!more) log_warning("Erasing does not work; trying again.", {{"error", more.error().detail}});
    erasures_wait_ = !more || *more;
  }

  // The log or the database cannot be read: nothing is lost, but nothing moves until somebody looks.
  bool halt(const Error& error) {
    log_error("The pipeline has stopped.", {{"error", error.detail}, {"position", position_}});
    note_stall("The pipeline has stopped: " + error.detail);
    return false;
  }

  // --- The inserting thread
  // --------------------------------------------------------------------------------------

  void insert_loop() {
    while (true) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      auto batch = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      changed_.notify_all();
      const bool edits = batch.from == batch.to;
      const auto now = system_clock().now();
      if (edits) progress_.change_begins(now);
      progress_.batch_begins(batch.worked_off, batch.to, now);
      if (!insert_until_done(batch)) return;
      for (const auto& [project, events] : batch.worked_off) parts_.waiting.add(project, -events);
      batches_.add();
      rows_.add(batch.rows);
      lock.lock();
      committed_ = batch.to;
      progress_.batch_ends(batch.worked_off, batch.to);
      if (edits) progress_.change_ends();
      ++done_;
      --in_flight_;
      stalled_.clear();
      changed_.notify_all();
    }
  }

  bool insert_until_done(PreparedBatch& batch) {
    const auto started = std::chrono::steady_clock::now();
    auto delay = first_retry;
    for (bool tried_before = batch.tried_before;; tried_before = true) {
      const auto done = insert_and_book(batch, tried_before);
      if (done) break;
      retries_.add();
      wait_to_retry(done.error(), delay);
      if (stopping()) return false;
    }
    insert_seconds_.observe(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
    return true;
  }

  Result<> check_room() const {
    if (settings_.engine_disk.empty() ||
        log::free_bytes(settings_.engine_disk) >= settings_.engine_min_free_bytes) {
      return {};
    }
    return unavailable("The disk is almost full: events wait in the log until there is room.", 5);
  }

  Result<> insert_and_book(PreparedBatch& batch, bool tried_before) {
    TRY(check_room());
    if (!batch.event_blocks.empty()) {
      TRY(keep_intent(batch, batch.token));
      TRY(insert_events(parts_.engine, batch));
      if (tried_before) TRY(insert_again_if_dropped(batch));
    }
    TRY(mirror_changes(parts_.engine, batch.people->changes()));
    TRY(parts_.database.write([&](meta::Connection& connection) -> Result<> {
      TRY(batch.people->save(connection));
      TRY(definitions::save(connection, batch.definitions));
      return save_progress(connection, batch.to, batch.ledger, batch.warnings, batch.last_events);
    }));
    return {};
  }

  // An engine that ends after it has recorded a token and before the rows can be seen drops the next try as
  // seen. Our host mends that at its start, a server elsewhere does not. So after more than one try the rows
  // are counted; what is missing then is inserted under a new name.
  Result<> insert_again_if_dropped(PreparedBatch& batch) {
    const auto there = TRY(count_events(parts_.engine, batch));
    if (there >= batch.rows) return {};
    log_error("The engine dropped rows that it does not have; inserting them again.",
              {{"from", batch.from}, {"to", batch.to}, {"rows", batch.rows}, {"there", there}});
    TRY(remove_events(parts_.engine, batch));
    const auto token = name_insert(batch.from, batch.to);
    TRY(keep_intent(batch, token));
    batch.token = token;
    return insert_events(parts_.engine, batch);
  }

  Result<> keep_intent(const PreparedBatch& batch, const std::string& token) {
    return parts_.database.write([&](meta::Connection& connection) {
      return save_intent(connection, {batch.from, batch.to, token});
    });
  }

  // With the time, because a data directory brought back from a copy gives positions again that the engine
  // has seen.
  static std::string name_insert(log::Lsn from, log::Lsn to) {
    return fmt::format("{}-{}-{}", from, to, to_micros(system_clock().now()));
  }

  void wait_to_retry(const Error& error, milliseconds& delay) {
    log_warning("Storing events does not work; trying again.",
                {{"error", error.detail}, {"milliseconds", delay.count()}});
    std::unique_lock lock(mutex_);
    stalled_ = "Events wait in the log: " + error.detail;
    changed_.wait_for(lock, delay, [this] { return stopping_; });
    delay = std::min(delay * 2, last_retry);
  }

  const PipelineParts parts_;
  const PipelineSettings settings_;
  const Checkpoint checkpoint_;
  ForgetPeople forget_;
  Preparation preparation_;

  // The preparing thread's.
  std::unique_ptr<log::Reader> reader_;
  log::Lsn position_ = 0;
  int batches_since_edits_ = 0;
  bool anything_prepared_ = false;
  bool erasures_wait_ = true;        // some may be left from before the start
  std::deque<bool> handed_over_;     // not settled yet, oldest first: whether the batch has edits
  std::optional<Error> unreadable_;  // of the log at the start

  std::atomic<log::Lsn> committed_;
  Progress progress_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<PreparedBatch> queue_;
  std::size_t in_flight_ = 0;
  std::size_t done_ = 0;
  std::string stalled_;
  bool stopping_ = false;

  Counter& batches_;
  Counter& rows_;
  Counter& retries_;
  Histogram& prepare_seconds_;
  Histogram& insert_seconds_;
  std::thread preparing_;
  std::thread inserting_;
};

}  // namespace

Result<std::unique_ptr<Pipeline>> Pipeline::open(PipelineParts parts, PipelineSettings settings) {
  const auto checkpoint = TRY(load_checkpoint(parts.database));
  if (checkpoint.committed > parts.log.durable_end()) {
    return internal_error(fmt::format(
        "The checkpoint ({}) lies beyond the end of the ingest log ({}): was the log removed or replaced?",
        checkpoint.committed, parts.log.durable_end()));
  }
  auto pipeline = std::make_unique<TwoStagePipeline>(parts, settings, checkpoint);
  pipeline->recover();
  return pipeline;
}

}  // namespace leapfrog::ingestion
