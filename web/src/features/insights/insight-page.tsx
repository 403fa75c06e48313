// Builds a question and shows its answer; the same page for a new insight and for a saved one. The question is in the
// URL: a saved insight that was changed differs from its URL until it is saved.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { AlertsPanel } from "@/features/alerts/alerts-panel";
import { annotationsQuery, chartNotes } from "@/features/annotations/api";
import { valuesOf } from "@/features/sql/search";
import { SubscriptionsPanel } from "@/features/subscriptions/subscriptions-panel";
import { convert, defaultQuery, insightKinds } from "@/query/defaults";
import { useKnownKinds } from "@/query/known-kinds";
import type { ActorsSource, InsightKind, InsightQuery, InsightVizNode, PathEdge } from "@/query/types";
import { Badge } from "@/ui/badge";
import { Breadcrumbs } from "@/ui/breadcrumbs";
import { buttonClass } from "@/ui/button";
import { PageBody, PageHead } from "@/ui/page";
import { Empty, Failure } from "@/ui/states";
import { TabPanel, Tabs } from "@/ui/tabs";
import { toast } from "@/ui/toast";
import { AnswerCard, ChartSkeleton, useAnswer } from "./answer-card";
import { changeInsight, type Insight, insightQuery, markViewed } from "./api";
import { Builder } from "./builder/builder";
import { Toolbar } from "./builder/toolbar";
import { CorrelationCard } from "./correlation";
import { InsightActions } from "./insight-actions";
import { InsightFacts } from "./insight-facts";
import { NumbersTable } from "./numbers-table";
import { PeoplePanel } from "./people-panel";
import { PathsTable } from "./results/paths-result";
import { type InsightSearch, sameQuery, sourceOf } from "./url";
import { useStepsBack } from "./use-steps-back";
import { insightTitle, kindWords } from "./words";

export function NewInsightPage() {
  const search = useSearch({ from: "/inside/project/$projectId/insights/new" });
  const navigate = useNavigate({ from: "/project/$projectId/insights/new" });
  return (
    <InsightEditor
      saved={null}
      search={search}
      onSearch={(next, replace) => navigate({ search: next, replace, resetScroll: false })}
    />
  );
}

export function SavedInsightPage() {
  const project = useProject();
  const { shortId } = useParams({ from: "/inside/project/$projectId/insights/$shortId" });
  const search = useSearch({ from: "/inside/project/$projectId/insights/$shortId" });
  const navigate = useNavigate({ from: "/project/$projectId/insights/$shortId" });
  const insight = useQuery(insightQuery(project.id, shortId));
  const id = insight.data?.id;
  useEffect(() => {
    if (id !== undefined) markViewed(project.id, [id]);
  }, [id, project.id]);

  if (insight.data) {
    return (
      <InsightEditor
        key={shortId}
        saved={insight.data}
        search={search}
        onSearch={(next, replace) => navigate({ search: next, replace, resetScroll: false })}
      />
    );
  }
  return (
    <>
      <PageHead title="Insight" />
      <PageBody>
        {insight.data === null ? (
          <Empty
            title="This insight is not here"
            action={
              <Link
                to="/project/$projectId/insights"
                params={{ projectId: String(project.id) }}
                className="text-accent-ink hover:underline"
              >
                All insights
              </Link>
            }
          >
            It may have been deleted, or the link belongs to another project.
          </Empty>
        ) : insight.error ? (
          <Failure error={insight.error} what="The insight could not be loaded" retry={() => insight.refetch()} />
        ) : (
          <ChartSkeleton />
        )}
      </PageBody>
    </>
  );
}

interface InsightEditorProps {
  saved: Insight | null;
  search: InsightSearch;
  onSearch: (search: InsightSearch, replace?: boolean) => void;
}

