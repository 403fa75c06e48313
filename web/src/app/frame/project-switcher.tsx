// Which project the pages are about, and the way to another one.
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { ChevronsUpDown, Plus } from "lucide-react";
import { projectsQuery, useMe } from "@/features/accounts/api";
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

  return (
    <Menu
      className="w-64"
      trigger={
        <button
          type="button"
          aria-label={`Project: ${name}`}
          className={cx(
            "flex min-w-0 items-center gap-2 rounded-md hover:bg-hover",
            folded ? "p-1" : "h-9 flex-1 px-1.5",
          )}
        >
          {folded ? <Avatar name={name} size={24} square /> : <Frog size={24} />}
          {!folded && (
            <>
              <span className="min-w-0 flex-1 truncate text-left text-sm font-semibold" title={name}>
                {name}
              </span>
              <ChevronsUpDown size={14} className="shrink-0 text-ink-3" aria-hidden />
            </>
          )}
        </button>
      }
    >
      <MenuLabel>{me?.organization?.name ?? "Projects"}</MenuLabel>
      <div className="max-h-80 overflow-y-auto">
        {projects.map((project) => (
          <MenuItem
            key={project.id}
            checked={project.id === current?.id}
            onSelect={() => {
              navigate({ to: "/project/$projectId", params: { projectId: String(project.id) } });
              onGo?.();
            }}
          >
            {project.name}
          </MenuItem>
        ))}
      </div>
      <MenuSeparator />
      <MenuItem
        icon={Plus}
        onSelect={() => {
          navigate({ to: "/new-project" });
          onGo?.();
        }}
      >
        New project
      </MenuItem>
    </Menu>
  );
}
