// What happened while somebody was away: how much, and what is worth knowing of it.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleAlert, Flag, type LucideIcon, PenLine, Rocket, Sparkles } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useMe, useProject } from "@/features/accounts/api";
import { recentActivityQuery } from "@/features/accounts/settings/api";
import { annotationsQuery } from "@/features/annotations/api";
import { newestEventsQuery } from "@/features/definitions/api";
import { flagsQuery } from "@/features/flags/api";
import { allRolloutsQuery } from "@/features/flags/rollouts";
import { warningsQuery } from "@/features/ingestion/api";
import { answerQuery } from "@/query/client";
import type { Answer, TrendResult } from "@/query/types";
import { cx } from "@/ui/class-names";
import { compactNumber, exactNumber } from "@/ui/numbers";
import { Card } from "@/ui/page";
import { SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { visitQuery } from "./api";
import { type News, newsOf } from "./news";
import { sinceQuery } from "./questions";

const icons: Record<News["kind"], LucideIcon> = {
  shipped: Rocket,
  change: PenLine,
  events: Sparkles,
  rollout: Flag,
  warning: CircleAlert,
};

const shown = 6;
const firstVisitDays = 30;
// In a project that is new to somebody all events are; naming many of them says nothing.
const fewEvents = 5;
const dayMs = 86_400_000;

export function SinceLastVisit() {
  const project = useProject();
  const visit = useQuery(visitQuery(project.id));
  // Chosen once: the news must not change while one reads.
  const [aMonthAgo] = useState(() => new Date(Date.now() - firstVisitDays * dayMs).toISOString());
  if (visit.error) return null;
  if (!visit.data) {
    return (
      <Card>
        <SkeletonRows rows={3} columns={2} />
      </Card>
    );
  }
  const { since } = visit.data;
  return <Since key={since} since={since ?? aMonthAgo} first={since === null} />;
}

function Since({ since, first }: { since: string; first: boolean }) {
  const project = useProject();
  const me = useMe();
  const [all, setAll] = useState(false);
  const annotations = useQuery(annotationsQuery(project.id));
  const activity = useQuery(recentActivityQuery(project.id));
  const events = useQuery(newestEventsQuery(project.id));
  const rollouts = useQuery(allRolloutsQuery(project.id));
  const flags = useQuery(flagsQuery(project.id));
  const warnings = useQuery(warningsQuery(project.id));
  const waiting = [annotations, activity, events, rollouts, warnings].some((query) => query.isPending);
  const named = events.data?.results ?? [];
  const news = newsOf({
    since,
    me: me?.id,
    annotations: annotations.data ?? [],
    activity: activity.data?.results ?? [],
    events: first && named.length > fewEvents ? [] : named,
    rollouts: rollouts.data?.results ?? [],
    warnings: warnings.data?.results ?? [],
    flagKey: (id) => flags.data?.results.find((flag) => flag.id === id)?.key,
  });
  const rows = all ? news : news.slice(0, shown);
  return (
    <Card>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-4 pt-3 pb-1.5">
        <h2 className="text-sm font-semibold">
          {first ? (
            `The last ${firstVisitDays} days`
          ) : (
            <>
              Since your last visit, <Time at={since} className="font-normal text-ink-2" />
            </>
          )}
        </h2>
        <Amounts since={since} />
      </div>
      {waiting ? (
        <SkeletonRows rows={3} columns={2} />
      ) : news.length === 0 ? (
        <p className="px-4 pb-3.5 text-sm text-ink-2">
          {first
            ? "Releases you write down, changes of flags, new events and warnings will be here when you come back."
            : "Nothing shipped, nobody changed anything, no new events and no warnings."}
        </p>
      ) : (
        <ul className="pb-2">
          {rows.map((each) => (
            <li key={each.key}>
              <Row news={each} />
            </li>
          ))}
        </ul>
      )}
      {news.length > shown && (
        <button
          type="button"
          onClick={() => setAll(!all)}
          className="mx-4 mb-3 rounded-sm text-xs text-accent-ink hover:underline"
        >
          {all ? "Fewer" : `${news.length - shown} more`}
        </button>
      )}
    </Card>
  );
}

// How much came in meanwhile.
function Amounts({ since }: { since: string }) {
  const project = useProject();
  const answer = useQuery(answerQuery<Answer<TrendResult[]>>(project.id, sinceQuery(since))).data?.results;
  const [people, events] = answer ?? [];
  if (people?.aggregated_value === undefined || events?.aggregated_value === undefined) return null;
  return (
    <p className="tabular text-xs text-ink-3">
      <span title={exactNumber(events.aggregated_value)}>{compactNumber(events.aggregated_value)}</span>{" "}
      {events.aggregated_value === 1 ? "event" : "events"} of{" "}
      <span title={exactNumber(people.aggregated_value)}>{compactNumber(people.aggregated_value)}</span>{" "}
      {people.aggregated_value === 1 ? "person" : "people"}
    </p>
  );
}

const rowClass =
  "flex min-h-9 items-center gap-2.5 px-4 py-1 text-sm hover:bg-hover focus-visible:-outline-offset-2 w-full";

function Row({ news }: { news: News }) {
  const Icon = icons[news.kind];
  const tone = news.grave ? "text-warn" : news.kind === "shipped" ? "text-info" : "text-ink-3";
  return (
    <NewsLink news={news}>
      <Icon size={14} className={cx("shrink-0", tone)} aria-hidden />
      <bdi className="min-w-0 truncate" title={news.text}>
        {news.text}
      </bdi>
      {news.more && <span className="min-w-0 shrink-0 truncate text-xs text-ink-3 max-sm:hidden">{news.more}</span>}
      <Time at={news.at} className="tabular ml-auto shrink-0 pl-2 text-xs text-ink-3" />
    </NewsLink>
  );
}

function NewsLink({ news: { link }, children }: { news: News; children: ReactNode }) {
  const projectId = String(useProject().id);
  if (link.page === "flag" && link.id) {
    return (
      <Link to="/project/$projectId/flags/$flagId" params={{ projectId, flagId: link.id }} className={rowClass}>
        {children}
      </Link>
    );
  }
  if (link.page === "dashboard" && link.id) {
    return (
      <Link
        to="/project/$projectId/dashboards/$dashboardId"
        params={{ projectId, dashboardId: link.id }}
        className={rowClass}
      >
        {children}
      </Link>
    );
  }
  if (link.page === "annotations" || link.page === "data" || link.page === "ingestion") {
    return (
      <Link to={`/project/$projectId/${link.page}`} params={{ projectId }} className={rowClass}>
        {children}
      </Link>
    );
  }
  return (
    <Link to="/project/$projectId/settings/$section" params={{ projectId, section: "activity" }} className={rowClass}>
      {children}
    </Link>
  );
}
