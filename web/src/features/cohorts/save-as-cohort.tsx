// The people behind a number, kept as a cohort: a list of who they are now.
import { useNavigate } from "@tanstack/react-router";
import { UsersRound } from "lucide-react";
import { useState } from "react";
import { useProject } from "@/features/accounts/api";
import { useKnownKinds } from "@/query/known-kinds";
import type { ActorsSource } from "@/query/types";
import { Button } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, TextInput } from "@/ui/field";
import { useForm } from "@/ui/form";
import { FormError } from "@/ui/form-error";
import { toast } from "@/ui/toast";
import { createCohort } from "./api";
import { useRenewCohorts } from "./use-change-cohort";

export function SaveAsCohort({ source, title }: { source: ActorsSource; title: string }) {
  const project = useProject();
  const navigate = useNavigate();
  const renew = useRenewCohorts();
  const [open, setOpen] = useState(false);
  const knows = useKnownKinds();
  const form = useForm(["name"], async ({ name }) => {
    const made = await createCohort(project.id, { name: name ?? title, is_static: true, query: source });
    renew(made);
    setOpen(false);
    toast(`“${made.name}” saved`, {
      action: {
        label: "Open",
        run: () =>
          void navigate({
            to: "/project/$projectId/cohorts/$cohortId",
            params: { projectId: String(project.id), cohortId: String(made.id) },
          }),
      },
    });
  });
  if (!knows("Cohort")) return null;
  return (
    <>
      <Button small icon={UsersRound} onClick={() => setOpen(true)}>
        Save as cohort
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Save as cohort"
        description="A list of these people, all of them, as they are now. It stays as it is until you change it."
      >
        <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
          <Field label="Name" error={form.errorOf("name")}>
            {(ids) => <TextInput {...ids} name="name" required defaultValue={title} maxLength={400} />}
          </Field>
          <FormError text={form.error} />
          <DialogActions>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button type="submit" weight="primary" busy={form.busy}>
              Save cohort
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
}
