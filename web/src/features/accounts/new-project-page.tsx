// A new project in one of the organisations where one may make projects.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { DemoCard } from "@/features/demo/demo-card";
import { Button } from "@/ui/button";
import { Field, NativeSelect, TextInput } from "@/ui/field";
import { useForm } from "@/ui/form";
import { FormError } from "@/ui/form-error";
import { PageBody, PageHead } from "@/ui/page";
import { createProject, mayMakeProjects, meQuery, projectsQuery, useMe } from "./api";

export function NewProjectPage() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const me = useMe();
  const asked = useSearch({ from: "/inside/new-project" }).organization;
  const organizations = (me?.organizations ?? []).filter(mayMakeProjects);
  const chosen = organizations.find(({ id }) => id === (asked ?? me?.organization?.id)) ?? organizations[0];
  const form = useForm(["name", "organization"], async ({ name = "", organization = chosen?.id }) => {
    const project = await createProject(name, organization);
    await Promise.all([
      client.invalidateQueries({ queryKey: meQuery.queryKey }),
      client.invalidateQueries({ queryKey: projectsQuery.queryKey }),
    ]);
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
            help={organizations.length === 1 && chosen ? `It will belong to ${chosen.name}.` : undefined}
          >
            {(ids) => <TextInput {...ids} name="name" required maxLength={200} autoFocus autoComplete="off" />}
          </Field>
          {organizations.length > 1 && (
            <Field label="Organisation" error={form.errorOf("organization")}>
              {(ids) => (
                <NativeSelect
                  key={chosen?.id}
                  {...ids}
                  name="organization"
                  className="w-full"
                  defaultValue={chosen?.id}
                >
                  {organizations.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </NativeSelect>
              )}
            </Field>
          )}
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
