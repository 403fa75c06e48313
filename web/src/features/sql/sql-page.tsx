// Questions in SQL: an editor that knows the tables, rows and charts of what it gives, what was saved and run before.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { CircleAlert, ExternalLink, Play, Square } from "lucide-react";
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { errorText } from "@/app/client";
import { useDraft } from "@/app/draft";
import { modifierKey } from "@/app/frame/rail";
import { useMe, useProject } from "@/features/accounts/api";
import { Progress } from "@/features/insights/answer-card";
import { type Insight, insightQuery } from "@/features/insights/api";
import { sourceOf } from "@/features/insights/url";
import { answerQuery, forceNext, insightKey } from "@/query/client";
import type { HogQLQuery, SqlDrawing, TableAnswer } from "@/query/types";
import { Button, buttonClass } from "@/ui/button";
import { Card, PageBody, PageHead } from "@/ui/page";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import type { EditorHandle, Problem } from "./editor";
import { rememberStatement } from "./history";
import { ResultCard } from "./result-card";
import { SaveQuery } from "./save-query";
import { asVariables, firstStatement, type SqlSearch, type VariableValues, valuesOf } from "./search";
import { SideBar } from "./side-bar";
import { placeOfError, statementsOf, variablesIn } from "./statements";
import { Variables } from "./variables";
import { type KeptVariable, variablesQuery } from "./variables-api";

const noVariables: readonly KeptVariable[] = [];

const SqlEditor = lazy(() => import("./editor"));

export function SqlPage() {
  const project = useProject();
  const me = useMe();
  const client = useQueryClient();
  const search = useSearch({ from: "/inside/project/$projectId/sql" });
  const navigate = useNavigate({ from: "/project/$projectId/sql" });
  const { q, drawn } = search;
  const [draft, setDraft] = useDraft<string>(`sql of project ${project.id}`);
  const [text, setText] = useState(() => (q !== undefined && !draft?.includes(q) ? q : (draft ?? firstStatement)));
  const [values, setValues] = useState<VariableValues>(search.values ?? {});
  const [problems, setProblems] = useState<Problem[]>([]);
  const [ran, setRan] = useState(0);
  const editor = useRef<EditorHandle>(null);
  const go = useCallback(
    (next: SqlSearch, replace = false) => navigate({ search: next, replace, resetScroll: false }),
    [navigate],
  );

  const write = (next: string) => {
    setText(next);
    setDraft(next);
  };
  const replace = (next: string) => {
    write(next);
    editor.current?.replace(next);
  };
  // Back and forward show what was asked then.
  const current = useRef(text);
  current.current = text;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another question in the address changes the text
  useEffect(() => {
    if (q !== undefined && !current.current.includes(q)) replace(q);
  }, [q]);
  const given = JSON.stringify(search.values ?? {});
  useEffect(() => setValues((now) => ({ ...now, ...(JSON.parse(given) as VariableValues) })), [given]);

  const variables = useQuery(variablesQuery(project.id));
  const kept = variables.data ?? noVariables;
  const query: HogQLQuery = {
    kind: "HogQLQuery",
    query: q ?? "",
    variables: asVariables(variablesIn(q ?? ""), search.values ?? {}, kept),
  };
  const queryKey = insightKey(project.id, query);
  const answer = useQuery({
    ...answerQuery<TableAnswer>(project.id, query),
    enabled: q !== undefined && !variables.isPending,
  });
  const last = useRef<TableAnswer | undefined>(undefined);
  if (answer.data) last.current = answer.data;
  const shown = answer.data ?? (answer.isFetching ? last.current : undefined);

  const run = (statement: string) => {
    const asked = statement.trim();
    if (asked === "") return;
    rememberStatement(project.id, me?.uuid ?? "", asked);
    setRan((times) => times + 1);
    const names = variablesIn(asked);
    const used = Object.fromEntries(
      names.map((name) => [name, values[name] ?? { type: "String" as const, value: null }]),
    );
    const next = { ...search, q: asked, values: names.length > 0 ? used : undefined };
    if (asked === q && JSON.stringify(next.values ?? {}) === given) {
      forceNext(queryKey);
      answer.refetch();
    } else go(next);
  };
  const runWritten = () => {
    const statement = editor.current?.statement() ?? statementsOf(text)[0];
    if (statement) run(statement.text);
  };
  const draw = useCallback((next: SqlDrawing) => go({ ...search, drawn: next }, true), [go, search]);
  const open = (insight: Insight) => {
    const source = sourceOf(insight.query);
    if (source.kind !== "HogQLQuery") return;
    replace(source.query);
    const saved = valuesOf(source.variables);
    setValues(saved ?? {});
    go({ q: source.query, values: saved, drawn: source.drawn, saved: insight.short_id });
  };
  // What is beside the editor is not drawn again with each letter.
  const now = useRef({ replace, open });
  now.current = { replace, open };
  const insert = useCallback((name: string) => editor.current?.insert(name), []);
  const rewrite = useCallback((statement: string) => now.current.replace(statement), []);
  const openSaved = useCallback((insight: Insight) => now.current.open(insight), []);
  const insight = useQuery({ ...insightQuery(project.id, search.saved ?? ""), enabled: search.saved !== undefined });
  const saved = (search.saved !== undefined && insight.data) || null;

  return (
    <>
      <PageHead
        title={saved?.name || "SQL"}
        about={
          saved
            ? "A saved query in ClickHouse's SQL."
            : "Anything else you want to know, in ClickHouse's SQL over this project's data."
        }
        actions={saved && <SavedActions insight={saved} onClose={() => go({ ...search, saved: undefined })} />}
      />
      <PageBody className="grid grid-cols-1 gap-4 lg:grid-cols-[minmax(0,1fr)_264px]">
        <div className="flex min-w-0 flex-col gap-4">
          <Card className="overflow-clip">
            <div className="h-52 max-h-[70vh] min-h-32 sm:h-60 resize-y overflow-hidden [contain:strict] focus-within:shadow-[inset_0_0_0_1px_var(--focus)]">
              <Suspense fallback={<Waiting text={text} />}>
                <SqlEditor
                  projectId={project.id}
                  initial={text}
                  values={values}
                  kept={kept}
                  onChange={write}
                  onRun={run}
                  onProblems={setProblems}
                  handle={editor}
                />
              </Suspense>
            </div>
            <Problems problems={problems} onShow={({ from }) => editor.current?.goTo(from)} />
            <Variables names={variablesIn(text)} kept={kept} values={values} onChange={setValues} onRun={runWritten} />
            <div className="flex flex-wrap items-center gap-2 border-t border-line px-3 py-2">
              {answer.isFetching ? (
                <Button icon={Square} className="min-w-24" onClick={() => client.cancelQueries({ queryKey })}>
                  Cancel
                </Button>
              ) : (
                <Button weight="primary" icon={Play} className="min-w-24" onClick={runWritten}>
                  Run
                </Button>
              )}
              <SaveQuery
                query={{
                  kind: "HogQLQuery",
                  query: text,
                  variables: asVariables(variablesIn(text), values, kept),
                  ...(drawn ? { drawn } : {}),
                }}
                saved={saved}
                onSaved={(next) => go({ ...search, saved: next.short_id }, true)}
              />
              <p id="sql-keys" className="ml-auto text-xs text-ink-3 max-[1400px]:sr-only">
                {modifierKey} Enter runs what is selected, or the statement with the cursor. Escape, then Tab leaves.
              </p>
            </div>
          </Card>
          <Card className="relative min-w-0 overflow-clip">
            <Progress busy={answer.isFetching} question={queryKey} />
            {q === undefined ? (
              <Empty title="Nothing asked yet">Run the statement above, or write your own.</Empty>
            ) : answer.error && !answer.isFetching ? (
              <>
                <Failure error={answer.error} what="The statement was refused" retry={() => run(q)} />
                <ErrorPlace error={answer.error} statement={q} text={text} editor={editor} />
              </>
            ) : shown ? (
              <ResultCard
                answer={shown}
                drawn={drawn}
                name={saved?.name ?? "rows"}
                old={shown !== answer.data}
                onDraw={draw}
              />
            ) : answer.isFetching ? (
              <SkeletonRows rows={8} columns={4} />
            ) : (
              <Empty title="Cancelled" action={<Button onClick={() => run(q)}>Run it again</Button>} />
            )}
          </Card>
        </div>
        <SideBar saved={search.saved} ran={ran} onName={insert} onStatement={rewrite} onSaved={openSaved} />
      </PageBody>
    </>
  );
}

