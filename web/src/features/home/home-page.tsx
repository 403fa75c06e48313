// The first page of a project: what changed since last week, what shipped, where one was, and whether data comes in.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRight, Bell, CircleAlert, CircleCheck, Plug } from "lucide-react";
import type { ReactNode } from "react";
import { NumberTile } from "@/charts/number-tile";
import { TimeChart } from "@/charts/time-chart";
import { ChangeMark } from "@/charts/tooltip";
import { useMe, useProject } from "@/features/accounts/api";
import { alertsQuery } from "@/features/alerts/api";
import { ruleText, valueText } from "@/features/alerts/words";
import { annotationsQuery, chartNotes } from "@/features/annotations/api";
import { ShippedList } from "@/features/annotations/shipped-list";
import { eventName } from "@/features/definitions/names";
import { ledgerQuery } from "@/features/ingestion/api";
import { insightsQuery } from "@/features/insights/api";
import { insightName, KindIcon } from "@/features/insights/kind-icon";
import { readQuery } from "@/features/insights/url";
import { answerQuery } from "@/query/client";
import type { Answer, TrendResult, TrendsQuery } from "@/query/types";
import { buttonClass } from "@/ui/button";
import { compactNumber, exactNumber } from "@/ui/numbers";
import { Card, PageBody, PageHead } from "@/ui/page";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { Time, useZone } from "@/ui/time";
import { FillingUp, useFilling } from "./filling-up";
import { changes, changesQuery, daysQuery, keyNumbers, todayQuery, totalOf, totalsQuery } from "./questions";
import { SinceLastVisit } from "./since-last-visit";

function useTrend(query: TrendsQuery) {
  const project = useProject();
  return useQuery(answerQuery<Answer<TrendResult[]>>(project.id, query));
}

// What it watches is of one project.
export function HomePage() {
  const project = useProject();
  return <Home key={project.id} />;
}

function Home() {
  const project = useProject();
  const me = useMe();
  const zone = useZone();
  const totals = useTrend(totalsQuery);
  const days = useTrend(daysQuery);
  const notes = chartNotes(useQuery(annotationsQuery(project.id)).data);
  const byDay = days.data?.results ?? [];
  const people = byDay[0];
  const sums = totals.data?.results ?? [];
  // Before there is a whole day, today is all there is.
  const firstDay = totals.data !== undefined && sums.every((result) => (result.aggregated_value ?? 0) === 0);

  const stored = useQuery(ledgerQuery(project.id)).data?.stored;
  const quiet = firstDay && people !== undefined && byDay.every(({ data }) => data.every((value) => value === 0));
  const filling = useFilling(quiet);

  if (stored === 0) return <NothingYet />;
  return (
    <>
      <PageHead
        title="Home"
        heading={
          <h1 className="truncate text-xl font-semibold tracking-tight">
            {me?.first_name ? `Hello, ${me.first_name}` : project.name}
          </h1>
        }
        about={
          quiet
            ? `What happens in ${project.name} is summed up here.`
            : firstDay
              ? `The first day of ${project.name}, so far.`
              : `Seven days of ${project.name} until yesterday, against the seven before.`
        }
        actions={
          <Link
            to="/project/$projectId/insights/new"
            params={{ projectId: String(project.id) }}
            className={buttonClass("primary")}
          >
            New insight
          </Link>
        }
      />
      <PageBody className="flex max-w-[1280px] flex-col gap-4">
        <FiringAlerts />
        {filling && <FillingUp {...filling} />}
        <div className="grid grid-cols-3 gap-2 sm:gap-3">
          {keyNumbers.map(({ title, colour }, order) => (
            <NumberTile
              key={title}
              title={title}
              colour={colour}
              value={totals.error ? 0 : firstDay ? byDay[order]?.data.at(-1) : totalOf(sums, order, "current")}
              before={totalOf(sums, order, "previous")}
              beforeWords="the 7 days before"
              values={byDay[order]?.data}
              open
            />
          ))}
        </div>
        <SinceLastVisit />
        <div className="grid grid-cols-1 gap-4 lg:grid-cols-[minmax(0,1fr)_340px]">
          <div className="flex min-w-0 flex-col gap-4">
            <Block title="Active people by day">
              <div className="px-4 pt-1 pb-3">
                {people ? (
                  <TimeChart
                    kind="line"
                    height={220}
                    series={[
                      {
                        key: "people",
                        name: "Active people",
                        colour: "var(--chart-1)",
                        values: people.data,
                        index: 0,
                      },
                    ]}
                    days={people.days}
                    interval="day"
                    zone={zone}
                    format={compactNumber}
                    notes={notes.flatMap(({ date, text }) => {
                      const at = people.days.indexOf(date.slice(0, 10));
                      return at < 0 ? [] : [{ at, text }];
                    })}
                  />
                ) : days.error ? (
                  <Failure error={days.error} what="This could not be computed" retry={() => days.refetch()} />
                ) : (
                  <SkeletonRows rows={5} columns={3} />
                )}
              </div>
            </Block>
            {totals.data && !quiet && <Moved firstDay={firstDay} />}
          </div>
          <div className="flex min-w-0 flex-col gap-4">
            <Ingestion />
            <RecentInsights />
            <Block
              title="What shipped"
              more={
                <Link
                  to="/project/$projectId/annotations"
                  params={{ projectId: String(project.id) }}
                  className="text-xs text-accent-ink hover:underline"
                >
                  All
                </Link>
              }
            >
              <ShippedList />
            </Block>
          </div>
        </div>
      </PageBody>
    </>
  );
}

