// Questions in SQL: editor, tables to look up, rows, history, and saving as an insight.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Download, History, Play, Save, Table2 } from "lucide-react";
import { type RefObject, useEffect, useRef, useState } from "react";
import { errorText } from "@/app/client";
import { modifierKey } from "@/app/frame/rail";
import { csvText, download } from "@/charts/export";
import { useProject } from "@/features/accounts/api";
import { propertyDefinitionsQuery } from "@/features/definitions/api";
import { Progress } from "@/features/insights/answer-card";
import { createInsight } from "@/features/insights/api";
import { TableView } from "@/features/insights/results/table-result";
import { answerQuery, forceNext, insightKey } from "@/query/client";
import type { HogQLQuery, TableAnswer } from "@/query/types";
import { Button } from "@/ui/button";
import { exactNumber, plural } from "@/ui/numbers";
import { Card, PageBody, PageHead } from "@/ui/page";
import { Picker } from "@/ui/picker";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { toast } from "@/ui/toast";
import { SqlEditor, selectedOr } from "./editor";
import { firstStatement, placeOfError, rememberStatement, statementsAsked, tables } from "./search";

export function SqlPage() {
  const project = useProject();
  const client = useQueryClient();
  const { q } = useSearch({ from: "/inside/project/$projectId/sql" });
  const navigate = useNavigate({ from: "/project/$projectId/sql" });
  const [text, setText] = useState(q ?? firstStatement);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (q !== undefined) setText((typed) => (typed.includes(q) ? typed : q));
  }, [q]);

  const query: HogQLQuery = { kind: "HogQLQuery", query: q ?? "" };
  const queryKey = insightKey(project.id, query);
  const answer = useQuery({ ...answerQuery<TableAnswer>(project.id, query), enabled: q !== undefined });
  const run = (statement: string) => {
    const asked = statement.trim();
    if (asked === "") return;
    rememberStatement(project.id, asked);
    if (asked === q) {
      forceNext(queryKey);
      answer.refetch();
    } else navigate({ search: { q: asked } });
  };
  const save = async () => {
    try {
      const saved = await createInsight(project.id, { kind: "HogQLQuery", query: q ?? text }, { name: "SQL" });
      client.invalidateQueries({ queryKey: ["project", project.id, "insights"] });
      navigate({
        to: "/project/$projectId/insights/$shortId",
        params: { projectId: String(project.id), shortId: saved.short_id },
      });
    } catch (error) {
      toast(`This was not saved. ${errorText(error)}`, { kind: "failed" });
    }
  };
  const insert = (name: string) => {
    const area = field.current;
    if (!area) return;
    area.focus();
    document.execCommand("insertText", false, name);
  };

  return (
    <>
      <PageHead title="SQL" about="Anything else you want to know, in ClickHouse's SQL over this project's data." />
      <PageBody className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_240px]">
        <div className="flex min-w-0 flex-col gap-4">
          <Card>
            <SqlEditor value={text} onChange={setText} onRun={run} field={field} />
            <div className="flex flex-wrap items-center gap-2 border-t border-line px-3 py-2">
              <Button weight="primary" icon={Play} onClick={() => run(selectedOr(field.current, text))}>
                Run
              </Button>
              <HistoryPicker projectId={project.id} onPick={setText} />
              <Button icon={Save} disabled={!answer.data} onClick={save}>
                Save as insight
              </Button>
              <p id="sql-keys" className="ml-auto text-xs text-ink-3 max-md:hidden">
                {modifierKey} Enter runs what is selected, or all of it. Escape and Tab leaves the field.
              </p>
            </div>
          </Card>
          <Card className="relative min-w-0 overflow-clip">
            <Progress busy={answer.isFetching} onCancel={() => client.cancelQueries({ queryKey })} />
            {q === undefined ? (
              <Empty title="Nothing asked yet">Run the statement above, or write your own.</Empty>
            ) : answer.error ? (
              <>
                <Failure error={answer.error} what="The statement was refused" retry={() => run(q)} />
                <ErrorPlace error={answer.error} statement={q} text={text} field={field} />
              </>
            ) : answer.data ? (
              <>
                <div className="flex items-center gap-3 border-b border-line px-4 py-1.5 text-sm text-ink-2">
                  <span className="tabular flex-1">
                    {plural(answer.data.results.length, "row")}
                    {answer.data.hasMore && `, the first of more (limit ${exactNumber(answer.data.limit ?? 0)})`}
                  </span>
                  <Button
                    small
                    icon={Download}
                    onClick={() =>
                      download("rows.csv", csvText([answer.data.columns, ...answer.data.results]), "text/csv")
                    }
                  >
                    CSV
                  </Button>
                </div>
                <TableView answer={answer.data} />
              </>
            ) : answer.isFetching ? (
              <SkeletonRows rows={8} columns={4} />
            ) : (
              <Empty title="Cancelled" action={<Button onClick={() => run(q)}>Run it</Button>} />
            )}
          </Card>
        </div>
        <Tables onPick={insert} />
      </PageBody>
    </>
  );
}

