// Invitations: made with a link that is shown once and, where the server sends e-mail, sent to whom it is for.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { errorText } from "@/app/client";
import { preflightQuery, useOrganization } from "@/features/accounts/api";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, inputClass, NativeSelect, TextInput } from "@/ui/field";
import { useForm } from "@/ui/form";
import { FormError } from "@/ui/form-error";
import { Rows, Section } from "@/ui/settings";
import { Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { toast } from "@/ui/toast";
import { createInvite, type Invite, invitesQuery, withdrawInvite } from "./api";
import { roles, roleTitle } from "./roles";

export function Invitations() {
  const organization = useOrganization();
  const query = invitesQuery(organization.id);
  const invites = useQuery(query);
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const reload = () => client.invalidateQueries({ queryKey: query.queryKey });

  const withdraw = async (invite: Invite) => {
    try {
      await withdrawInvite(organization.id, invite.id);
      toast("The invitation was withdrawn. Its link does not work any longer.");
    } catch (error) {
      toast(errorText(error), { kind: "failed" });
    }
    await reload();
  };

  return (
    <Section
      title="Invitations"
      about="Each link lets one person in, within three days."
      action={
        <Button weight="primary" onClick={() => setOpen(true)}>
          Invite somebody
        </Button>
      }
    >
      <Rows>
        {invites.error && !invites.data && (
          <Failure error={invites.error} what="The invitations could not be loaded" retry={() => invites.refetch()} />
        )}
        {invites.isPending && <SkeletonRows rows={2} columns={3} />}
        {invites.data?.length === 0 && <p className="px-4 py-6 text-center text-sm text-ink-2">No open invitations.</p>}
        {invites.data?.map((invite) => (
          <div key={invite.id} className="flex flex-wrap items-center gap-3 px-4 py-2.5 text-sm">
            <div className="min-w-0 flex-1">
              <p className="truncate font-medium">
                <bdi>{invite.target_email ?? "Anyone with the link"}</bdi>
              </p>
              <p className="text-xs text-ink-3">
                {roleTitle(invite.level ?? 1)} · {invite.emailing_attempt_made ? "sent" : "made"}{" "}
                <Time at={invite.created_at} />
              </p>
            </div>
            {invite.is_expired && <Badge tone="warn">Expired</Badge>}
            <Button small weight="quiet" onClick={() => withdraw(invite)}>
              Withdraw
            </Button>
          </div>
        ))}
      </Rows>
      <InviteDialog open={open} onOpenChange={setOpen} onMade={reload} />
    </Section>
  );
}

interface InviteDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onMade: () => void;
}

function InviteDialog({ open, onOpenChange, onMade }: InviteDialogProps) {
  const [made, setMade] = useState<Invite | null>(null);
  const organization = useOrganization();
  const mine = organization.membership_level ?? 0;
  const sends = useQuery({ ...preflightQuery, staleTime: 60_000 }).data?.email_service_available === true;
  const form = useForm(["target_email", "level", "message"], async ({ target_email = "", level = "1", message }) => {
    setMade(
      await createInvite(organization.id, {
        target_email: target_email || null,
        level: Number(level),
        ...(message ? { message } : {}),
      }),
    );
    onMade();
  });
  const change = (next: boolean) => {
    if (!next) setMade(null);
    onOpenChange(next);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={made?.emailing_attempt_made ? "Invitation sent" : "Invite somebody"}
    >
      {made ? (
        <>
          <p className="pb-3 text-sm text-ink-2">
            {made.emailing_attempt_made ? (
              <>
                It is on its way to <bdi className="font-medium text-ink">{made.target_email}</bdi>. The same link, to
                pass on in another way; it is not shown again:
              </>
            ) : (
              <>Send this link to {made.target_email ?? "the one you invite"}. It is not shown again.</>
            )}
          </p>
          <div className="flex items-center gap-3 rounded-md bg-sunken p-3">
            <code data-testid="invite-link" className="min-w-0 flex-1 font-mono text-xs break-all">
              {made.link}
            </code>
            <CopyButton text={made.link ?? ""} />
          </div>
          <DialogActions>
            <Button onClick={() => setMade(null)}>Invite another</Button>
            <Button weight="primary" onClick={() => change(false)}>
              Done
            </Button>
          </DialogActions>
        </>
      ) : (
        <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
          <Field
            label="Email"
            error={form.errorOf("target_email")}
            help={
              sends
                ? "The link is sent there, and only this address can use it. Left empty, you get a link for anyone."
                : "Only this address can use the link. Left empty, anyone with the link can."
            }
          >
            {(ids) => <TextInput {...ids} name="target_email" type="email" autoFocus autoComplete="off" />}
          </Field>
          <Field label="Role" error={form.errorOf("level")}>
            {(ids) => (
              <NativeSelect {...ids} name="level" className="w-full" defaultValue={1}>
                {roles
                  .filter((role) => role.level <= mine)
                  .map((role) => (
                    <option key={role.level} value={role.level}>
                      {role.title}: {role.about.toLowerCase()}
                    </option>
                  ))}
              </NativeSelect>
            )}
          </Field>
          {sends && (
            <Field label="A few words, if you like" error={form.errorOf("message")}>
              {(ids) => (
                <textarea {...ids} name="message" rows={2} maxLength={1000} className={`${inputClass} h-auto py-1.5`} />
              )}
            </Field>
          )}
          <FormError text={form.error} />
          <DialogActions>
            <Button weight="quiet" onClick={() => change(false)}>
              Cancel
            </Button>
            <Button type="submit" weight="primary" busy={form.busy}>
              {sends ? "Invite" : "Make link"}
            </Button>
          </DialogActions>
        </form>
      )}
    </Dialog>
  );
}
