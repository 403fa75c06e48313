// One cohort, new or saved: who is in it, how many that is right now, and the people themselves.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Copy, Ellipsis, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { ApiError, errorText } from "@/app/client";
import { useDraft } from "@/app/draft";
import { useProject } from "@/features/accounts/api";
import { sameQuery } from "@/features/insights/url";
import { Badge } from "@/ui/badge";
import { Breadcrumbs } from "@/ui/breadcrumbs";
import { Button, IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { Field, inputClass, TextInput } from "@/ui/field";
import { Menu, MenuItem } from "@/ui/menu";
import { compactNumber, exactNumber } from "@/ui/numbers";
import { Card, PageBody, PageHead } from "@/ui/page";
import { Empty, Failure, Skeleton, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { toast } from "@/ui/toast";
import { type Cohort, cohortCountQuery, cohortQuery, copyAsList, createCohort, type Definition } from "./api";
import { CohortPeople } from "./cohort-people";
import { DefinitionEditor } from "./definition-editor";
import { type Draft, emptyDraft, type NewDraft, newDraftName } from "./new-draft";
import { linesIn, PeopleInput, withHead } from "./people-input";
import { useChangeCohort, useRenewCohorts } from "./use-change-cohort";
import { asGroups, finishedDefinition, newDefinition } from "./words";

export function CohortPage() {
  const project = useProject();
  const { cohortId } = useParams({ from: "/inside/project/$projectId/cohorts/$cohortId" });
  const cohort = useQuery(cohortQuery(project.id, Number(cohortId)));
  if (cohort.data && !cohort.data.deleted) return <SavedCohort key={cohort.data.id} cohort={cohort.data} />;
  const gone = cohort.data?.deleted || (cohort.error instanceof ApiError && cohort.error.status === 404);
  return (
    <>
      <PageHead title="Cohort" />
      <PageBody>
        <Card>
          {gone ? (
            <Empty title="This cohort is not here">
              It may have been deleted, or the link belongs to another project.
            </Empty>
          ) : cohort.error ? (
            <Failure error={cohort.error} what="The cohort could not be loaded" retry={() => cohort.refetch()} />
          ) : (
            <SkeletonRows rows={8} columns={3} />
          )}
        </Card>
      </PageBody>
    </>
  );
}

export function NewCohortPage() {
  const project = useProject();
  const navigate = useNavigate();
  const renew = useRenewCohorts();
  const [stored, setDraft] = useDraft<NewDraft>(newDraftName(project.id));
  const draft = stored ?? emptyDraft;
  const set = (changes: Partial<NewDraft>) => {
    setProblem(null);
    setDraft({ ...draft, ...changes });
  };
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const definition = finishedDefinition(draft.definition);
  const ready =
    draft.name.trim() !== "" && (draft.kind === "list" ? linesIn(draft.people) > 0 : definition !== undefined);
  const save = async () => {
    setBusy(true);
    try {
      const made = await createCohort(project.id, {
        name: draft.name,
        description: draft.description,
        ...(draft.kind === "list" ? { is_static: true, csv: withHead(draft.people) } : { filters: definition }),
      });
      setDraft(undefined);
      renew(made);
      toast(`“${made.name}” saved`);
      await navigate({
        to: "/project/$projectId/cohorts/$cohortId",
        params: { projectId: String(project.id), cohortId: String(made.id) },
        replace: true,
      });
    } catch (error) {
      setProblem(errorText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Head
        title="New cohort"
        actions={
          <>
            {stored && <Button onClick={() => setDraft(undefined)}>Start over</Button>}
            <Button weight="primary" busy={busy} disabled={!ready} onClick={save}>
              Save cohort
            </Button>
          </>
        }
      />
      <PageBody className="grid grid-cols-1 max-w-[1280px] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_380px]">
        <div className="flex min-w-0 flex-col gap-4">
          <Card className="flex flex-col gap-3 p-4">
            <Words draft={draft} onChange={set} />
            <fieldset className="flex flex-wrap gap-2">
              <legend className="pb-1.5 text-sm font-medium">Who is in it</legend>
              {(
                [
                  ["criteria", "Whoever fits criteria", "Counted again as data comes"],
                  ["list", "A list of people", "Stays as it is until you change it"],
                ] as const
              ).map(([kind, title, about]) => (
                <label
                  key={kind}
                  className={cx(
                    "flex min-w-52 flex-1 cursor-pointer items-start gap-2 rounded-md border px-3 py-2 text-sm",
                    draft.kind === kind ? "border-accent bg-hover" : "border-line hover:bg-hover",
                  )}
                >
                  <input
                    type="radio"
                    name="kind"
                    checked={draft.kind === kind}
                    onChange={() => set({ kind })}
                    className="mt-1 accent-[var(--accent)]"
                  />
                  <span>
                    <span className="block font-medium">{title}</span>
                    <span className="block text-xs text-ink-3">{about}</span>
                  </span>
                </label>
              ))}
            </fieldset>
            {problem && (
              <p role="alert" className="text-sm text-bad">
                {problem}
              </p>
            )}
          </Card>
          <Card>
            {draft.kind === "list" ? (
              <div className="p-4">
                <PeopleInput value={draft.people} onChange={(people) => set({ people })} />
              </div>
            ) : (
              <DefinitionEditor definition={draft.definition} onChange={(next) => set({ definition: next })} />
            )}
          </Card>
        </div>
        {draft.kind === "criteria" && <LiveCount definition={definition} />}
      </PageBody>
    </>
  );
}

function Head({
  title,
  changed,
  about,
  actions,
}: {
  title: string;
  changed?: boolean;
  about?: ReactNode;
  actions: ReactNode;
}) {
  const project = useProject();
  return (
    <PageHead
      title={title}
      heading={
        <>
          <Breadcrumbs mark={changed && <Badge tone="warn">Changed</Badge>}>
            <Link to="/project/$projectId/cohorts" params={{ projectId: String(project.id) }}>
              Cohorts
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
  );
}

function Words({
  draft,
  onChange,
}: {
  draft: Pick<Draft, "name" | "description">;
  onChange: (changes: Partial<Draft>) => void;
}) {
  return (
    <>
      <Field label="Name">
        {(ids) => (
          <TextInput
            {...ids}
            value={draft.name}
            onChange={(event) => onChange({ name: event.target.value })}
            placeholder="Paying teams"
            maxLength={400}
          />
        )}
      </Field>
      <Field label="What it is for">
        {(ids) => (
          <textarea
            {...ids}
            value={draft.description}
            onChange={(event) => onChange({ description: event.target.value })}
            rows={2}
            maxLength={4000}
            className={cx(inputClass, "h-auto resize-y py-1.5")}
          />
        )}
      </Field>
    </>
  );
}

function LiveCount({ definition }: { definition: Definition | undefined }) {
  const project = useProject();
  const found = useQuery({
    ...cohortCountQuery(project.id, definition ?? newDefinition),
    enabled: definition !== undefined,
  });
  const data = definition ? found.data : undefined;
  return (
    <Card className="p-4">
      <h2 className="text-sm font-semibold">How many that is</h2>
      {!definition ? (
        <p className="pt-1 text-sm text-ink-2">Say what people did or are, and see here how many fit.</p>
      ) : found.error ? (
        <p role="alert" className="pt-1 text-sm text-warn">
          {errorText(found.error)}
        </p>
      ) : !data ? (
        <div role="status" aria-label="Loading" className="pt-2">
          <Skeleton className="h-7 w-40" />
        </div>
      ) : (
        <p
          aria-live="polite"
          aria-busy={found.isPlaceholderData}
          className={cx("pt-1 text-sm text-ink-2", found.isPlaceholderData && "opacity-60 transition-opacity")}
        >
          <strong className="tabular text-2xl font-semibold text-ink" title={exactNumber(data.count)}>
            {compactNumber(data.count)}
          </strong>{" "}
          of <span title={exactNumber(data.total)}>{compactNumber(data.total)}</span>{" "}
          {data.total === 1 ? "person" : "people"}
          {data.total > 0 && <> · {((100 * data.count) / data.total).toFixed(1)}%</>}
        </p>
      )}
    </Card>
  );
}

function SavedCohort({ cohort }: { cohort: Cohort }) {
  const project = useProject();
  const projectId = String(project.id);
  const navigate = useNavigate();
  const change = useChangeCohort();
  const renew = useRenewCohorts();
  const [stored, setDraft] = useDraft<Draft>(`cohort ${cohort.id} of project ${project.id}`);
  const saved: Draft = { name: cohort.name, description: cohort.description, definition: asGroups(cohort.filters) };
  const draft = stored ?? saved;
  const set = (changes: Partial<Draft>) => setDraft({ ...draft, ...changes });
  const changed = !sameQuery(draft, saved);
  const definition = finishedDefinition(draft.definition);
  const redefined = !sameQuery(draft.definition, saved.definition);
  const [people, setPeople] = useState("");
  const save = async () => {
    const words = { name: draft.name, description: draft.description };
    const filters = redefined && !cohort.is_static ? { filters: definition } : {};
    const before = { name: cohort.name, description: cohort.description };
    const undo = redefined && cohort.filters ? { ...before, filters: cohort.filters } : before;
    if (await change(cohort, { ...words, ...filters }, "Saved", undo)) setDraft(undefined);
  };
  const add = async () => {
    if (await change(cohort, { csv: withHead(people) }, "People put in")) setPeople("");
  };
  const copy = async () => {
    try {
      const made = await copyAsList(project.id, cohort.id);
      renew(made);
      navigate({ to: "/project/$projectId/cohorts/$cohortId", params: { projectId, cohortId: String(made.id) } });
      toast("This is the copy: the people as they are now");
    } catch (error) {
      toast(`It was not copied. ${errorText(error)}`, { kind: "failed" });
    }
  };
  const remove = async () => {
    if (!(await change(cohort, { deleted: true }, null))) return;
    navigate({ to: "/project/$projectId/cohorts", params: { projectId } });
    toast(`“${cohort.name}” deleted`, {
      action: { label: "Undo", run: () => void change(cohort, { deleted: false }, null) },
    });
  };
  const wrong =
    draft.name.trim() === ""
      ? "It needs a name."
      : !cohort.is_static && definition === undefined
        ? "It needs at least one criterion."
        : undefined;
  return (
    <>
      <Head
        title={cohort.name || "Untitled cohort"}
        changed={changed}
        about={
          <>
            {cohort.is_static ? "A list" : "Whoever fits"}
            {cohort.last_calculation && (
              <>
                {" · counted "}
                <Time at={cohort.last_calculation} />
              </>
            )}
          </>
        }
        actions={
          <>
            <Menu align="end" trigger={<IconButton icon={Ellipsis} label="More about this cohort" />}>
              <MenuItem icon={Copy} onSelect={copy}>
                Copy the people as a list
              </MenuItem>
              <MenuItem icon={Trash2} danger onSelect={remove}>
                Delete
              </MenuItem>
            </Menu>
            {changed && <Button onClick={() => setDraft(undefined)}>Discard changes</Button>}
            <Button weight="primary" disabled={!changed || wrong !== undefined} title={wrong} onClick={save}>
              Save changes
            </Button>
          </>
        }
      />
      <PageBody className="grid grid-cols-1 max-w-[1280px] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_420px]">
        <div className="flex min-w-0 flex-col gap-4">
          <Card className="flex flex-col gap-3 p-4">
            <Words draft={draft} onChange={set} />
          </Card>
          {cohort.is_static ? (
            <Card className="flex flex-col gap-3 p-4">
              <h2 className="text-sm font-semibold">Put more people in</h2>
              <PeopleInput value={people} onChange={setPeople} />
              <Button className="self-end" disabled={linesIn(people) === 0} onClick={add}>
                Put them in
              </Button>
            </Card>
          ) : (
            <Card>
              <DefinitionEditor
                own={cohort.id}
                definition={draft.definition}
                onChange={(next) => set({ definition: next })}
              />
            </Card>
          )}
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          {redefined && !cohort.is_static && <LiveCount definition={definition} />}
          <CohortPeople cohort={cohort} />
        </div>
      </PageBody>
    </>
  );
}
