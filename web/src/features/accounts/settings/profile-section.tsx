// Name, email and password of the one who is signed in.
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { meQuery, useMe } from "@/features/accounts/api";
import { Button } from "@/ui/button";
import { Field, PasswordInput, TextInput } from "@/ui/field";
import { useForm } from "@/ui/form";
import { FormError } from "@/ui/form-error";
import { Card } from "@/ui/page";
import { Section } from "@/ui/settings";
import { toast } from "@/ui/toast";
import { changeMe } from "./api";

export function ProfileSection() {
  const me = useMe();
  const client = useQueryClient();
  const passwordForm = useRef<HTMLFormElement>(null);
  const [email, setEmail] = useState(me?.email ?? "");
  const moves = email.trim() !== (me?.email ?? "");
  const profile = useForm(
    ["first_name", "email", "current_password"],
    async ({ first_name = "", current_password }) => {
      await changeMe({ first_name, ...(moves ? { email: email.trim(), current_password } : {}) });
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
      toast(moves ? "Profile saved. Sign in with the new address from now on." : "Profile saved");
    },
  );
  const password = useForm(["current_password", "password"], async ({ current_password, password: next }) => {
    await changeMe({ current_password, password: next });
    passwordForm.current?.reset();
    toast("Password changed");
  });
  const submitPassword = (event: FormEvent<HTMLFormElement>) => password.onSubmit(event);

  return (
    <>
      <Section title="Profile">
        <Card className="p-5">
          <form onSubmit={profile.onSubmit} className="flex max-w-md flex-col gap-4">
            <Field label="Name" error={profile.errorOf("first_name")}>
              {(ids) => (
                <TextInput
                  {...ids}
                  name="first_name"
                  required
                  maxLength={128}
                  autoComplete="name"
                  defaultValue={me?.first_name}
                />
              )}
            </Field>
            <Field label="Email" error={profile.errorOf("email")}>
              {(ids) => (
                <TextInput
                  {...ids}
                  name="email"
                  type="email"
                  required
                  autoComplete="email"
                  value={email}
                  onChange={(event) => setEmail(event.target.value)}
                />
              )}
            </Field>
            {moves && (
              <Field
                label="Present password"
                error={profile.errorOf("current_password")}
                help="Whoever has the address can set a new password, so changing it asks for this one."
              >
                {(ids) => <PasswordInput {...ids} name="current_password" required autoComplete="current-password" />}
              </Field>
            )}
            <FormError text={profile.error} />
            <div>
              <Button type="submit" weight="primary" busy={profile.busy}>
                Save changes
              </Button>
            </div>
          </form>
        </Card>
      </Section>
      <Section title="Password" about="Other sessions are signed out when it changes.">
        <Card className="p-5">
          <form ref={passwordForm} onSubmit={submitPassword} className="flex max-w-md flex-col gap-4">
            <input type="hidden" name="username" autoComplete="username" value={me?.email ?? ""} readOnly />
            <Field label="Present password" error={password.errorOf("current_password")}>
              {(ids) => <PasswordInput {...ids} name="current_password" required autoComplete="current-password" />}
            </Field>
            <Field
              label="New password"
              error={password.errorOf("password")}
              help="At least 8 characters. Longer is safer."
            >
              {(ids) => <PasswordInput {...ids} name="password" required minLength={8} autoComplete="new-password" />}
            </Field>
            <FormError text={password.error} />
            <div>
              <Button type="submit" weight="primary" busy={password.busy}>
                Change password
              </Button>
            </div>
          </form>
        </Card>
      </Section>
    </>
  );
}
