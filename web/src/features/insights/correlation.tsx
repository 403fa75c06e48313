// What goes together with getting through a funnel: events done on the way, properties of people. Computed on demand.
import { useQuery } from "@tanstack/react-query";
import { ArrowDownRight, ArrowUpRight, Sparkles } from "lucide-react";
import { useState } from "react";
import { useProject } from "@/features/accounts/api";
import { eventName, propertyName } from "@/features/definitions/names";
import { EventPicker } from "@/features/definitions/pickers";
import { answerQuery } from "@/query/client";
import type {
  ActorsSource,
  Answer,
  Correlation,
  Correlations,
  CorrelationType,
  FunnelCorrelationQuery,
  FunnelsQuery,
} from "@/query/types";
import { Button } from "@/ui/button";
import { NativeSelect } from "@/ui/field";
import { exactNumber } from "@/ui/numbers";
import { Empty, Failure, SkeletonRows } from "@/ui/states";

interface CorrelationCardProps {
  // As it is asked.
  query: FunnelsQuery;
  onPeople: (source: ActorsSource, title: string) => void;
}

export function CorrelationCard({ query, onPeople }: CorrelationCardProps) {
  const [open, setOpen] = useState(false);
  const [type, setType] = useState<CorrelationType>("events");
  const [event, setEvent] = useState<string | null>(null);
  return (
    <section aria-label="Correlation" className="mt-4 rounded-lg border border-line bg-surface">
      <header className="flex min-h-12 flex-wrap items-center gap-2 px-4 py-2">
        <div className="min-w-0 flex-1">
          <h2 className="text-sm font-medium">What goes with getting through</h2>
          <p className="text-xs text-ink-3">Done by those who got to the end, and by those who did not.</p>
        </div>
        {open ? (
          <>
            {type === "event_with_properties" && (
              <EventPicker
                all={false}
                chosen={event}
                onPick={setEvent}
                trigger={<Button>{event === null ? "Choose an event" : eventName(event)}</Button>}
              />
            )}
            <NativeSelect
              aria-label="What is compared"
              value={type}
              onChange={(change) => setType(change.target.value as CorrelationType)}
            >
              <option value="events">Events</option>
              <option value="properties">Properties of people</option>
              <option value="event_with_properties">Properties of an event</option>
            </NativeSelect>
          </>
        ) : (
          <Button icon={Sparkles} onClick={() => setOpen(true)}>
            Find out
          </Button>
        )}
      </header>
      {open && <Found query={query} type={type} event={event} onPeople={onPeople} />}
    </section>
  );
}

interface FoundProps extends CorrelationCardProps {
  type: CorrelationType;
  event: string | null;
}

function Found({ query, type, event, onPeople }: FoundProps) {
  const project = useProject();
  const { breakdownFilter: _split, ...rest } = query;
  const funnel: FunnelsQuery = { ...rest, funnelsFilter: { ...rest.funnelsFilter, funnelVizType: "steps" } };
  const source: FunnelCorrelationQuery = {
    kind: "FunnelCorrelationQuery",
    source: { kind: "FunnelsActorsQuery", source: funnel, funnelStep: 1 },
    funnelCorrelationType: type,
    ...(type === "properties" ? { funnelCorrelationNames: ["$all"] } : {}),
    ...(type === "event_with_properties" && event !== null ? { funnelCorrelationEventNames: [event] } : {}),
  };
  const lacks = type === "event_with_properties" && event === null;
  const answer = useQuery({ ...answerQuery<Answer<Correlations>>(project.id, source), enabled: !lacks });
  if (lacks) return <Empty title="Choose an event to compare its properties" />;
  if (answer.error)
    return <Failure error={answer.error} what="This could not be computed" retry={() => answer.refetch()} />;
  if (!answer.data) return <SkeletonRows rows={6} columns={4} />;
  const { events, skewed } = answer.data.results;
  if (skewed) return <Empty title="Nothing to compare">Everybody got through, or nobody did.</Empty>;
  if (events.length === 0) return <Empty title="Nothing stands out">Look at a longer time for more people.</Empty>;
  const people = (row: Correlation, converted: boolean) =>
    onPeople(
      {
        kind: "FunnelCorrelationActorsQuery",
        source,
        funnelCorrelationPersonConverted: converted,
        funnelCorrelationPersonEntity: { kind: "EventsNode", event: row.event.event },
      },
      `${nameOf(row, type)}, ${converted ? "got through" : "dropped off"}`,
    );
  return (
    <div className="overflow-x-auto border-t border-line">
      <table className="w-full text-sm">
        <thead>
          <tr className="text-xs text-ink-3">
            <th scope="col" className="h-8 px-4 text-left font-medium">
              {type === "events" ? "Event" : "Property"}
            </th>
            <th scope="col" className="px-3 text-left font-medium">
              With it
            </th>
            <th scope="col" className="px-4 text-right font-medium">
              Got through
            </th>
            <th scope="col" className="px-4 text-right font-medium">
              Dropped off
            </th>
          </tr>
        </thead>
        <tbody>
          {events.map((row) => (
            <tr key={row.event.event} className="border-t border-line hover:bg-hover/60">
              <th scope="row" className="h-9 max-w-96 truncate px-4 text-left font-normal" title={row.event.event}>
                <bdi>{nameOf(row, type)}</bdi>
              </th>
              <td className="px-3 whitespace-nowrap">
                <Odds row={row} />
              </td>
              {[true, false].map((converted) => {
                const count = converted ? row.success_count : row.failure_count;
                return (
                  <td key={String(converted)} className="tabular px-4 text-right">
                    <button
                      type="button"
                      disabled={count === 0}
                      onClick={() => people(row, converted)}
                      className="rounded-sm enabled:hover:underline"
                    >
                      {exactNumber(count)}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Odds({ row }: { row: Correlation }) {
  const up = row.correlation_type === "success";
  const times = up ? row.odds_ratio : 1 / row.odds_ratio;
  const Arrow = up ? ArrowUpRight : ArrowDownRight;
  return (
    <span className={`tabular inline-flex items-center gap-1 ${up ? "text-good" : "text-bad"}`}>
      <Arrow size={14} aria-hidden />
      {times >= 100 ? exactNumber(Math.round(times)) : times.toFixed(1)} times the odds of{" "}
      {up ? "getting through" : "dropping off"}
    </span>
  );
}

function nameOf(row: Correlation, type: CorrelationType): string {
  const parts = row.event.event.split("::");
  if (type === "events") return eventName(row.event.event);
  if (type === "properties") return `${propertyName(parts[0] ?? "")}: ${parts.slice(1).join("::")}`;
  return `${propertyName(parts[1] ?? "")}: ${parts.slice(2).join("::")}`;
}
