// The organisation's name, and leaving it.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { errorText } from "@/app/client";
import { meQuery, useMe, useOrganization } from "@/features/accounts/api";
import { Button } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, TextInput } from "@/ui/field";
import { useForm } from "@/ui/form";
import { FormError } from "@/ui/form-error";
import { Card } from "@/ui/page";
import { Section } from "@/ui/settings";
import { toast } from "@/ui/toast";
import { isConfirmed, TypeToConfirm } from "@/ui/type-to-confirm";
import { removeMember, renameOrganization } from "./api";

export function OrganizationSection() {
  const organization = useOrganization();
  const client = useQueryClient();
  const form = useForm(["name"], async ({ name = "" }) => {
    await renameOrganization(organization.id, name.trim());
    await client.invalidateQueries({ queryKey: meQuery.queryKey });
    toast("Organisation saved");
  });
  return (
    <>
      <Section title="Organisation" about="Members and projects belong to it.">
        <Card className="p-5">
          <form onSubmit={form.onSubmit} className="flex max-w-md flex-col gap-4">
            <Field label="Name" error={form.errorOf("name")}>
              {(ids) => (
                <TextInput
                  key={organization.name}
                  {...ids}
                  name="name"
                  required
                  maxLength={64}
                  defaultValue={organization.name}
                />
              )}
            </Field>
            <FormError text={form.error} />
            <div>
              <Button type="submit" weight="primary" busy={form.busy}>
                Save changes
              </Button>
            </div>
          </form>
        </Card>
      </Section>
      <Section title="Leave" about="You lose access to its projects at once; somebody has to invite you again.">
        <Leave />
      </Section>
    </>
  );
}

function Leave() {
  const organization = useOrganization();
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await removeMember(organization.id, me?.uuid ?? "");
      // Everything that is known belonged to it.
      client.clear();
      await navigate({ to: "/", replace: true });
      toast(`You left ${organization.name}`);
    } catch (failure) {
      setError(errorText(failure));
      setBusy(false);
    }
  };
  return (
    <>
      <Button weight="risky" onClick={() => setOpen(true)}>
        Leave {organization.name}…
      </Button>
      <Dialog
        open={open}
        onOpenChange={(next) => {
          setTyped("");
          setError(null);
          setOpen(next);
        }}
        title={`Leave ${organization.name}`}
        description="What you made stays. Your personal API keys no longer reach its projects."
      >
        <form onSubmit={submit} className="flex flex-col gap-4">
          <TypeToConfirm phrase={organization.name} typed={typed} onChange={setTyped} autoFocus />
          <FormError text={error} />
          <DialogActions>
            <Button weight="quiet" onClick={() => setOpen(false)}>
              Cancel
            </Button>
            <Button type="submit" weight="danger" busy={busy} disabled={!isConfirmed(typed, organization.name)}>
              Leave organisation
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
}
