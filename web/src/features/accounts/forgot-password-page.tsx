// Asking for a link that sets a new password. What it says does not depend on whether somebody has the address.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { MailCheck } from "lucide-react";
import { useState } from "react";
import { Button } from "@/ui/button";
import { Field, TextInput } from "@/ui/field";
import { useForm } from "@/ui/form";
import { FormError } from "@/ui/form-error";
import { Failure, Skeleton } from "@/ui/states";
import { askForReset, preflightQuery } from "./api";
import { PublicPage } from "./public-page";

const back = (
  <Link to="/login" className="font-medium text-accent-ink hover:underline">
    Back to sign in
  </Link>
);

export function ForgotPasswordPage() {
  const preflight = useQuery(preflightQuery);
  const [asked, setAsked] = useState<string | null>(null);
  const form = useForm(["email"], async ({ email = "" }) => {
    await askForReset(email);
    setAsked(email);
  });
  if (preflight.error) {
    return (
      <PublicPage title="Forgot your password?" foot={back}>
        <Failure error={preflight.error} what="The server did not answer" retry={() => preflight.refetch()} />
      </PublicPage>
    );
  }
  if (!preflight.data) {
    return (
      <PublicPage title="Forgot your password?" foot={back}>
        <Skeleton className="h-24 w-full" />
      </PublicPage>
    );
  }
  if (!preflight.data.email_service_available) {
    return (
      <PublicPage title="Forgot your password?" foot={back}>
        <p className="text-sm text-ink-2">
          This server sends no e-mail. Whoever runs it can make a link for you, good for one hour:
        </p>
        <code className="mt-3 block rounded-md bg-sunken p-3 font-mono text-xs break-words">
          leapfrog password-link --data DIRECTORY --email YOU --url {window.location.origin}
        </code>
      </PublicPage>
    );
  }
  if (asked !== null) {
    return (
      <PublicPage title="Look into your mailbox" foot={back}>
        <div role="status" className="flex items-start gap-3 text-sm text-ink-2">
          <MailCheck size={20} className="shrink-0 text-good" aria-hidden />
          <p>
            If <bdi className="font-medium text-ink">{asked}</bdi> has an account here, a link is on its way. It works
            once, for an hour. Nothing there? Look among the spam, or ask again.
          </p>
        </div>
        <Button className="mt-5 w-full" onClick={() => setAsked(null)}>
          Ask again
        </Button>
      </PublicPage>
    );
  }
  return (
    <PublicPage title="Forgot your password?" intro="We send you a link to choose a new one." foot={back}>
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <Field label="Email" error={form.errorOf("email")}>
          {(ids) => <TextInput {...ids} name="email" type="email" autoComplete="username" required autoFocus />}
        </Field>
        <FormError text={form.error} />
        <Button type="submit" weight="primary" busy={form.busy} className="h-9">
          Send link
        </Button>
      </form>
    </PublicPage>
  );
}
