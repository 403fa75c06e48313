// Where an invitation link leads: who invites, then name and password.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Button } from "@/ui/button";
import { Field, PasswordInput, TextInput } from "@/ui/field";
import { Failure, Skeleton } from "@/ui/states";
import { acceptInvitation, invitationQuery, meQuery } from "./api";
import { useForm } from "./form";
import { FormError } from "./form-error";
import { PublicPage } from "./public-page";
import { AlreadyHere } from "./sign-in-page";

export function InvitationPage() {
  const { inviteId } = useParams({ from: "/signup/$inviteId" });
  const navigate = useNavigate();
  const client = useQueryClient();
  const invitation = useQuery(invitationQuery(inviteId));
  const form = useForm(["first_name", "email", "password"], async (values) => {
    await acceptInvitation(inviteId, {
      first_name: values.first_name ?? "",
      password: values.password ?? "",
      ...(values.email ? { email: values.email } : {}),
    });
    client.clear();
    await client.ensureQueryData(meQuery);
    await navigate({ to: "/", replace: true });
  });

  if (invitation.error) {
    return (
      <PublicPage title="This invitation does not work" foot={<AlreadyHere />}>
        <Failure error={invitation.error} what="The link may have been used, withdrawn or expired" />
        <p className="text-sm text-ink-2">Ask the person who invited you for a new link.</p>
      </PublicPage>
    );
  }
  const email = invitation.data?.target_email;
  return (
    <PublicPage
      title={invitation.data ? `Join ${invitation.data.organization_name}` : "Join"}
      intro={invitation.data ? "Choose a name and a password and you are in." : <Skeleton className="h-4 w-48" />}
      foot={<AlreadyHere />}
    >
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        {email ? (
          <p className="text-sm text-ink-2">
            Invited as <span className="font-medium text-ink">{email}</span>
          </p>
        ) : (
          <Field label="Email" error={form.errorOf("email")}>
            {(ids) => <TextInput {...ids} name="email" type="email" autoComplete="username" required />}
          </Field>
        )}
        <Field label="Your name" error={form.errorOf("first_name")}>
          {(ids) => <TextInput {...ids} name="first_name" autoComplete="name" required maxLength={128} autoFocus />}
        </Field>
        <Field label="Password" error={form.errorOf("password")} help="At least 8 characters. Longer is safer.">
          {(ids) => <PasswordInput {...ids} name="password" autoComplete="new-password" required minLength={8} />}
        </Field>
        <FormError text={form.error} />
        <Button type="submit" weight="primary" busy={form.busy} disabled={!invitation.data} className="mt-1 h-9">
          Accept invitation
        </Button>
      </form>
    </PublicPage>
  );
}
