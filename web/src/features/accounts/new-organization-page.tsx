// Another organisation, with its first project.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button } from "@/ui/button";
import { Field, TextInput } from "@/ui/field";
import { useForm } from "@/ui/form";
import { FormError } from "@/ui/form-error";
import { PageBody, PageHead } from "@/ui/page";
import { createOrganization, createProject, meQuery, projectsQuery } from "./api";

export function NewOrganizationPage() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const form = useForm(["name", "project"], async ({ name = "", project = "" }) => {
    const organization = await createOrganization(name.trim());
    const made = await createProject(project.trim(), organization.id);
    await Promise.all([
      client.invalidateQueries({ queryKey: meQuery.queryKey }),
      client.invalidateQueries({ queryKey: projectsQuery.queryKey }),
    ]);
    await navigate({ to: "/project/$projectId/start", params: { projectId: String(made.id) } });
  });
  return (
    <>
      <PageHead
        title="New organisation"
        about="For another company or client: its own members, roles and projects. You own it."
      />
      <PageBody>
        <form onSubmit={form.onSubmit} className="flex max-w-md flex-col gap-4 pt-2">
          <Field label="Organisation" error={form.errorOf("name")}>
            {(ids) => <TextInput {...ids} name="name" required maxLength={64} autoFocus autoComplete="organization" />}
          </Field>
          <Field label="First project" error={form.errorOf("project")} help="The product whose events you will see.">
            {(ids) => <TextInput {...ids} name="project" required maxLength={200} autoComplete="off" />}
          </Field>
          <FormError text={form.error} />
          <div>
            <Button type="submit" weight="primary" busy={form.busy}>
              Create organisation
            </Button>
          </div>
        </form>
      </PageBody>
    </>
  );
}
