// Writing down what happened on a day, from a page with charts: it is marked on all of them.
import { useQueryClient } from "@tanstack/react-query";
import { useProject } from "@/features/accounts/api";
import { Button } from "@/ui/button";
import { dayKey, dayStart } from "@/ui/dates";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, TextInput } from "@/ui/field";
import { useForm } from "@/ui/form";
import { FormError } from "@/ui/form-error";
import { useZone } from "@/ui/time";
import { toast } from "@/ui/toast";
import { annotationsQuery, createAnnotation } from "./api";

interface NoteDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function NoteDialog({ open, onOpenChange }: NoteDialogProps) {
  const project = useProject();
  const zone = useZone();
  const client = useQueryClient();
  const today = dayKey(new Date(), zone);
  const form = useForm(["content", "date_marker"], async ({ content = "", day }) => {
    await createAnnotation(project.id, content.trim(), dayStart(day || today, zone));
    await client.invalidateQueries({ queryKey: annotationsQuery(project.id).queryKey });
    onOpenChange(false);
    toast("Marked on every chart over time");
  });
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Mark a day"
      description="What happened then, for example a release. It is marked on every chart over time."
    >
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <Field label="What happened" error={form.errorOf("content")}>
          {(ids) => <TextInput {...ids} name="content" required maxLength={400} placeholder="4.2 shipped" />}
        </Field>
        <Field label="Day" error={form.errorOf("date_marker")}>
          {(ids) => <TextInput {...ids} sized className="w-44" type="date" name="day" defaultValue={today} />}
        </Field>
        <FormError text={form.error} />
        <DialogActions>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" weight="primary" busy={form.busy}>
            Mark it
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
