// A new project in the organisation.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { DemoCard } from "@/features/demo/demo-card";
import { Button } from "@/ui/button";
import { Field, TextInput } from "@/ui/field";
import { useForm } from "@/ui/form";
import { FormError } from "@/ui/form-error";
import { PageBody, PageHead } from "@/ui/page";
import { createProject, projectsQuery, useMe } from "./api";

export function NewProjectPage() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const me = useMe();
  const form = useForm(["name"], async ({ name = "" }) => {
    const project = await createProject(name);
    await client.invalidateQueries({ queryKey: projectsQuery.queryKey });
    await navigate({ to: "/project/$projectId/start", params: { projectId: String(project.id) } });
  });
  return (
    <>
      <PageHead
        title="New project"
        about="One project per product. Each has its own token, people and settings; test and production are best kept apart."
      />
      <PageBody>
        <form onSubmit={form.onSubmit} className="flex max-w-md flex-col gap-4 pt-2">
          <Field
            label="Name"
            error={form.errorOf("name")}
            help={me?.organization ? `It will belong to ${me.organization.name}.` : undefined}
          >
            {(ids) => <TextInput {...ids} name="name" required maxLength={200} autoFocus autoComplete="off" />}
          </Field>
          <FormError text={form.error} />
          <div>
            <Button type="submit" weight="primary" busy={form.busy}>
              Create project
            </Button>
          </div>
        </form>
        <div className="max-w-2xl pt-10">
          <DemoCard />
        </div>
      </PageBody>
    </>
  );
}
