// Where the link of a letter leads: a new password, and one is signed in.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { ApiError } from "@/app/client";
import { Button, buttonClass } from "@/ui/button";
import { Field, PasswordInput } from "@/ui/field";
import { useForm } from "@/ui/form";
import { FormError } from "@/ui/form-error";
import { Failure, Skeleton } from "@/ui/states";
import { toast } from "@/ui/toast";
import { meQuery, resetLinkQuery, setPasswordByLink } from "./api";
import { PublicPage } from "./public-page";
import { AlreadyHere } from "./sign-in-page";

export function NewPasswordPage() {
  const { userUuid, token } = useParams({ from: "/reset/$userUuid/$token" });
  const link = useQuery(resetLinkQuery(userUuid, token));
  const client = useQueryClient();
  const navigate = useNavigate();
  const form = useForm(["password"], async ({ password = "" }) => {
    await setPasswordByLink(userUuid, token, password);
    client.clear();
    await client.ensureQueryData(meQuery);
    await navigate({ to: "/", replace: true });
    toast("Your password was changed, and you are signed in");
  });
  if (link.error) {
    const refused = link.error instanceof ApiError && link.error.status === 400;
    return (
      <PublicPage title="This link does not work" foot={<AlreadyHere />}>
        {refused ? (
          <>
            <p className="text-sm text-ink-2">{(link.error as ApiError).detail}</p>
            <Link to="/reset" className={`${buttonClass("primary")} mt-5 w-full`}>
              Ask for a new link
            </Link>
          </>
        ) : (
          <Failure error={link.error} what="It could not be looked up" retry={() => link.refetch()} />
        )}
      </PublicPage>
    );
  }
  if (!link.data) {
    return (
      <PublicPage title="Choose a new password">
        <Skeleton className="h-24 w-full" />
      </PublicPage>
    );
  }
  return (
    <PublicPage title="Choose a new password" intro="You are signed out everywhere else." foot={<AlreadyHere />}>
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <Field label="New password" error={form.errorOf("password")} help="At least 8 characters. Longer is safer.">
          {(ids) => (
            <PasswordInput {...ids} name="password" autoComplete="new-password" required minLength={8} autoFocus />
          )}
        </Field>
        <FormError text={form.error} />
        <Button type="submit" weight="primary" busy={form.busy} className="h-9">
          Set password
        </Button>
      </form>
    </PublicPage>
  );
}
