// Signing in. Before the first user exists, signing up takes its place.

import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "@/ui/button";
import { Field, PasswordInput, TextInput } from "@/ui/field";
import { useForm } from "@/ui/form";
import { FormError } from "@/ui/form-error";
import { meQuery, signIn } from "./api";
import { PublicPage } from "./public-page";

export function SignInPage() {
  const { next } = useSearch({ from: "/login" });
  const navigate = useNavigate();
  const client = useQueryClient();
  const form = useForm(["email", "password"], async ({ email = "", password = "" }) => {
    await signIn({ email, password });
    client.clear();
    await client.ensureQueryData(meQuery);
    await navigate({ href: next ?? "/", replace: true });
  });

  return (
    <PublicPage title="Sign in">
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <Field label="Email" error={form.errorOf("email")}>
          {(ids) => <TextInput {...ids} name="email" type="email" autoComplete="username" required autoFocus />}
        </Field>
        <Field label="Password" error={form.errorOf("password")}>
          {(ids) => <PasswordInput {...ids} name="password" autoComplete="current-password" required />}
        </Field>
        <FormError text={form.error} />
        <Button type="submit" weight="primary" busy={form.busy} className="mt-1 h-9">
          Sign in
        </Button>
        <Link to="/reset" className="self-center text-sm text-ink-2 hover:text-ink hover:underline">
          Forgot your password?
        </Link>
      </form>
    </PublicPage>
  );
}

export function AlreadyHere() {
  return (
    <>
      Already have an account?{" "}
      <Link to="/login" className="font-medium text-accent-ink hover:underline">
        Sign in
      </Link>
    </>
  );
}
