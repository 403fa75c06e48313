// The organisation's name.
import { useQueryClient } from "@tanstack/react-query";
import { meQuery, useMe } from "@/features/accounts/api";
import { Button } from "@/ui/button";
import { Field, TextInput } from "@/ui/field";
import { useForm } from "@/ui/form";
import { FormError } from "@/ui/form-error";
import { Card } from "@/ui/page";
import { Section } from "@/ui/settings";
import { toast } from "@/ui/toast";
import { renameOrganization } from "./api";

export function OrganizationSection() {
  const me = useMe();
  const client = useQueryClient();
  const form = useForm(["name"], async ({ name = "" }) => {
    await renameOrganization(name.trim());
    await client.invalidateQueries({ queryKey: meQuery.queryKey });
    toast("Organisation saved");
  });
  return (
    <Section title="Organisation" about="Members and projects belong to it.">
      <Card className="p-5">
        <form onSubmit={form.onSubmit} className="flex max-w-md flex-col gap-4">
          <Field label="Name" error={form.errorOf("name")}>
            {(ids) => <TextInput {...ids} name="name" required maxLength={64} defaultValue={me?.organization?.name} />}
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
  );
}