function NothingYet() {
  const project = useProject();
  return (
    <>
      <PageHead title="Home" about={`What happens in ${project.name} is summed up here.`} />
      <PageBody>
        <Card>
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
            Connect an app, and within a minute you see who uses it, what moved this week and what your releases did.
          </Empty>
        </Card>
      </PageBody>
    </>
  );
}

function Block({ title, more, children }: { title: string; more?: ReactNode; children: ReactNode }) {
  return (
    <Card>
      <div className="flex items-center justify-between px-4 pt-3 pb-1.5">
        <h2 className="text-sm font-semibold">{title}</h2>
        {more}
      </div>
      {children}
    </Card>
  );
}

const shownChanges = 7;

function Moved({ firstDay }: { firstDay: boolean }) {
  const project = useProject();
  const answer = useTrend(firstDay ? todayQuery : changesQuery);
  const rows = changes(answer.data?.results ?? []).slice(0, shownChanges);
  return (
    <Block title={firstDay ? "What happened today" : "What moved most"}>
      {answer.error ? (
        <Failure error={answer.error} what="This could not be computed" retry={() => answer.refetch()} />
      ) : !answer.data ? (
        <SkeletonRows rows={5} columns={3} />
      ) : rows.length === 0 ? (
        <Empty title="No events of your own yet">
          Page views come by themselves. Send an event when something happens that matters to you, such as a sign-up.
        </Empty>
      ) : (
        <ul className="pb-2">
          {rows.map(({ event, now, before }) => (
            <li key={event}>
              <Link
                to="/project/$projectId/insights/new"
                params={{ projectId: String(project.id) }}
                search={{
                  q: {
                    kind: "TrendsQuery",
                    series: [{ kind: "EventsNode", event, name: event, math: "total" }],
                    interval: "day",
                    dateRange: { date_from: "-14d" },
                    trendsFilter: { display: "ActionsLineGraph" },
                  },
                }}
                className="flex h-9 items-center gap-3 px-4 text-sm hover:bg-hover focus-visible:-outline-offset-2"
              >
                <bdi className="min-w-0 flex-1 truncate">{eventName(event)}</bdi>
                {!firstDay && (
                  <>
                    <span className="tabular text-ink-3" title={`${exactNumber(before)} before`}>
                      {compactNumber(before)}
                    </span>
                    <ArrowRight size={12} className="text-ink-3" aria-hidden />
                  </>
                )}
                <span className="tabular w-12 font-medium" title={exactNumber(now)}>
                  {compactNumber(now)}
                </span>
                <span className="flex w-20 justify-end text-xs">
                  {before > 0 ? (
                    <ChangeMark percent={((now - before) / before) * 100} />
                  ) : (
                    <span className="text-good">new</span>
                  )}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Block>
  );
}

function Ingestion() {
  const project = useProject();
  const ledger = useQuery({ ...ledgerQuery(project.id), refetchInterval: 15_000 });
  const params = { projectId: String(project.id) };
  if (!ledger.data) return null;
  const { stored, rejected, waiting, stalled, balanced } = ledger.data;
  const well = stalled === "" && balanced;
  return (
    <Link
      to="/project/$projectId/ingestion"
      params={params}
      className="flex items-start gap-3 rounded-lg border border-line bg-surface p-4 hover:border-line-strong"
    >
      {well ? (
        <CircleCheck size={18} className="mt-px shrink-0 text-good" aria-hidden />
      ) : (
        <CircleAlert size={18} className="mt-px shrink-0 text-bad" aria-hidden />
      )}
      <span className="min-w-0 text-sm">
        <span className="block font-medium">{well ? "Every event is accounted for" : "Storing needs attention"}</span>
        <span className="tabular block text-ink-2">
          {exactNumber(stored)} stored, {exactNumber(rejected.total)} rejected, {exactNumber(waiting)} waiting
        </span>
        {stalled !== "" && <span className="block text-bad">{stalled}</span>}
      </span>
    </Link>
  );
}

function RecentInsights() {
  const project = useProject();
  const projectId = String(project.id);
  const list = useQuery(insightsQuery(project.id, { limit: 6, offset: 0, order: "-last_viewed_at" }));
  const insights = list.data?.results ?? [];
  return (
    <Block
      title="Your insights"
      more={
        <Link
          to="/project/$projectId/insights"
          params={{ projectId }}
          className="text-xs text-accent-ink hover:underline"
        >
          All
        </Link>
      }
    >
      {insights.length === 0 ? (
        <p className="flex items-center gap-2 px-4 pb-4 text-sm text-ink-2">
          <Plug size={14} className="shrink-0 text-ink-3" aria-hidden /> Insights you save are here.
        </p>
      ) : (
        <ul className="pb-2">
          {insights.map((insight) => (
            <li key={insight.short_id}>
              <Link
                to="/project/$projectId/insights/$shortId"
                params={{ projectId, shortId: insight.short_id }}
                className="flex h-9 items-center gap-2.5 px-4 text-sm hover:bg-hover focus-visible:-outline-offset-2"
              >
                <KindIcon kind={readQuery(insight.query)?.kind} />
                <bdi className="min-w-0 flex-1 truncate">{insightName(insight)}</bdi>
                {insight.last_viewed_at && <Time at={insight.last_viewed_at} className="text-xs text-ink-3" />}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Block>
  );
}

// What is out of its bounds now; nothing when all is well.
function FiringAlerts() {
  const project = useProject();
  const projectId = String(project.id);
  const alerts = useQuery(alertsQuery(project.id)).data?.results ?? [];
  const firing = alerts.filter((alert) => alert.enabled && alert.state === "Firing");
  if (firing.length === 0) return null;
  return (
    <section aria-label="Alerts" className="rounded-lg border border-bad/40 bg-bad-soft px-4 py-2.5">
      <ul className="flex flex-col gap-1 text-sm">
        {firing.slice(0, 3).map((alert) => (
          <li key={alert.id} className="flex items-center gap-2">
            <Bell size={14} className="shrink-0 text-bad" aria-hidden />
            <Link
              to="/project/$projectId/insights/$shortId"
              params={{ projectId, shortId: alert.insight.short_id ?? "" }}
              search={{ alerts: true }}
              className="min-w-0 truncate font-medium hover:underline"
            >
              <bdi>{alert.name}</bdi>
            </Link>
            <span className="min-w-0 truncate text-ink-2">
              {ruleText(alert)}
              {alert.last_value !== null && `: now ${valueText(alert, alert.last_value)}`}
            </span>
          </li>
        ))}
      </ul>
      {firing.length > 3 && (
        <Link
          to="/project/$projectId/alerts"
          params={{ projectId }}
          className="pt-1 text-sm text-ink-2 hover:underline"
        >
          and {firing.length - 3} more
        </Link>
      )}
    </section>
  );
}