function InsightEditor({ saved, search, onSearch }: InsightEditorProps) {
  const project = useProject();
  const client = useQueryClient();
  const base = saved ? sourceOf(saved.query as InsightVizNode) : defaultQuery("TrendsQuery");
  const query = search.q ?? base;
  const changed = saved !== null && !sameQuery(query, base);
  const chart = useRef<HTMLDivElement>(null);
  const [name, setName] = useState<string | null>(null);
  const [subscribing, setSubscribing] = useState(false);
  const title = name ?? saved?.name ?? insightTitle(query);
  const { shown } = useAnswer(query);
  const notes = chartNotes(useQuery(annotationsQuery(project.id)).data);

  const change = (next: InsightQuery) => {
    const same = saved !== null && sameQuery(next, base);
    onSearch(same ? {} : { q: next });
  };
  const rename = async (next: string | null) => {
    if (!saved) return;
    const before = saved.name;
    const put = async (given: string | null) =>
      client.setQueryData(
        insightQuery(project.id, saved.short_id).queryKey,
        await changeInsight(project.id, saved.id, { name: given }),
      );
    try {
      await put(next);
      client.invalidateQueries({ queryKey: ["project", project.id, "insights"] });
      toast("Renamed", { action: { label: "Undo", run: () => void put(before) } });
    } catch (error) {
      toast(`It was not renamed. ${errorText(error)}`, { kind: "failed" });
    }
  };
  const steps = useStepsBack(query, change);
  const showPeople = (source: ActorsSource, peopleTitle: string) =>
    onSearch({ ...search, people: { source, title: peopleTitle } });
  const knows = useKnownKinds();
  const kinds: readonly InsightKind[] = insightKinds.filter((kind) => knows(kind) || kind === query.kind);

  return (
    <>
      <PageHead
        title={title}
        heading={
          <>
            <Breadcrumbs mark={changed && <Badge tone="warn">Changed</Badge>}>
              <Link to="/project/$projectId/insights" params={{ projectId: String(project.id) }}>
                Insights
              </Link>
              <span>{kindWords[query.kind].title}</span>
            </Breadcrumbs>
            <TitleInput title={title} saved={saved} onName={(next) => (saved ? rename(next) : setName(next))} />
            {saved && <InsightFacts insight={saved} about={kindWords[query.kind].about} />}
          </>
        }
        about={saved ? undefined : kindWords[query.kind].about}
        actions={
          <InsightActions
            saved={saved}
            query={query}
            changed={changed}
            name={name}
            answer={shown?.answer}
            chart={chart}
            steps={steps}
            onSaved={() => onSearch({}, true)}
            onDiscard={() => onSearch({})}
            onAlerts={() => onSearch({ ...search, alerts: true })}
            onSubscriptions={() => setSubscribing(true)}
          />
        }
      />
      <PageBody>
        {query.kind === "HogQLQuery" ? (
          <>
            <p className="flex items-center gap-3 pb-3">
              <Link
                to="/project/$projectId/sql"
                params={{ projectId: String(project.id) }}
                search={{
                  q: query.query,
                  values: valuesOf(query.variables),
                  drawn: query.drawn,
                  saved: saved?.short_id,
                }}
                className={buttonClass()}
              >
                Open in the SQL editor
              </Link>
            </p>
            <AnswerCard query={query} onChange={change} onPeople={showPeople} chart={chart} notes={notes} />
          </>
        ) : (
          <Tabs
            label="Kind of insight"
            tabs={kinds.map((kind) => ({ value: kind, title: kindWords[kind].title }))}
            value={query.kind}
            onChange={(kind) => change(convert(query, kind))}
          >
            <TabPanel value={query.kind}>
              <div className="grid grid-cols-1 gap-4 pt-1 lg:grid-cols-[304px_minmax(0,1fr)]">
                <div className="max-lg:order-last">
                  <Builder query={query} onChange={change} />
                </div>
                <div className="min-w-0">
                  <div className="pb-3">
                    <Toolbar query={query} onChange={change} />
                  </div>
                  <AnswerCard query={query} onChange={change} onPeople={showPeople} chart={chart} notes={notes} />
                  {shown?.query.kind === "FunnelsQuery" &&
                    query.kind === "FunnelsQuery" &&
                    (query.funnelsFilter?.funnelVizType ?? "steps") === "steps" && (
                      <CorrelationCard query={shown.query} onPeople={showPeople} />
                    )}
                  {shown?.query.kind === "PathsQuery" && query.kind === "PathsQuery" && (
                    <PathsTable query={shown.query} edges={shown.answer.results as PathEdge[]} onPeople={showPeople} />
                  )}
                  {shown && "series" in query && query.kind !== "FunnelsQuery" && shown.query.kind === query.kind && (
                    <NumbersTable query={shown.query as typeof query} answer={shown.answer} />
                  )}
                </div>
              </div>
            </TabPanel>
          </Tabs>
        )}
      </PageBody>
      {saved && (
        <AlertsPanel
          insight={saved}
          title={title}
          open={search.alerts ?? false}
          onClose={() => onSearch({ ...search, alerts: undefined })}
        />
      )}
      {saved && (
        <SubscriptionsPanel
          subject={{ insight: saved.id }}
          title={title}
          open={subscribing}
          onClose={() => setSubscribing(false)}
        />
      )}
      <PeoplePanel people={search.people} onClose={() => onSearch({ ...search, people: undefined })} />
    </>
  );
}

interface TitleInputProps {
  title: string;
  saved: Insight | null;
  onName: (name: string | null) => void;
}

// Looks like a title until it is clicked.
function TitleInput({ title, saved, onName }: TitleInputProps) {
  return (
    <h1 className="-ml-1.5 text-xl font-semibold tracking-tight">
      <span className="sr-only">{title}</span>
      <input
        key={title}
        aria-label={saved ? "Name of the insight" : "Name of the new insight"}
        defaultValue={title}
        maxLength={400}
        onBlur={(event) => {
          const typed = event.target.value.trim();
          if (typed !== title) onName(typed === "" ? null : typed);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur();
          if (event.key === "Escape") {
            event.currentTarget.value = title;
            event.currentTarget.blur();
          }
        }}
        className="w-full truncate rounded-md border border-transparent bg-transparent px-1.5 py-0.5 hover:border-line focus:border-focus focus:bg-surface focus:outline-none"
      />
    </h1>
  );
}
