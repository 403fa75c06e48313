// Live events: what arrives, while it arrives.
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ArrowUp, Pause, Play, Plug } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { focusPageSearch } from "@/app/page-search";
import { useShortcuts } from "@/app/shortcuts";
import { useProject } from "@/features/accounts/api";
import { Button, buttonClass } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { compactNumber, exactNumber, plural } from "@/ui/numbers";
import { PageHead } from "@/ui/page";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { eventMatches } from "./describe";
import { EventList } from "./event-list";
import type { StreamState } from "./event-stream";
import { FilterBar } from "./filter-bar";
import { anyFilter, changeFilters } from "./filters";
import { useExpanded } from "./use-expanded";
import { useLiveEvents } from "./use-live-events";

export function LivePage() {
  const project = useProject();
  const filters = useSearch({ from: "/inside/project/$projectId/live" });
  const navigate = useNavigate({ from: "/project/$projectId/live" });
  const [paused, setPaused] = useState(false);
  const [scrolled, setScrolled] = useState(false);
  const { expanded, toggle, closeAll } = useExpanded();
  const live = useLiveEvents(project.id, filters, paused || scrolled || expanded.size > 0);

  const togglePause = useCallback(() => {
    setPaused((now) => !now);
  }, []);
  useShortcuts({ " ": togglePause, "/": focusPageSearch });

  const shown = useMemo(
    () => (filters.text ? live.rows.filter((event) => eventMatches(event, filters.text ?? "")) : live.rows),
    [live.rows, filters.text],
  );

  return (
    <div className="flex h-full flex-col">
      <PageHead
        title="Live events"
        about="Everything your apps send, a moment after they send it."
        actions={
          <>
            <StreamSign stream={live.stream} paused={paused} />
            <Rate live={live.stream.kind === "open" && !paused} rate={live.rate} perSecond={live.perSecond} />
            <Button icon={paused ? Play : Pause} onClick={togglePause} aria-pressed={paused}>
              {paused ? "Resume" : "Pause"}
            </Button>
          </>
        }
      />
      <FilterBar
        filters={filters}
        onChange={(changes) => navigate({ search: changeFilters(filters, changes), replace: true })}
        onClear={() => navigate({ search: {}, replace: true })}
      >
        {live.missed > 0 && (
          <span className="text-sm text-ink-3">
            {plural(live.missed, "event")} came too fast to show here; all are stored
          </span>
        )}
      </FilterBar>
      <div className="relative flex min-h-0 flex-1 flex-col border-t border-line">
        {live.waiting > 0 && (
          <div className="pointer-events-none absolute inset-x-0 top-2 z-20 flex justify-center md:top-10.5">
            <Button
              weight="primary"
              small
              icon={ArrowUp}
              className="pointer-events-auto rounded-full! px-3 shadow-float"
              onClick={() => {
                closeAll();
                setPaused(false);
                live.showWaiting();
                document.querySelector('[role="treegrid"]')?.scrollTo({ top: 0 });
              }}
            >
              {plural(live.waiting, "new event")}
            </Button>
          </div>
        )}
        {shown.length > 0 ? (
          <EventList
            events={shown}
            label="Live events, newest first"
            name="live"
            expanded={expanded}
            onToggle={toggle}
            isFresh={live.isFresh}
            onScrolled={setScrolled}
            onSpace={togglePause}
          />
        ) : live.error ? (
          <Failure error={live.error} what="The latest events could not be loaded" retry={live.retry} />
        ) : live.loading ? (
          <SkeletonRows rows={14} columns={5} />
        ) : anyFilter(filters) ? (
          <Empty
            title="Nothing that fits these filters yet"
            action={<Button onClick={() => navigate({ search: {}, replace: true })}>Clear filters</Button>}
          >
            {live.rows.length > 0
              ? `${plural(live.rows.length, "event")} arrived without these words in them.`
              : "Events that fit will appear here as they arrive."}
          </Empty>
        ) : (
          <Empty
            title="No events yet"
            action={
              <Link
                to="/project/$projectId/start"
                params={{ projectId: String(project.id) }}
                className={buttonClass("primary")}
              >
                <Plug size={16} aria-hidden /> Send your first event
              </Link>
            }
          >
            Install the snippet or an SDK with this project's token, and events appear here as they arrive.
          </Empty>
        )}
      </div>
    </div>
  );
}

function StreamSign({ stream, paused }: { stream: StreamState; paused: boolean }) {
  const lost = stream.kind === "lost";
  const text = lost
    ? "Connection lost, reconnecting"
    : stream.kind === "connecting"
      ? "Connecting"
      : paused
        ? "Paused"
        : "Live";
  const colour = lost ? "bg-bad" : stream.kind === "connecting" || paused ? "bg-warn-mark" : "bg-accent";
  return (
    <span role="status" className={cx("flex items-center gap-1.5 text-sm", lost ? "text-bad" : "text-ink-2")}>
      <span aria-hidden className={cx("size-2 rounded-full", colour, text === "Live" && "animate-beat")} />
      {text}
    </span>
  );
}

// Events per second: the mean of ten seconds as a number, single seconds as bars.
function Rate({ live, rate, perSecond }: { live: boolean; rate: number; perSecond: readonly number[] }) {
  const most = Math.max(...perSecond, 1);
  const barWidth = 3;
  return (
    <div
      className="mx-2 flex items-center gap-2.5"
      title={`${exactNumber(rate)} events per second, mean of the last 10 seconds; bars: the last ${perSecond.length} seconds`}
    >
      <svg
        aria-hidden
        width={perSecond.length * barWidth}
        height={20}
        className={cx("max-sm:hidden", live ? "text-accent" : "text-line-strong")}
      >
        {perSecond.map((count, index) => {
          const height = count === 0 ? 1 : Math.max(2, (count / most) * 20);
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
              key={index}
              x={index * barWidth}
              y={20 - height}
              width={barWidth - 1}
              height={height}
              fill="currentColor"
              opacity={count === 0 ? 0.35 : 0.9}
            />
          );
        })}
      </svg>
      <span className="tabular min-w-[9ch] text-sm text-ink-2">
        <span className="font-medium text-ink">{compactNumber(rate)}</span> events/s
      </span>
    </div>
  );
}
