// The previews of a project, for its team: make one, see how far each is, choose how the public page looks.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ExternalLink, Palette, Plus, Sprout } from "lucide-react";
import { useMemo, useState } from "react";
import { useShortcuts } from "@/app/shortcuts";
import { useProject } from "@/features/accounts/api";
import { Badge, type BadgeTone } from "@/ui/badge";
import { Button, buttonClass } from "@/ui/button";
import { CodeBlock } from "@/ui/code-block";
import { type Column, DataTable } from "@/ui/data-table";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, NativeSelect, TextInput } from "@/ui/field";
import { useForm } from "@/ui/form";
import { FormError } from "@/ui/form-error";
import { compactNumber, exactNumber } from "@/ui/numbers";
import { Card, PageBody, PageHead } from "@/ui/page";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import {
  createEarlyAccess,
  type EarlyAccess,
  earlyAccessListQuery,
  joinedCountQuery,
  type Stage,
  stageMeaning,
  stages,
} from "./early-access";
import { PageLookDialog } from "./page-look";
import { stageWords } from "./previews";

export const stageTones: Record<Stage, BadgeTone> = {
  draft: "neutral",
  concept: "neutral",
  alpha: "info",
  beta: "info",
  "general-availability": "good",
  archived: "neutral",
};

function Joined({ flagKey }: { flagKey: string }) {
  const project = useProject();
  const { data } = useQuery(joinedCountQuery(project.id, flagKey));
  if (!data) return <span className="text-ink-3">…</span>;
  return (
    <span className="tabular" title={exactNumber(data.affected)}>
      {compactNumber(data.affected)}
    </span>
  );
}

export function EarlyAccessPage() {
  const project = useProject();
  const projectId = String(project.id);
  const navigate = useNavigate();
  const [making, setMaking] = useState(false);
  const [looking, setLooking] = useState(false);
  const list = useQuery(earlyAccessListQuery(project.id));
  const features = list.data?.results;
  useShortcuts({ n: () => setMaking(true) });

  const columns = useMemo<Column<EarlyAccess>[]>(
    () => [
      {
        id: "name",
        accessorFn: (feature) => feature.name,
        header: "Preview",
        cell: ({ row }) => (
          <Link
            to="/project/$projectId/previews/$previewId"
            params={{ projectId, previewId: row.original.id }}
            onClick={(click) => click.stopPropagation()}
            tabIndex={-1}
            className="truncate font-medium hover:text-accent-ink"
          >
            <bdi>{row.original.name}</bdi>
          </Link>
        ),
      },
      {
        id: "stage",
        accessorFn: (feature) => stages.indexOf(feature.stage),
        header: "Stage",
        cell: ({ row }) => <Badge tone={stageTones[row.original.stage]}>{stageWords[row.original.stage]}</Badge>,
        meta: { className: "w-32" },
      },
      {
        id: "joined",
        header: "Joined",
        cell: ({ row }) => row.original.feature_flag && <Joined flagKey={row.original.feature_flag.key} />,
        meta: { className: "w-20" },
      },
      {
        id: "flag",
        accessorFn: (feature) => feature.feature_flag?.key ?? "",
        header: "Flag",
        cell: ({ row }) =>
          row.original.feature_flag && (
            <Link
              to="/project/$projectId/flags/$flagId"
              params={{ projectId, flagId: String(row.original.feature_flag.id) }}
              onClick={(click) => click.stopPropagation()}
              className="truncate font-mono text-xs text-ink-2 hover:text-accent-ink"
            >
              <bdi>{row.original.feature_flag.key}</bdi>
            </Link>
          ),
        meta: { className: "w-56 max-md:hidden" },
      },
      {
        id: "made",
        accessorFn: (feature) => feature.created_at,
        header: "Made",
        cell: ({ row }) => <Time at={row.original.created_at} className="tabular text-ink-3" />,
        meta: { className: "w-32 max-sm:hidden" },
      },
    ],
    [projectId],
  );

  return (
    <>
      <PageHead
        title="Previews"
        about="What your users may try before everybody has it, and what you think of building."
        actions={
          <>
            <a href={`/previews/${project.api_token}`} target="_blank" rel="noreferrer" className={buttonClass()}>
              <ExternalLink size={16} aria-hidden />
              Public page
            </a>
            <Button icon={Palette} onClick={() => setLooking(true)}>
              Its look
            </Button>
            <Button weight="primary" icon={Plus} onClick={() => setMaking(true)} title="New preview (n)">
              New preview
            </Button>
          </>
        }
      />
      <PageBody>
        <Card className="overflow-clip">
          {list.error && !features ? (
            <Failure error={list.error} what="The previews could not be loaded" retry={() => list.refetch()} />
          ) : !features ? (
            <SkeletonRows rows={5} columns={4} />
          ) : features.length > 0 ? (
            <DataTable
              label="Previews"
              rows={features}
              columns={columns}
              rowId={(feature) => feature.id}
              onOpen={(feature) =>
                navigate({
                  to: "/project/$projectId/previews/$previewId",
                  params: { projectId, previewId: feature.id },
                })
              }
            />
          ) : (
            <Empty
              title="No previews yet"
              action={
                <Button weight="primary" icon={Sprout} onClick={() => setMaking(true)}>
                  New preview
                </Button>
              }
            >
              A preview is a flag that people switch on for themselves, on a public page that you link to from your app.
            </Empty>
          )}
        </Card>
        <div className="max-w-[72ch] pt-4">
          <CodeBlock
            title="Link in your app, with the id of whoever is signed in"
            code={`${window.location.origin}/previews/${project.api_token}?id=USER_ID`}
          />
        </div>
      </PageBody>
      <NewPreviewDialog open={making} onOpenChange={setMaking} />
      <PageLookDialog open={looking} onOpenChange={setLooking} />
    </>
  );
}

function NewPreviewDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const project = useProject();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [stage, setStage] = useState<Stage>("concept");
  const form = useForm(["name", "stage"], async ({ name }) => {
    const made = await createEarlyAccess(project.id, { name, stage });
    client.invalidateQueries({ queryKey: earlyAccessListQuery(project.id).queryKey });
    client.invalidateQueries({ queryKey: ["project", project.id, "flags"] });
    await navigate({
      to: "/project/$projectId/previews/$previewId",
      params: { projectId: String(project.id), previewId: made.id },
    });
  });
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="New preview"
      description="It gets a flag of its own that nobody has but those who join."
    >
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <Field label="Name" error={form.errorOf("name")}>
          {(ids) => <TextInput {...ids} name="name" placeholder="Night mode" maxLength={200} required />}
        </Field>
        <Field label="Stage" help={stageMeaning[stage]} error={form.errorOf("stage")}>
          {(ids) => (
            <NativeSelect {...ids} value={stage} onChange={(event) => setStage(event.target.value as Stage)}>
              {stages.map((each) => (
                <option key={each} value={each}>
                  {stageWords[each]}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <FormError text={form.error} />
        <DialogActions>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" weight="primary" busy={form.busy}>
            Make preview
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
