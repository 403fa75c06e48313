// What the steps fit right now: how many events of how many people, day by day, and the latest of them.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { errorText } from "@/app/client";
import { Sparkline } from "@/charts/sparkline";
import { useProject } from "@/features/accounts/api";
import { eventName } from "@/features/definitions/names";
import { EventIcon } from "@/features/events/event-icon";
import { compactNumber, exactNumber } from "@/ui/numbers";
import { Card } from "@/ui/page";
import { Skeleton } from "@/ui/states";
import { Time } from "@/ui/time";
import { previewQuery, type Step } from "./api";
import { asksNothing, finished } from "./words";

export const useMatches = (steps: readonly Step[]) => {
  const project = useProject();
  const asked = steps.map(finished).filter((step) => !asksNothing(step));
  return useQuery({ ...previewQuery(project.id, asked), enabled: asked.length > 0 });
};

export function Matches({ steps }: { steps: readonly Step[] }) {
  const project = useProject();
  const found = useMatches(steps);
  const asks = steps.some((step) => !asksNothing(finished(step)));
  const data = asks ? found.data : undefined;
  return (
    <Card className="overflow-clip">
      <h2 className="px-4 pt-3 text-sm font-semibold">What it fits</h2>
      {!asks ? (
        <p className="px-4 pt-1 pb-4 text-sm text-ink-2">Choose an event or a condition, and see here what fits.</p>
      ) : found.error ? (
        <p className="px-4 pt-1 pb-4 text-sm text-ink-2">{errorText(found.error)}</p>
      ) : !data ? (
        <div role="status" aria-label="Loading" className="flex flex-col gap-2 px-4 py-3">
          <Skeleton className="h-7 w-40" />
          <Skeleton className="h-8 w-full" />
        </div>
      ) : (
        <div
          aria-live="polite"
          aria-busy={found.isPlaceholderData}
          className={found.isPlaceholderData ? "opacity-60 transition-opacity" : ""}
        >
          <p className="px-4 pt-1 text-sm text-ink-2">
            <strong className="tabular text-2xl font-semibold text-ink" title={exactNumber(data.count)}>
              {compactNumber(data.count)}
            </strong>{" "}
            {data.count === 1 ? "event" : "events"} of{" "}
            <span title={exactNumber(data.persons)}>{compactNumber(data.persons)}</span>{" "}
            {data.persons === 1 ? "person" : "people"} in the last {data.days.length} days
          </p>
          {data.count > 0 && <Sparkline values={data.data} open className="mt-2 h-10 w-full" />}
          <ul className="divide-y divide-line border-t border-line">
            {data.recent.map((event) => (
              <li key={event.uuid}>
                <Link
                  to="/project/$projectId/events/$uuid"
                  params={{ projectId: String(project.id), uuid: event.uuid }}
                  className="flex h-9 items-center gap-2 px-4 text-sm hover:bg-hover focus-visible:-outline-offset-2"
                >
                  <EventIcon name={event.event} />
                  <bdi className="min-w-0 flex-1 truncate">{eventName(event.event)}</bdi>
                  <bdi className="max-w-40 truncate font-mono text-2xs text-ink-3">{event.distinct_id}</bdi>
                  <Time at={event.timestamp} className="tabular shrink-0 text-xs text-ink-3" />
                </Link>
              </li>
            ))}
          </ul>
          {data.count === 0 && (
            <p className="px-4 pb-4 text-sm text-ink-2">
              Nothing did this yet. Once saved, it counts what comes and what came before.
            </p>
          )}
        </div>
      )}
    </Card>
  );
}
