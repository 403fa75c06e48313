// What people call the groups of a type: apps send "organization", people may say "Company" and "Companies".
import { useQueryClient } from "@tanstack/react-query";
import { PenLine } from "lucide-react";
import { useState } from "react";
import { useProject } from "@/features/accounts/api";
import { Button, IconButton } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, TextInput } from "@/ui/field";
import { useForm } from "@/ui/form";
import { FormError } from "@/ui/form-error";
import { toast } from "@/ui/toast";
import { type GroupType, groupTypesQuery, nameGroupType } from "./api";

export function NameType({ type }: { type: GroupType }) {
  const project = useProject();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const query = groupTypesQuery(project.id);
  const form = useForm(["name_singular", "name_plural"], async ({ name_singular = "", name_plural = "" }) => {
    await nameGroupType(project.id, type, name_singular.trim(), name_plural.trim());
    await client.invalidateQueries({ queryKey: query.queryKey });
    setOpen(false);
    toast("Names saved");
  });
  return (
    <>
      <IconButton icon={PenLine} label={`Name “${type.group_type}”`} onClick={() => setOpen(true)} />
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Names of this type"
        description={`Apps send “${type.group_type}”. These are the words for people; empty is what apps send.`}
      >
        <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
          <Field label="One of them" error={form.errorOf("name_singular")}>
            {(ids) => (
              <TextInput
                {...ids}
                name="name_singular"
                placeholder="Company"
                maxLength={200}
                autoFocus
                autoComplete="off"
                defaultValue={type.name_singular ?? ""}
              />
            )}
          </Field>
          <Field label="Several" error={form.errorOf("name_plural")}>
            {(ids) => (
              <TextInput
                {...ids}
                name="name_plural"
                placeholder="Companies"
                maxLength={200}
                autoComplete="off"
                defaultValue={type.name_plural ?? ""}
              />
            )}
          </Field>
          <FormError text={form.error} />
          <DialogActions>
            <Button weight="quiet" onClick={() => setOpen(false)}>
              Cancel
            </Button>
            <Button type="submit" weight="primary" busy={form.busy}>
              Save names
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
}
