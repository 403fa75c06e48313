// Taking apart what was merged: ids that turned out to be of different people. It cannot be undone, so the name has to
// be typed.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useProject } from "@/features/accounts/api";
import { Button } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, NativeSelect } from "@/ui/field";
import { useForm } from "@/ui/form";
import { FormError } from "@/ui/form-error";
import { plural } from "@/ui/numbers";
import { toast } from "@/ui/toast";
import { isConfirmed, TypeToConfirm } from "@/ui/type-to-confirm";
import { type Person, splitPerson } from "./api";
import { personName, readableIdsFirst } from "./name";

interface SplitPersonDialogProps {
  person: Person;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function SplitPersonDialog({ person, open, onOpenChange }: SplitPersonDialogProps) {
  const project = useProject();
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const name = personName(person);
  const ids = readableIdsFirst(person.distinct_ids);
  const close = () => {
    setTyped("");
    onOpenChange(false);
  };
  const form = useForm(["main_distinct_id"], async ({ main_distinct_id = "" }) => {
    await splitPerson(project.id, person.uuid, main_distinct_id);
    await client.invalidateQueries({ queryKey: ["project", project.id] });
    close();
    toast(`Split into ${plural(ids.length, "person", "people")}`);
  });
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? onOpenChange(true) : close())}
      title="Split by id"
      description={`Each of the ${ids.length} ids becomes a person of its own, with the events that came under it. This cannot be undone.`}
    >
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <Field
          label="Keeps the properties"
          error={form.errorOf("main_distinct_id")}
          help="The others begin without any."
        >
          {(field) => (
            <NativeSelect {...field} name="main_distinct_id" className="w-full font-mono text-xs">
              {ids.map((id) => (
                <option key={id}>{id}</option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <TypeToConfirm phrase={name} typed={typed} onChange={setTyped} />
        <FormError text={form.error} />
        <DialogActions>
          <Button weight="quiet" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" weight="danger" busy={form.busy} disabled={!isConfirmed(typed, name)}>
            Split person
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
