// Which project the pages are about, and the way to another one: of this organisation, of another, or a new one.
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Building2, ChevronsUpDown, FolderOpen, Plus } from "lucide-react";
import { mayMakeProjects, type OrganizationBasic, projectsQuery, useMe } from "@/features/accounts/api";
import { Avatar } from "@/ui/avatar";
import { cx } from "@/ui/class-names";
import { Frog } from "@/ui/logo";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/ui/menu";

export function ProjectSwitcher({ folded, onGo }: { folded: boolean; onGo?: () => void }) {
  const { projectId } = useParams({ strict: false });
  const projects = useQuery(projectsQuery).data?.results ?? [];
  const me = useMe();
  const navigate = useNavigate();
  const current = projects.find((project) => String(project.id) === projectId);
  const name = current?.name ?? "Choose a project";
  const organizations = me?.organizations ?? [];
  const several = organizations.length > 1;
  const ownName = organizations.find(({ id }) => id === current?.organization)?.name;
  const own = current?.organization ?? me?.organization?.id;
  // Where one is comes first.
  const ordered = [...organizations].sort((a, b) => Number(b.id === own) - Number(a.id === own));

  const addTo = (organization: OrganizationBasic) => {
    navigate({ to: "/new-project", search: several ? { organization: organization.id } : {} });
    onGo?.();
  };

  return (
    <Menu
      className="w-72"
      trigger={
        <button
          type="button"
          aria-label={folded ? `Project: ${name}` : undefined}
          className={cx(
            "flex min-w-0 items-center gap-2 rounded-md hover:bg-hover",
            folded ? "p-1" : "min-h-9 flex-1 px-1.5",
          )}
        >
          {folded ? <Avatar name={name} size={24} square /> : <Frog size={24} />}
          {!folded && (
            <>
              <span className="min-w-0 flex-1 text-left">
                <span className="sr-only">Project: </span>
                <bdi className="block truncate text-sm leading-5 font-semibold" title={name}>
                  {name}
                </bdi>
                {several && ownName && (
                  <>
                    <span className="sr-only"> of </span>
                    <bdi className="block truncate text-2xs leading-3.5 text-ink-3" title={ownName}>
                      {ownName}
                    </bdi>
                  </>
                )}
              </span>
              <ChevronsUpDown size={14} className="shrink-0 text-ink-3" aria-hidden />
            </>
          )}
        </button>
      }
    >
      <div className="max-h-[min(28rem,60vh)] overflow-y-auto">
        {ordered.map((organization, index) => (
          <div key={organization.id}>
            {index > 0 && <MenuSeparator />}
            <MenuLabel>
              <bdi className="block truncate">{organization.name}</bdi>
            </MenuLabel>
            {projects
              .filter((project) => project.organization === organization.id)
              .map((project) => (
                <MenuItem
                  key={project.id}
                  icon={FolderOpen}
                  checked={project.id === current?.id}
                  onSelect={() => {
                    navigate({ to: "/project/$projectId", params: { projectId: String(project.id) } });
                    onGo?.();
                  }}
                >
                  <bdi>{project.name}</bdi>
                </MenuItem>
              ))}
            {mayMakeProjects(organization) && (
              <MenuItem icon={Plus} onSelect={() => addTo(organization)}>
                New project
                {several && <span className="sr-only"> in {organization.name}</span>}
              </MenuItem>
            )}
          </div>
        ))}
      </div>
      <MenuSeparator />
      <MenuItem
        icon={Building2}
        onSelect={() => {
          navigate({ to: "/new-organization" });
          onGo?.();
        }}
      >
        New organisation
      </MenuItem>
    </Menu>
  );
}
