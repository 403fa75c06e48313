// Who comes to the website, from where, and what they look at. A click on anything filters everything by it.
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Plug, X } from "lucide-react";
import { NumberTile } from "@/charts/number-tile";
import { periodEnd, periodTitle } from "@/charts/periods";
import { TimeChart } from "@/charts/time-chart";
import { useProject } from "@/features/accounts/api";
import { annotationsQuery, chartNotes } from "@/features/annotations/api";
import { propertyName } from "@/features/definitions/names";
import { ChartSkeleton, Progress } from "@/features/insights/answer-card";
import { DatePicker } from "@/features/insights/builder/date-picker";
import { PeoplePanel } from "@/features/insights/people-panel";
import { answerQuery, insightKey } from "@/query/client";
import type { ActorsSource, Answer, WebOverviewItem, WebTrendsItem } from "@/query/types";
import { Button, buttonClass } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { countryName } from "@/ui/countries";
import { compactNumber, durationText, exactNumber } from "@/ui/numbers";
import { Card, PageBody, PageHead } from "@/ui/page";
import { Empty, Failure } from "@/ui/states";
import { useZone } from "@/ui/time";
import { GoalsCard } from "./goals-card";
import { visitors, visitorsOfPlace, visitorsOfRow } from "./people";
import {
  numberIn,
  overTime,
  overview,
  rangeOf,
  toggleFilter,
  type WebNumber,
  type WebSearch,
  webGroups,
  webNumbers,
} from "./search";
import { SplitCard } from "./split-card";

const formats: Partial<Record<WebNumber, (value: number) => string>> = {
  duration: durationText,
  bounces: (value) => `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)}%`,
};
const formatOf = (number: WebNumber) => formats[number] ?? compactNumber;

export function WebAnalyticsPage() {
  const project = useProject();
  const client = useQueryClient();
  const search = useSearch({ from: "/inside/project/$projectId/web" });
  const navigate = useNavigate({ from: "/project/$projectId/web" });
  // What was there stays, dimmed, while the next comes.
  const sums = useQuery({
    ...answerQuery<Answer<WebOverviewItem[]>>(project.id, overview(search)),
    placeholderData: keepPreviousData,
  });
  const timeQuery = overTime(search);
  const time = useQuery({
    ...answerQuery<Answer<WebTrendsItem[]>>(project.id, timeQuery),
    placeholderData: keepPreviousData,
  });
  const go = (changes: Partial<WebSearch>) => navigate({ search: { ...search, ...changes }, resetScroll: false });
  const sum = (figure: string) => sums.data?.results.find(({ key }) => key === figure);
  const nobody = sums.data && !sum("visitors")?.value;
  const number = search.number ?? "visitors";
  const from = sums.data?.resolved_date_range?.date_from;
  const showPeople = (source: ActorsSource, title: string) => go({ people: { source, title } });

  return (
    <>
      <PageHead title="Web analytics" about="Who comes to your website, from where, and what they look at." />
      <PageBody className="flex flex-col gap-4">
        <FilterRow search={search} go={go} />
        <div
          aria-busy={sums.isPlaceholderData}
          className={cx(
            "grid grid-cols-2 gap-2 max-sm:[&>:first-child]:col-span-2 sm:grid-cols-3 sm:gap-3 lg:grid-cols-5",
            "transition-opacity duration-[140ms]",
            sums.isPlaceholderData && "opacity-50",
          )}
        >
          {webNumbers.map(({ key, title, figure, colour }) => (
            <NumberTile
              key={key}
              title={title}
              colour={colour}
              value={sums.error ? null : sums.data && (sum(figure)?.value ?? null)}
              before={sum(figure)?.previous ?? undefined}
              beforeWords="the period before"
              format={formatOf(key)}
              riseIsBad={key === "bounces"}
              values={time.data?.results.map(({ metrics }) => numberIn(key, metrics))}
              open
              chosen={number === key}
              onClick={() => go({ number: key === "visitors" ? undefined : key })}
              onPeople={
                key === "visitors" && sum(figure)?.value ? () => showPeople(visitors(search, from), title) : undefined
              }
            />
          ))}
        </div>
        {!nobody && (
          <Card
            busy={time.isPlaceholderData}
            className={cx("relative p-4 transition-opacity duration-[140ms]", time.isPlaceholderData && "opacity-50")}
          >
            <Progress
              busy={time.isFetching}
              question={insightKey(project.id, timeQuery)}
              onCancel={() => client.cancelQueries({ queryKey: insightKey(project.id, timeQuery) })}
            />
            {time.data ? (
              <NumberChart
                number={number}
                items={time.data.results}
                interval={timeQuery.interval ?? "day"}
                onZoom={(from, to) => go({ from, to })}
                onPeople={(day, interval) =>
                  showPeople(visitorsOfPlace(search, from, day, interval), `Visitors, ${periodTitle(day, interval)}`)
                }
              />
            ) : time.error ? (
              <Failure error={time.error} what="This could not be computed" retry={() => time.refetch()} />
            ) : time.isFetching ? (
              <ChartSkeleton height={260} />
            ) : (
              <Empty title="Cancelled" action={<Button onClick={() => time.refetch()}>Compute it</Button>} />
            )}
          </Card>
        )}
        {nobody ? (
          <Nobody filtered={search.filters !== undefined} clear={() => go({ filters: undefined })} />
        ) : (
          <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
            {webGroups.map((group) => (
              <SplitCard
                key={group.title}
                {...group}
                search={search}
                onPick={(filter, value) => go({ filters: toggleFilter(search.filters, filter, value) })}
                onPeople={(split, row) => {
                  const source = visitorsOfRow(search, from, split, row);
                  return source && (() => showPeople(source, `Visitors of ${row.name}`));
                }}
              />
            ))}
            <GoalsCard search={search} from={from} onPeople={showPeople} />
          </div>
        )}
      </PageBody>
      <PeoplePanel people={search.people} onClose={() => go({ people: undefined })} />
    </>
  );
}

