// Who comes to the website, from where, and what they look at. A click on anything filters everything by it.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Plug, X } from "lucide-react";
import { useState } from "react";
import { NumberTile } from "@/charts/number-tile";
import { periodEnd } from "@/charts/periods";
import { TimeChart } from "@/charts/time-chart";
import { useProject } from "@/features/accounts/api";
import { annotationsQuery, chartNotes } from "@/features/annotations/api";
import { propertyName } from "@/features/definitions/names";
import { DatePicker } from "@/features/insights/builder/date-picker";
import { answerQuery } from "@/query/client";
import type { Answer, TrendResult, TrendsQuery } from "@/query/types";
import { Button, buttonClass } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { compactNumber, exactNumber } from "@/ui/numbers";
import { Card, PageBody, PageHead } from "@/ui/page";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { useZone } from "@/ui/time";
import { overTime, rangeOf, splitBy, splitRows, toggleFilter, totals, type WebSearch, webNumbers } from "./search";

function useTrend(query: TrendsQuery) {
  const project = useProject();
  return useQuery(answerQuery<Answer<TrendResult[]>>(project.id, query));
}

const groups: ReadonlyArray<{ title: string; splits: ReadonlyArray<{ title: string; key: string }> }> = [
  {
    title: "Pages",
    splits: [
      { title: "Paths", key: "$pathname" },
      { title: "Hosts", key: "$host" },
    ],
  },
  {
    title: "Sources",
    splits: [
      { title: "Referrers", key: "$referring_domain" },
      { title: "UTM source", key: "utm_source" },
      { title: "UTM medium", key: "utm_medium" },
      { title: "UTM campaign", key: "utm_campaign" },
    ],
  },
  {
    title: "Places",
    splits: [
      { title: "Countries", key: "$geoip_country_name" },
      { title: "Cities", key: "$geoip_city_name" },
      { title: "Languages", key: "$browser_language" },
    ],
  },
  {
    title: "Devices",
    splits: [
      { title: "Kinds", key: "$device_type" },
      { title: "Browsers", key: "$browser" },
      { title: "Systems", key: "$os" },
    ],
  },
];

