// One preview, for the team: its words and stage, who joined, what people say.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { ChevronRight, Ellipsis, Trash2 } from "lucide-react";
import { useState } from "react";
import { ApiError, errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, inputClass, NativeSelect, TextInput } from "@/ui/field";
import { useForm } from "@/ui/form";
import { FormError } from "@/ui/form-error";
import { Menu, MenuItem } from "@/ui/menu";
import { Card, PageBody, PageHead } from "@/ui/page";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { toast } from "@/ui/toast";
import {
  changeEarlyAccess,
  deleteEarlyAccess,
  type EarlyAccess,
  type EarlyAccessChanges,
  earlyAccessListQuery,
  earlyAccessQuery,
  isPublic,
  type Stage,
  stageMeaning,
  stages,
} from "./early-access";
import { stageTones } from "./early-access-page";
import { Comments, JoinedPeople } from "./preview-facts";
import { stageWords } from "./previews";

export function EarlyAccessFeaturePage() {
  const project = useProject();
  const { previewId } = useParams({ from: "/inside/project/$projectId/previews/$previewId" });
  const feature = useQuery(earlyAccessQuery(project.id, previewId));
  if (feature.data) return <Loaded key={feature.data.id} feature={feature.data} />;
  const gone = feature.error instanceof ApiError && feature.error.status === 404;
  return (
    <>
      <PageHead title="Preview" />
      <PageBody>
        <Card>
          {gone ? (
            <Empty title="This preview is not here">
              It may have been deleted, or the link belongs to another project.
            </Empty>
          ) : feature.error ? (
            <Failure error={feature.error} what="The preview could not be loaded" retry={() => feature.refetch()} />
          ) : (
            <SkeletonRows rows={6} columns={2} />
          )}
        </Card>
      </PageBody>
    </>
  );
}

function Loaded({ feature }: { feature: EarlyAccess }) {
  const project = useProject();
  const projectId = String(project.id);
  const flag = feature.feature_flag;
  const [removing, setRemoving] = useState(false);
  return (
    <>
      <PageHead
        title={feature.name}
        heading={
          <>
            <nav aria-label="Breadcrumb" className="mb-0.5 flex items-center gap-1 text-sm text-ink-3">
              <Link to="/project/$projectId/previews" params={{ projectId }} className="hover:text-ink">
                Previews
              </Link>
              <ChevronRight size={14} aria-hidden />
              <Badge tone={stageTones[feature.stage]}>{stageWords[feature.stage]}</Badge>
            </nav>
            <h1 className="truncate text-xl font-semibold tracking-tight">
              <bdi>{feature.name}</bdi>
            </h1>
          </>
        }
        about={
          flag && (
            <>
              Served by the flag{" "}
              <Link
                to="/project/$projectId/flags/$flagId"
                params={{ projectId, flagId: String(flag.id) }}
                className="font-mono text-xs text-accent-ink hover:underline"
              >
                <bdi>{flag.key}</bdi>
              </Link>
            </>
          )
        }
        actions={
          <>
            <Menu align="end" trigger={<IconButton icon={Ellipsis} label="More about this preview" />}>
              <MenuItem icon={Trash2} danger onSelect={() => setRemoving(true)}>
                Delete
              </MenuItem>
            </Menu>
            {isPublic(feature.stage) && (
              <a
                href={`/previews/${project.api_token}`}
                target="_blank"
                rel="noreferrer"
                className="text-sm text-accent-ink hover:underline"
              >
                Public page
              </a>
            )}
          </>
        }
      />
      <PageBody className="grid grid-cols-1 max-w-[1280px] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_380px]">
        <div className="flex min-w-0 flex-col gap-4">
          <Words feature={feature} />
          {flag && <Comments flagKey={flag.key} />}
        </div>
        {flag && <JoinedPeople flagKey={flag.key} planned={feature.stage === "concept"} />}
      </PageBody>
      <RemoveDialog feature={feature} open={removing} onOpenChange={setRemoving} />
    </>
  );
}

function Words({ feature }: { feature: EarlyAccess }) {
  const project = useProject();
  const client = useQueryClient();
  const [stage, setStage] = useState(feature.stage);
  // Taken back, the fields begin anew with what they had.
  const [timesBack, setTimesBack] = useState(0);
  const save = async (changes: EarlyAccessChanges, said: string, undo?: EarlyAccessChanges) => {
    const saved = await changeEarlyAccess(project.id, feature.id, changes);
    client.setQueryData(earlyAccessQuery(project.id, feature.id).queryKey, saved);
    client.invalidateQueries({ queryKey: earlyAccessListQuery(project.id).queryKey });
    client.invalidateQueries({ queryKey: ["project", project.id, "flags"] });
    const back = () =>
      void save(undo ?? {}, "Changed back").then(
        () => setTimesBack((times) => times + 1),
        (error) => toast(errorText(error), { kind: "failed" }),
      );
    toast(said, undo ? { action: { label: "Undo", run: back } } : {});
    setStage(saved.stage);
  };
  const form = useForm(["name", "description", "documentation_url", "stage"], async (values) => {
    const wanted = {
      name: values.name,
      description: values.description,
      documentation_url: values.documentation_url,
      stage,
    };
    const { name, description, documentation_url } = feature;
    await save(wanted, "The preview is changed", { name, description, documentation_url, stage: feature.stage });
  });
  return (
    <Card>
      <form key={`${timesBack} ${feature.name}`} onSubmit={form.onSubmit} className="flex flex-col gap-4 p-4">
        <Field label="Name" error={form.errorOf("name")}>
          {(ids) => <TextInput {...ids} name="name" defaultValue={feature.name} maxLength={200} required />}
        </Field>
        <Field label="What it does for people" error={form.errorOf("description")}>
          {(ids) => (
            <textarea
              {...ids}
              name="description"
              defaultValue={feature.description}
              rows={3}
              maxLength={4000}
              className={cx(inputClass, "h-auto resize-y py-1.5")}
            />
          )}
        </Field>
        <Field label="Where to read more" error={form.errorOf("documentation_url")}>
          {(ids) => (
            <TextInput
              {...ids}
              name="documentation_url"
              type="url"
              defaultValue={feature.documentation_url}
              placeholder="https://…"
              maxLength={800}
            />
          )}
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
        <Button type="submit" weight="primary" busy={form.busy} className="self-start">
          Save changes
        </Button>
      </form>
    </Card>
  );
}

function RemoveDialog({
  feature,
  open,
  onOpenChange,
}: {
  feature: EarlyAccess;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const project = useProject();
  const client = useQueryClient();
  const navigate = useNavigate();
  const form = useForm([], async () => {
    await deleteEarlyAccess(project.id, feature.id);
    await navigate({ to: "/project/$projectId/previews", params: { projectId: String(project.id) } });
    // Nobody asks for it again: it is gone.
    client.removeQueries({ queryKey: earlyAccessQuery(project.id, feature.id).queryKey });
    client.invalidateQueries({ queryKey: earlyAccessListQuery(project.id).queryKey, exact: true });
    toast(`“${feature.name}” deleted`);
  });
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Delete this preview"
      description="Whoever joined no longer has it by that. The flag, who joined and the comments stay. To hide it and keep all, archive it instead."
    >
      <form onSubmit={form.onSubmit}>
        <FormError text={form.error} />
        <DialogActions>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" weight="danger" busy={form.busy}>
            Delete preview
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