// The statement as plain text, where the editor will be.
function Waiting({ text }: { text: string }) {
  return (
    <pre
      role="status"
      aria-label="Loading"
      className="h-full overflow-hidden p-2.5 pl-12 font-mono text-[13px] leading-5"
    >
      {text}
    </pre>
  );
}

function SavedActions({ insight, onClose }: { insight: Insight; onClose: () => void }) {
  const project = useProject();
  return (
    <>
      <Link
        to="/project/$projectId/insights/$shortId"
        params={{ projectId: String(project.id), shortId: insight.short_id }}
        className={buttonClass()}
      >
        <ExternalLink size={16} aria-hidden /> Open as insight
      </Link>
      <Button weight="quiet" onClick={onClose}>
        New query
      </Button>
    </>
  );
}

const shownProblems = 3;

function Problems({ problems, onShow }: { problems: Problem[]; onShow: (problem: Problem) => void }) {
  return (
    <ul aria-label="Problems" aria-live="polite" className="empty:hidden">
      {problems.slice(0, shownProblems).map((problem) => (
        <li key={`${problem.from} ${problem.message}`} className="border-t border-line">
          <button
            type="button"
            onClick={() => onShow(problem)}
            className="flex w-full items-start gap-2 bg-bad-soft px-3 py-1.5 text-left text-xs hover:brightness-[0.98] focus-visible:-outline-offset-2"
          >
            <CircleAlert size={14} className="mt-px shrink-0 text-bad" aria-hidden />
            <span className="min-w-0 flex-1 break-words">{problem.message}</span>
            <span className="tabular shrink-0 text-ink-2">
              line {problem.line}, column {problem.column}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

interface ErrorPlaceProps {
  error: unknown;
  // What was asked, which may be a part of what is in the editor.
  statement: string;
  text: string;
  editor: { current: EditorHandle | null };
}

function ErrorPlace({ error, statement, text, editor }: ErrorPlaceProps) {
  const place = placeOfError(statement, errorText(error));
  const start = text.indexOf(statement);
  if (!place || start < 0) return null;
  return (
    <p className="-mt-10 flex items-center justify-center gap-2 px-4 pb-8 text-sm text-ink-2">
      At <code className="max-w-72 truncate font-mono text-xs text-bad">{statement.slice(place.from, place.to)}</code>
      <Button small onClick={() => editor.current?.goTo(start + place.from)}>
        Show where
      </Button>
    </p>
  );
}
