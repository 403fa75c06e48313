// What somebody did, a person or all people of a group, newest first, grouped by day.
import { useInfiniteQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useMemo, useState } from "react";
import { useProject } from "@/features/accounts/api";
import { eventsQuery, type StoredEvent } from "@/features/events/api";
import { eventDetail, eventTitle } from "@/features/events/describe";
import { EventDetails } from "@/features/events/event-details";
import { EventIcon } from "@/features/events/event-icon";
import type { EventFilters } from "@/features/events/filters";
import { PersonLink } from "@/features/events/person-link";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { clockTime, dayTitle, exactTime } from "@/ui/dates";
import { plural } from "@/ui/numbers";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { useNow, useZone } from "@/ui/time";
import type { Person } from "./api";
import { groupByDay } from "./days";

const noFilters: EventFilters = {};

export function PersonTimeline({ person }: { person: Person }) {
  return (
    <Timeline
      filters={noFilters}
      personId={person.uuid}
      empty="This person has properties, but no event of theirs is stored."
      beginning="This is where their story begins."
    />
  );
}

interface TimelineProps {
  filters: EventFilters;
  personId?: string;
  // Says whose event each is.
  withPeople?: boolean;
  empty: string;
  beginning: string;
}

export function Timeline({ filters, personId, withPeople, empty, beginning }: TimelineProps) {
  const project = useProject();
  const zone = useZone();
  const now = useNow();
  const list = useInfiniteQuery(eventsQuery(project.id, filters, zone, personId));
  const days = useMemo(
    () => groupByDay(list.data?.pages.flatMap((page) => page.results) ?? [], zone),
    [list.data, zone],
  );

  if (list.error && days.length === 0) {
    return <Failure error={list.error} what="The timeline could not be loaded" retry={() => list.refetch()} />;
  }
  if (list.isPending) return <SkeletonRows rows={8} columns={3} />;
  if (days.length === 0) {
    return <Empty title="No events">{empty}</Empty>;
  }
  return (
    <div>
      {days.map((day) => (
        <section key={day.key} className="pb-4">
          <h2 className="sticky top-0 z-10 flex items-baseline gap-2 bg-canvas py-1.5 text-sm font-semibold">
            {dayTitle(new Date(day.events[0]?.timestamp ?? 0), now, zone)}
            <span className="text-xs font-normal text-ink-3">{plural(day.events.length, "event")}</span>
          </h2>
          <ul className="overflow-clip rounded-lg border border-line bg-surface">
            {day.events.map((event) => (
              <TimelineRow key={event.uuid} event={event} zone={zone} withPerson={withPeople} />
            ))}
          </ul>
        </section>
      ))}
      {list.hasNextPage ? (
        <div className="flex justify-center">
          <Button onClick={() => list.fetchNextPage()} busy={list.isFetchingNextPage}>
            Load earlier events
          </Button>
        </div>
      ) : (
        <p className="text-center text-xs text-ink-3">
          {beginning} Times in {zone}.
        </p>
      )}
    </div>
  );
}

function TimelineRow({ event, zone, withPerson }: { event: StoredEvent; zone: string; withPerson?: boolean }) {
  const [open, setOpen] = useState(false);
  const at = new Date(event.timestamp);
  const detail = eventDetail(event);
  return (
    <li className="border-b border-line last:border-b-0">
      <div className="flex items-center hover:bg-hover/60">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex min-h-9 min-w-0 flex-1 items-center gap-2 px-3 text-left text-sm focus-visible:-outline-offset-2"
        >
          <ChevronRight
            size={14}
            aria-hidden
            className={cx("shrink-0 text-ink-3 transition-transform duration-[140ms]", open && "rotate-90")}
          />
          <time
            dateTime={event.timestamp}
            title={exactTime(at, zone)}
            className="tabular w-16 shrink-0 text-xs text-ink-3"
          >
            {clockTime(at, zone)}
          </time>
          <EventIcon name={event.event} />
          <bdi className="max-w-[60%] shrink-0 truncate font-medium">{eventTitle(event)}</bdi>
          <bdi className="min-w-0 truncate text-ink-2">{detail.main}</bdi>
          {detail.aside && <span className="min-w-0 truncate text-xs text-ink-3 max-md:hidden">{detail.aside}</span>}
        </button>
        {withPerson && (
          <span className="max-w-[38%] min-w-0 shrink-0 pr-3 text-xs">
            <PersonLink event={event} />
          </span>
        )}
      </div>
      {open && (
        <div className="animate-fade border-t border-line bg-canvas/50 px-4 py-3">
          <EventDetails event={event} />
        </div>
      )}
    </li>
  );
}
