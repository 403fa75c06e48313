// The first user of a fresh server: account and organisation in one form.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button } from "@/ui/button";
import { Field, PasswordInput, TextInput } from "@/ui/field";
import { useForm } from "@/ui/form";
import { FormError } from "@/ui/form-error";
import { meQuery, signUp } from "./api";
import { PublicPage } from "./public-page";

const fields = ["first_name", "email", "password", "organization_name"];

export function SignUpPage() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const form = useForm(fields, async (values) => {
    await signUp({
      first_name: values.first_name ?? "",
      email: values.email ?? "",
      password: values.password ?? "",
      organization_name: values.organization_name ?? "",
    });
    client.clear();
    await client.ensureQueryData(meQuery);
    await navigate({ to: "/", replace: true });
  });

  return (
    <PublicPage title="Create your account" intro="You are the first one here, so this account owns the organisation.">
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <Field label="Your name" error={form.errorOf("first_name")}>
          {(ids) => <TextInput {...ids} name="first_name" autoComplete="name" required maxLength={128} autoFocus />}
        </Field>
        <Field label="Email" error={form.errorOf("email")}>
          {(ids) => <TextInput {...ids} name="email" type="email" autoComplete="username" required />}
        </Field>
        <Field label="Password" error={form.errorOf("password")} help="At least 8 characters. Longer is safer.">
          {(ids) => <PasswordInput {...ids} name="password" autoComplete="new-password" required minLength={8} />}
        </Field>
        <Field label="Organisation" error={form.errorOf("organization_name")} help="Your company or team.">
          {(ids) => <TextInput {...ids} name="organization_name" autoComplete="organization" required maxLength={64} />}
        </Field>
        <FormError text={form.error} />
        <Button type="submit" weight="primary" busy={form.busy} className="mt-1 h-9">
          Create account
        </Button>
      </form>
    </PublicPage>
  );
}