interface ErrorPlaceProps {
  error: unknown;
  // What was asked, which may be a part of what is in the editor.
  statement: string;
  text: string;
  field: RefObject<HTMLTextAreaElement | null>;
}

function ErrorPlace({ error, statement, text, field }: ErrorPlaceProps) {
  const place = placeOfError(errorText(error));
  const start = text.indexOf(statement);
  if (!place || start < 0) return null;
  const show = () => {
    field.current?.focus();
    field.current?.setSelectionRange(start + place.from, start + place.to);
  };
  return (
    <p className="-mt-10 flex items-center justify-center gap-2 px-4 pb-8 text-sm text-ink-2">
      At <code className="max-w-72 truncate font-mono text-xs text-bad">{statement.slice(place.from, place.to)}</code>
      <Button small onClick={show}>
        Show where
      </Button>
    </p>
  );
}

function HistoryPicker({ projectId, onPick }: { projectId: number; onPick: (statement: string) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <Picker
      wide
      open={open}
      onOpenChange={setOpen}
      label="Search statements"
      options={(open ? statementsAsked(projectId) : []).map((statement) => ({
        value: statement,
        title: statement.replace(/\s+/g, " "),
      }))}
      empty="Statements you run are kept here, in this browser."
      onPick={onPick}
      trigger={<Button icon={History}>History</Button>}
    />
  );
}

function Tables({ onPick }: { onPick: (name: string) => void }) {
  const project = useProject();
  const properties = useQuery(propertyDefinitionsQuery(project.id, { of: "event", limit: 200 })).data?.results ?? [];
  const row = "flex h-7 w-full items-center gap-2 rounded-sm px-2 text-left font-mono text-xs hover:bg-hover";
  return (
    <aside
      aria-label="Tables"
      className="max-h-[75vh] self-start overflow-y-auto rounded-lg border border-line bg-surface p-2"
    >
      {tables.map((table) => (
        <details key={table.name} open={table.name === "events"}>
          <summary className="flex h-8 cursor-pointer items-center gap-2 rounded-sm px-1 text-sm font-medium hover:bg-hover">
            <Table2 size={14} className="text-ink-3" aria-hidden /> {table.name}
          </summary>
          {table.columns.map(([name, type]) => (
            <button key={name} type="button" className={row} onClick={() => onPick(name)} title={`Insert ${name}`}>
              <span className="min-w-0 flex-1 truncate">{name}</span>
              <span className="text-2xs text-ink-3">{type}</span>
            </button>
          ))}
        </details>
      ))}
      {properties.length > 0 && (
        <details>
          <summary className="flex h-8 cursor-pointer items-center gap-2 rounded-sm px-1 text-sm font-medium hover:bg-hover">
            Event properties
          </summary>
          {properties.map((property) => (
            <button
              key={property.id}
              type="button"
              className={row}
              onClick={() => onPick(`properties.${property.name}`)}
              title={`Insert properties.${property.name}`}
            >
              <span className="min-w-0 flex-1 truncate">{property.name}</span>
              <span className="text-2xs text-ink-3">{property.property_type}</span>
            </button>
          ))}
        </details>
      )}
    </aside>
  );
}
