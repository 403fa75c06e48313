// Where an invitation link leads: whoever is signed in joins with one click, anybody else chooses name and password.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { ApiError } from "@/app/client";
import { Button } from "@/ui/button";
import { Field, PasswordInput, TextInput } from "@/ui/field";
import { useForm } from "@/ui/form";
import { FormError } from "@/ui/form-error";
import { Failure, Skeleton } from "@/ui/states";
import { acceptInvitation, type InvitationPreview, invitationQuery, type Me, meQuery } from "./api";
import { PublicPage } from "./public-page";
import { AlreadyHere } from "./sign-in-page";

export function InvitationPage() {
  const { inviteId } = useParams({ from: "/signup/$inviteId" });
  const invitation = useQuery(invitationQuery(inviteId));
  const me = useQuery({ ...meQuery, retry: false });

  if (invitation.error) {
    // The server says in its own words what is wrong with the link.
    const { error } = invitation;
    const refusal = error instanceof ApiError && error.status > 0 && error.status < 500 ? error.detail : null;
    return (
      <PublicPage title="This invitation does not work" foot={<AlreadyHere />}>
        {refusal ? (
          <p className="text-sm text-ink-2">{refusal} Ask the person who invited you for a new link.</p>
        ) : (
          <Failure error={error} what="It could not be looked up" retry={() => invitation.refetch()} />
        )}
      </PublicPage>
    );
  }
  if (!invitation.data || me.isPending) {
    return (
      <PublicPage title="Invitation">
        <Skeleton className="h-40 w-full" />
      </PublicPage>
    );
  }
  return me.data ? (
    <JoinAsMember inviteId={inviteId} invitation={invitation.data} me={me.data} />
  ) : (
    <JoinAsNew inviteId={inviteId} invitation={invitation.data} />
  );
}

function useJoin(inviteId: string) {
  const navigate = useNavigate();
  const client = useQueryClient();
  return async (body: Parameters<typeof acceptInvitation>[1]) => {
    await acceptInvitation(inviteId, body);
    client.clear();
    await client.ensureQueryData(meQuery);
    await navigate({ to: "/", replace: true });
  };
}

interface JoinProps {
  inviteId: string;
  invitation: InvitationPreview;
}

function JoinAsMember({ inviteId, invitation, me }: JoinProps & { me: Me }) {
  const join = useJoin(inviteId);
  const form = useForm([], () => join({}));
  return (
    <PublicPage
      title={`Join ${invitation.organization_name}`}
      intro={
        <>
          You are signed in as <span className="font-medium text-ink">{me.email}</span>.
        </>
      }
    >
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <FormError text={form.error} />
        <Button type="submit" weight="primary" busy={form.busy} autoFocus className="h-9">
          Accept invitation
        </Button>
      </form>
    </PublicPage>
  );
}

function JoinAsNew({ inviteId, invitation }: JoinProps) {
  const join = useJoin(inviteId);
  const form = useForm(["first_name", "email", "password"], ({ first_name, email, password }) =>
    join({ first_name, password, ...(email ? { email } : {}) }),
  );
  return (
    <PublicPage
      title={`Join ${invitation.organization_name}`}
      intro="Choose a name and a password and you are in."
      foot={<AlreadyHere />}
    >
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        {invitation.target_email ? (
          <p className="text-sm text-ink-2">
            Invited as <span className="font-medium text-ink">{invitation.target_email}</span>
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
        <Button type="submit" weight="primary" busy={form.busy} className="mt-1 h-9">
          Accept invitation
        </Button>
      </form>
    </PublicPage>
  );
}
