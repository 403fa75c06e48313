// Name, time zone and first day of the week of a project.

import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { errorText, request } from "@/app/client";
import { type Project, projectsQuery, useProject, useUpdateProject } from "@/features/accounts/api";
import { Button } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, NativeSelect, TextInput } from "@/ui/field";
import { FormError } from "@/ui/form-error";
import { Card } from "@/ui/page";
import { Section } from "@/ui/settings";
import { toast } from "@/ui/toast";
import { isConfirmed, TypeToConfirm } from "@/ui/type-to-confirm";

const zones = Intl.supportedValuesOf("timeZone");

export function GeneralSection() {
  const project = useProject();
  return (
    <>
      <Section title="General">
        <GeneralForm key={project.id} project={project} />
      </Section>
      <Section title="Delete project" about="Deletes the project with all its events, people and settings.">
        <DeleteProject project={project} />
      </Section>
    </>
  );
}

function GeneralForm({ project }: { project: Project }) {
  const update = useUpdateProject(project.id);
  const [name, setName] = useState(project.name);
  const [timezone, setTimezone] = useState(project.timezone);
  const [week, setWeek] = useState(project.week_start_day ?? 0);
  const changed = name !== project.name || timezone !== project.timezone || week !== (project.week_start_day ?? 0);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate({ name: name.trim(), timezone, week_start_day: week }, { onSuccess: () => toast("Settings saved") });
  };
  return (
    <Card className="p-5">
      <form onSubmit={submit} className="flex max-w-md flex-col gap-4">
        <Field label="Name">
          {(ids) => (
            <TextInput
              {...ids}
              required
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label="Time zone" help="Days, weeks and all times in this project follow it.">
          {(ids) => (
            <NativeSelect
              {...ids}
              className="w-full"
              value={timezone}
              onChange={(event) => setTimezone(event.target.value)}
            >
              {[...new Set(["UTC", timezone, ...zones])].map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <Field label="Week starts on">
          {(ids) => (
            <NativeSelect
              {...ids}
              className="w-full"
              value={week}
              onChange={(event) => setWeek(Number(event.target.value))}
            >
              <option value={1}>Monday</option>
              <option value={0}>Sunday</option>
            </NativeSelect>
          )}
        </Field>
        <FormError text={update.error ? errorText(update.error) : null} />
        <div>
          <Button type="submit" weight="primary" busy={update.isPending} disabled={!changed || name.trim() === ""}>
            Save changes
          </Button>
        </div>
      </form>
    </Card>
  );
}

function DeleteProject({ project }: { project: Project }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const change = (next: boolean) => {
    setTyped("");
    setError(null);
    setOpen(next);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await request(`/api/projects/${project.id}/`, { method: "DELETE", body: { name: project.name } });
      await client.invalidateQueries({ queryKey: projectsQuery.queryKey });
      toast(`${project.name} was deleted`);
      await navigate({ to: "/" });
    } catch (failure) {
      setError(errorText(failure));
      setBusy(false);
    }
  };
  return (
    <>
      <Button weight="risky" onClick={() => setOpen(true)}>
        Delete project…
      </Button>
      <Dialog
        open={open}
        onOpenChange={change}
        title="Delete this project"
        description="Its events, people, tokens and settings are deleted for good. Apps that still send events get an error."
      >
        <form onSubmit={submit} className="flex flex-col gap-4">
          <TypeToConfirm phrase={project.name} typed={typed} onChange={setTyped} autoFocus />
          <FormError text={error} />
          <DialogActions>
            <Button weight="quiet" onClick={() => change(false)}>
              Cancel
            </Button>
            <Button type="submit" weight="danger" busy={busy} disabled={!isConfirmed(typed, project.name)}>
              Delete project
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
}