interface FilterRowProps {
  search: WebSearch;
  go: (changes: Partial<WebSearch>) => void;
}

function FilterRow({ search, go }: FilterRowProps) {
  const shown = (key: string, value: string) =>
    key === "$geoip_country_code" ? countryName(value) : value === "$direct" ? "Direct" : value;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <DatePicker
        range={rangeOf(search)}
        onChange={(range) => go({ from: range.date_from ?? undefined, to: range.date_to ?? undefined })}
      />
      {search.filters?.map((filter) => (
        <Button
          key={filter.key}
          icon={X}
          onClick={() => go({ filters: toggleFilter(search.filters, filter, String(filter.value)) })}
        >
          <span className="text-ink-3">{propertyName(filter.key)}</span>
          <bdi className="max-w-52 truncate">{shown(filter.key, String(filter.value))}</bdi>
          <span className="sr-only">: remove this filter</span>
        </Button>
      ))}
      {(search.filters?.length ?? 0) > 1 && (
        <Button weight="quiet" onClick={() => go({ filters: undefined })}>
          Clear
        </Button>
      )}
    </div>
  );
}

interface NumberChartProps {
  number: WebNumber;
  items: WebTrendsItem[];
  interval: NonNullable<ReturnType<typeof overTime>["interval"]>;
  onZoom: (from: string | undefined, to: string) => void;
  onPeople: (day: string, interval: NumberChartProps["interval"]) => void;
}

function NumberChart({ number, items, interval, onZoom, onPeople }: NumberChartProps) {
  const project = useProject();
  const zone = useZone();
  const notes = chartNotes(useQuery(annotationsQuery(project.id)).data);
  const { title, colour } = webNumbers.find(({ key }) => key === number) ?? webNumbers[0];
  const days = items.map(({ bucket }) => bucket);
  const compared = items.some(({ previous }) => previous);
  return (
    <TimeChart
      kind="line"
      height={260}
      series={[
        {
          key: number,
          name: title,
          colour,
          values: items.map(({ metrics }) => numberIn(number, metrics)),
          index: 0,
          whole: "mean",
        },
        ...(compared
          ? [
              {
                key: number,
                name: `${title}, before`,
                colour,
                values: items.map(({ previous }) => numberIn(number, previous)),
                previous: true,
                index: 1,
              },
            ]
          : []),
      ]}
      days={days}
      interval={interval}
      zone={zone}
      format={formatOf(number)}
      exact={formats[number] ?? exactNumber}
      notes={notes.flatMap(({ date, text }) => {
        const at = days.findLastIndex((day) => day.slice(0, 10) <= date.slice(0, 10));
        return at < 0 || (at === days.length - 1 && date.slice(0, 10) > (days[at] ?? "")) ? [] : [{ at, text }];
      })}
      onPoint={(_series, place) => {
        const day = days[place];
        if (day !== undefined) onPeople(day, interval);
      }}
      onZoom={(from, to) => onZoom(days[from]?.slice(0, 10), periodEnd(days[to] ?? "", interval))}
    />
  );
}

function Nobody({ filtered, clear }: { filtered: boolean; clear: () => void }) {
  const project = useProject();
  return (
    <Card>
      <Empty
        title={filtered ? "No visit fits" : "No visits in this time"}
        action={
          filtered ? (
            <Button onClick={clear}>Clear filters</Button>
          ) : (
            <Link
              to="/project/$projectId/start"
              params={{ projectId: String(project.id) }}
              className={buttonClass("primary")}
            >
              <Plug size={16} aria-hidden /> Connect your website
            </Link>
          )
        }
      >
        Visits are sessions with page views, which come from the snippet on your website. Test accounts are left out
        here.
      </Empty>
    </Card>
  );
}