export function WebAnalyticsPage() {
  const project = useProject();
  const zone = useZone();
  const search = useSearch({ from: "/inside/project/$projectId/web" });
  const navigate = useNavigate({ from: "/project/$projectId/web" });
  const notes = chartNotes(useQuery(annotationsQuery(project.id)).data);
  const sums = useTrend(totals(search));
  const timeQuery = overTime(search);
  const time = useTrend(timeQuery);
  const chosen = Math.max(
    0,
    webNumbers.findIndex(({ key }) => key === search.number),
  );
  const number = webNumbers[chosen] ?? webNumbers[0];
  const of = (results: TrendResult[] | undefined, order: number, label: "current" | "previous") =>
    results?.find((result) => result.action?.order === order && result.compare_label === label);
  const current = of(time.data?.results, chosen, "current");
  const previous = of(time.data?.results, chosen, "previous");
  const go = (changes: Partial<WebSearch>) => navigate({ search: { ...search, ...changes }, resetScroll: false });
  const nobody = sums.data?.results.every((result) => (result.aggregated_value ?? 0) === 0);

  return (
    <>
      <PageHead title="Web analytics" about="Who comes to your website, from where, and what they look at." />
      <PageBody className="flex flex-col gap-4">
        <div className="flex flex-wrap items-center gap-2">
          <DatePicker
            range={rangeOf(search)}
            onChange={(range) => go({ from: range.date_from ?? undefined, to: range.date_to ?? undefined })}
          />
          {search.filters?.map((filter) => (
            <Button
              key={filter.key}
              icon={X}
              onClick={() => go({ filters: toggleFilter(search.filters, filter.key, String(filter.value)) })}
            >
              <span className="text-ink-3">{propertyName(filter.key)}</span>
              <bdi className="max-w-52 truncate">{String(filter.value)}</bdi>
              <span className="sr-only">: remove this filter</span>
            </Button>
          ))}
          {(search.filters?.length ?? 0) > 1 && (
            <Button weight="quiet" onClick={() => go({ filters: undefined })}>
              Clear
            </Button>
          )}
        </div>
        <div className="grid grid-cols-3 gap-2 sm:gap-3">
          {webNumbers.map(({ key, title, colour }, order) => (
            <NumberTile
              key={key}
              title={title}
              colour={colour}
              value={sums.error ? 0 : of(sums.data?.results, order, "current")?.aggregated_value}
              before={of(sums.data?.results, order, "previous")?.aggregated_value}
              beforeWords="the period before"
              values={of(time.data?.results, order, "current")?.data}
              open
              chosen={chosen === order}
              onClick={() => go({ number: key === "visitors" ? undefined : key })}
            />
          ))}
        </div>
        <Card className="p-4">
          {current ? (
            <TimeChart
              kind="line"
              height={260}
              series={[
                { key: number.key, name: number.title, colour: number.colour, values: current.data, index: 0 },
                ...(previous
                  ? [
                      {
                        key: number.key,
                        name: `${number.title}, before`,
                        colour: number.colour,
                        values: previous.data,
                        previous: true,
                        index: 1,
                      },
                    ]
                  : []),
              ]}
              days={current.days}
              interval={timeQuery.interval ?? "day"}
              zone={zone}
              format={compactNumber}
              notes={notes.flatMap(({ date, text }) => {
                const at = current.days.findLastIndex((day) => day.slice(0, 10) <= date.slice(0, 10));
                return at < 0 || (at === current.days.length - 1 && date.slice(0, 10) > (current.days[at] ?? ""))
                  ? []
                  : [{ at, text }];
              })}
              onZoom={(from, to) =>
                go({
                  from: current.days[from]?.slice(0, 10),
                  to: periodEnd(current.days[to] ?? "", timeQuery.interval ?? "day"),
                })
              }
            />
          ) : time.error ? (
            <Failure error={time.error} what="This could not be computed" retry={() => time.refetch()} />
          ) : (
            <SkeletonRows rows={6} columns={3} />
          )}
        </Card>
        {nobody ? (
          <Card>
            <Empty
              title={search.filters ? "No visit fits" : "No page views in this time"}
              action={
                search.filters ? (
                  <Button onClick={() => go({ filters: undefined })}>Clear filters</Button>
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
              Page views come from the snippet on your website. Test accounts are left out here.
            </Empty>
          </Card>
        ) : (
          <div className="grid gap-4 lg:grid-cols-2">
            {groups.map((group) => (
              <SplitCard
                key={group.title}
                {...group}
                search={search}
                onPick={(key, value) => go({ filters: toggleFilter(search.filters, key, value) })}
              />
            ))}
          </div>
        )}
      </PageBody>
    </>
  );
}

interface SplitCardProps {
  title: string;
  splits: ReadonlyArray<{ title: string; key: string }>;
  search: WebSearch;
  onPick: (key: string, value: string) => void;
}

function SplitCard({ title, splits, search, onPick }: SplitCardProps) {
  const [at, setAt] = useState(0);
  const split = splits[at] ?? { title, key: "" };
  const answer = useTrend(splitBy(search, split.key));
  const rows = splitRows(answer.data?.results ?? []);
  const most = Math.max(1, ...rows.map((row) => row.visitors));
  const on = (value: string) =>
    search.filters?.some((filter) => filter.key === split.key && String(filter.value) === value) ?? false;
  return (
    <Card className="min-w-0">
      <div className="flex items-center gap-1 overflow-x-auto px-3 pt-3 pb-2">
        <h2 className="mr-auto pl-1 text-sm font-semibold">{title}</h2>
        {splits.length > 1 &&
          splits.map((each, index) => (
            <button
              key={each.key}
              type="button"
              aria-pressed={index === at}
              onClick={() => setAt(index)}
              className={cx(
                "h-7 shrink-0 rounded-md px-2 text-xs",
                index === at ? "bg-active font-medium text-ink" : "text-ink-2 hover:bg-hover",
              )}
            >
              {each.title}
            </button>
          ))}
      </div>
      {answer.error ? (
        <Failure error={answer.error} what="This could not be computed" retry={() => answer.refetch()} />
      ) : !answer.data ? (
        <SkeletonRows rows={8} columns={2} />
      ) : rows.length === 0 ? (
        <p className="px-4 py-10 text-center text-sm text-ink-3">Nothing known about {split.title.toLowerCase()}.</p>
      ) : (
        <table className="w-full table-fixed text-sm">
          <thead>
            <tr className="text-xs text-ink-3">
              <th scope="col" className="h-7 px-4 text-left font-medium">
                {split.title}
              </th>
              <th scope="col" className="w-20 px-2 text-right font-medium">
                Visitors
              </th>
              <th scope="col" className="w-20 px-4 text-right font-medium">
                Views
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.value} className={cx("hover:bg-hover", on(row.value) && "bg-active")}>
                <td className="p-0">
                  <button
                    type="button"
                    aria-pressed={on(row.value)}
                    onClick={() => onPick(split.key, row.value)}
                    title={`Only ${row.value}`}
                    className="relative flex h-8 w-full items-center px-4 text-left focus-visible:-outline-offset-2"
                  >
                    <span
                      aria-hidden
                      className="absolute inset-y-1 left-2 rounded-sm bg-[var(--ramp-2)] opacity-40"
                      style={{ width: `calc(${(row.visitors / most) * 100}% - 16px)` }}
                    />
                    <bdi className="relative truncate">{row.value === "$direct" ? "Direct" : row.value}</bdi>
                  </button>
                </td>
                <td className="tabular px-2 text-right" title={exactNumber(row.visitors)}>
                  {compactNumber(row.visitors)}
                </td>
                <td className="tabular px-4 text-right text-ink-2" title={exactNumber(row.views)}>
                  {compactNumber(row.views)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
