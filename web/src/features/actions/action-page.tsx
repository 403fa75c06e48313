// One action, new or saved: its name, its steps, and beside them what they fit.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { ChartLine, Copy, Ellipsis, Plus, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { ApiError, errorText } from "@/app/client";
import { useDraft } from "@/app/draft";
import { useProject } from "@/features/accounts/api";
import { sameQuery } from "@/features/insights/url";
import type { TrendsQuery } from "@/query/types";
import { Badge } from "@/ui/badge";
import { Breadcrumbs } from "@/ui/breadcrumbs";
import { Button, buttonClass, IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { Field, inputClass, TextInput } from "@/ui/field";
import { Menu, MenuItem } from "@/ui/menu";
import { Card, PageBody, PageHead } from "@/ui/page";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { toast } from "@/ui/toast";
import { type Action, actionQuery, createAction } from "./api";
import { Matches, useMatches } from "./matches";
import { StepCard } from "./step-card";
import { useChangeAction } from "./use-change-action";
import { type ActionDraft, asksNothing, draftOf, emptyDraft, emptyStep, finished } from "./words";

export function ActionPage() {
  const project = useProject();
  const { actionId } = useParams({ from: "/inside/project/$projectId/actions/$actionId" });
  const action = useQuery(actionQuery(project.id, Number(actionId)));
  if (action.data && !action.data.deleted) return <SavedAction key={action.data.id} action={action.data} />;
  const gone = action.data?.deleted || (action.error instanceof ApiError && action.error.status === 404);
  return (
    <>
      <PageHead title="Action" />
      <PageBody>
        <Card>
          {gone ? (
            <Empty title="This action is not here">
              It may have been deleted, or the link belongs to another project.
            </Empty>
          ) : action.error ? (
            <Failure error={action.error} what="The action could not be loaded" retry={() => action.refetch()} />
          ) : (
            <SkeletonRows rows={8} columns={3} />
          )}
        </Card>
      </PageBody>
    </>
  );
}

export function NewActionPage() {
  const project = useProject();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [stored, setDraft] = useDraft<ActionDraft>(`new action of project ${project.id}`);
  const draft = stored ?? emptyDraft;
  const [problem, setProblem] = useState<{ attr: string | null; text: string }>();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const made = await createAction(project.id, { ...draft, steps: draft.steps.map(finished) });
      setDraft(undefined);
      client.setQueryData(actionQuery(project.id, made.id).queryKey, made);
      client.invalidateQueries({ queryKey: ["project", project.id, "actions"] });
      toast(`“${made.name}” saved`);
      await navigate({
        to: "/project/$projectId/actions/$actionId",
        params: { projectId: String(project.id), actionId: String(made.id) },
        replace: true,
      });
    } catch (error) {
      setProblem({ attr: error instanceof ApiError ? error.attr : null, text: errorText(error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Editor
      title="New action"
      draft={draft}
      onChange={(next) => {
        setProblem(undefined);
        setDraft(next);
      }}
      problem={problem}
      actions={
        <>
          {stored && <Button onClick={() => setDraft(undefined)}>Start over</Button>}
          <Button weight="primary" busy={busy} disabled={missing(draft) !== undefined} onClick={save}>
            Save action
          </Button>
        </>
      }
    />
  );
}

function missing(draft: ActionDraft): string | undefined {
  if (draft.name.trim() === "") return "It needs a name.";
  if (draft.steps.length === 0 || draft.steps.some((step) => asksNothing(step)))
    return "Each step needs an event or a condition: as it is, it fits everything.";
  return undefined;
}

const trendOf = (action: Action): TrendsQuery => ({
  kind: "TrendsQuery",
  series: [{ kind: "ActionsNode", id: action.id, name: action.name, math: "dau" }],
  interval: "day",
  dateRange: { date_from: "-30d" },
  trendsFilter: { display: "ActionsLineGraph" },
});

function SavedAction({ action }: { action: Action }) {
  const project = useProject();
  const projectId = String(project.id);
  const client = useQueryClient();
  const navigate = useNavigate();
  const change = useChangeAction();
  const [stored, setDraft] = useDraft<ActionDraft>(`action ${action.id} of project ${project.id}`);
  const saved = draftOf(action);
  const draft = stored ?? saved;
  const changed = !sameQuery(draft, saved);
  const wrong = missing(draft);
  const save = async () => {
    const next = { ...draft, steps: draft.steps.map(finished) };
    if (await change(action, next, "Saved", saved)) setDraft(undefined);
  };
  const copy = async () => {
    const made = await createAction(project.id, { ...saved, name: `${action.name} (copy)` });
    client.invalidateQueries({ queryKey: ["project", project.id, "actions"] });
    navigate({ to: "/project/$projectId/actions/$actionId", params: { projectId, actionId: String(made.id) } });
  };
  const remove = async () => {
    if (!(await change(action, { deleted: true }, null))) return;
    navigate({ to: "/project/$projectId/actions", params: { projectId } });
    toast(`“${action.name}” deleted`, {
      action: { label: "Undo", run: () => void change(action, { deleted: false }, null) },
    });
  };
  return (
    <Editor
      title={action.name}
      changed={changed}
      draft={draft}
      onChange={setDraft}
      about={
        <>
          Changed <Time at={action.updated_at} />
          {action.created_by && <> · made by {action.created_by.first_name || action.created_by.email}</>}
        </>
      }
      actions={
        <>
          <Menu align="end" trigger={<IconButton icon={Ellipsis} label="More about this action" />}>
            <MenuItem icon={Copy} onSelect={() => copy().catch((error) => toast(errorText(error), { kind: "failed" }))}>
              Duplicate
            </MenuItem>
            <MenuItem icon={Trash2} danger onSelect={remove}>
              Delete
            </MenuItem>
          </Menu>
          <Link
            to="/project/$projectId/insights/new"
            params={{ projectId }}
            search={{ q: trendOf(action) }}
            className={buttonClass()}
          >
            <ChartLine size={16} aria-hidden />
            See who did it
          </Link>
          {changed && <Button onClick={() => setDraft(undefined)}>Discard changes</Button>}
          <Button weight="primary" disabled={!changed || wrong !== undefined} title={wrong} onClick={save}>
            Save changes
          </Button>
        </>
      }
    />
  );
}

interface EditorProps {
  title: string;
  about?: ReactNode;
  changed?: boolean;
  draft: ActionDraft;
  onChange: (draft: ActionDraft) => void;
  problem?: { attr: string | null; text: string };
  actions: ReactNode;
}

// "steps[1].url" of an error: the place and what is wrong there.
function placeOf(attr: string | null | undefined): { step: number; field: string } | undefined {
  const found = /^steps\[(\d+)\]\.(\w+)/.exec(attr ?? "");
  return found ? { step: Number(found[1]), field: found[2] ?? "" } : undefined;
}

function Editor({ title, about, changed, draft, onChange, problem, actions }: EditorProps) {
  const project = useProject();
  // What the server finds wrong while it counts is said at its field.
  const counted = useMatches(draft.steps);
  const complaint = problem ?? (counted.error instanceof ApiError ? wrongIn(counted.error) : undefined);
  const place = placeOf(complaint?.attr);
  const set = (changes: Partial<ActionDraft>) => onChange({ ...draft, ...changes });
  const lonely = complaint && !place && problem;
  return (
    <>
      <PageHead
        title={title}
        heading={
          <>
            <Breadcrumbs mark={changed && <Badge tone="warn">Changed</Badge>}>
              <Link to="/project/$projectId/actions" params={{ projectId: String(project.id) }}>
                Actions
              </Link>
            </Breadcrumbs>
            <h1 className="truncate text-xl font-semibold tracking-tight">
              <bdi>{title}</bdi>
            </h1>
          </>
        }
        about={about}
        actions={actions}
      />
      <PageBody className="grid grid-cols-1 max-w-[1280px] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_380px]">
        <div className="flex min-w-0 flex-col gap-4">
          <Card className="flex flex-col gap-3 p-4">
            <Field label="Name">
              {(ids) => (
                <TextInput
                  {...ids}
                  value={draft.name}
                  onChange={(event) => set({ name: event.target.value })}
                  placeholder="Signed up"
                  maxLength={400}
                />
              )}
            </Field>
            <Field label="What it means">
              {(ids) => (
                <textarea
                  {...ids}
                  value={draft.description}
                  onChange={(event) => set({ description: event.target.value })}
                  placeholder="For whoever reads a chart with it"
                  rows={2}
                  maxLength={4000}
                  className={cx(inputClass, "h-auto resize-y py-1.5")}
                />
              )}
            </Field>
            {lonely && (
              <p role="alert" className="text-sm text-bad">
                {complaint.text}
              </p>
            )}
          </Card>
          <Card>
            <h2 className="px-4 pt-3 text-sm font-semibold">When</h2>
            <p className="px-4 pb-1 text-xs text-ink-3">
              An event does this when one of these steps fits. A step fits when all it says holds.
            </p>
            {draft.steps.map((step, index) => (
              <StepCard
                // biome-ignore lint/suspicious/noArrayIndexKey: steps are known by their place
                key={index}
                step={step}
                number={index + 1}
                wrong={place?.step === index && complaint ? { field: place.field, text: complaint.text } : undefined}
                onChange={(next) => set({ steps: draft.steps.map((each, at) => (at === index ? next : each)) })}
                onRemove={
                  draft.steps.length > 1 ? () => set({ steps: draft.steps.filter((_, at) => at !== index) }) : undefined
                }
              />
            ))}
            <div className="border-t border-line p-2">
              <Button
                small
                weight="quiet"
                icon={Plus}
                onClick={() => set({ steps: [...draft.steps, { ...emptyStep, event: "$autocapture" }] })}
              >
                Or when
              </Button>
            </div>
          </Card>
        </div>
        <Matches steps={draft.steps} />
      </PageBody>
    </>
  );
}

const wrongIn = (error: ApiError) => ({ attr: error.attr, text: error.detail });
