#include <algorithm>

#include "demo/demo.h"
#include "demo/object_writer.h"
#include "demo/render.h"

namespace leapfrog::demo {

Result<Totals> generate(const Options& options, std::string_view token, std::size_t batch_size,
                        const std::function<void(const Totals&)>& started,
                        const std::function<bool(Batch)>& emit) {
  const Calendar calendar = TRY(Calendar::create(options.end, options.days));
  const History history = TRY(plan_history(options));
  const Totals totals = totals_of(history);
  started(totals);
  const Renderer renderer(history, calendar, token);
  for (std::size_t from = 0; from < history.actions.size(); from += batch_size) {
    const std::size_t to = std::min(from + batch_size, history.actions.size());
    Batch batch;
    batch.events = to - from;
    {
      ObjectWriter body(batch.body);
      body.text("api_key", token);
      body.boolean("historical_migration", true);
      std::string& events = body.nested("batch");
      events += '[';
      for (std::size_t i = from; i < to; ++i) {
        if (i > from) events += ',';
        renderer.append(events, history.actions[i]);
      }
      events += ']';
    }
    if (!emit(std::move(batch))) break;
  }
  return totals;
}

}  // namespace leapfrog::demo
