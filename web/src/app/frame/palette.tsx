// The command palette on ⌘K: go to a page, a project or a person, or run an action.
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Command } from "cmdk";
import {
  Building2,
  ChartLine,
  Flag,
  FolderOpen,
  Keyboard,
  KeyRound,
  LayoutDashboard,
  LogOut,
  type LucideIcon,
  Monitor,
  Moon,
  MousePointerClick,
  Plus,
  Rows3,
  Search,
  Sun,
  UserRoundSearch,
} from "lucide-react";
import { Dialog } from "radix-ui";
import { type ReactNode, useDeferredValue, useEffect, useState } from "react";
import { mayMakeProjects, projectsQuery, useMe } from "@/features/accounts/api";
import { settingsSections } from "@/features/accounts/settings/sections";
import { actionsQuery } from "@/features/actions/api";
import { cohortsQuery } from "@/features/cohorts/api";
import { dashboardsQuery } from "@/features/dashboards/api";
import { eventDefinitionsQuery } from "@/features/definitions/api";
import { eventName } from "@/features/definitions/names";
import { flagsQuery } from "@/features/flags/api";
import { insightsQuery } from "@/features/insights/api";
import { kindWords } from "@/features/insights/words";
import { personsQuery } from "@/features/persons/api";
import { personName } from "@/features/persons/name";
import { defaultQuery, insightKinds } from "@/query/defaults";
import { useKnownKinds } from "@/query/known-kinds";
import { Avatar } from "@/ui/avatar";
import { scrimClass } from "@/ui/dialog";
import { Keys } from "@/ui/keys";
import { setTheme } from "../theme";
import { usePages } from "../use-pages";
import { useSignOut } from "./sign-out";

interface PaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onSheet: () => void;
}

export function Palette({ open, onOpenChange, onSheet }: PaletteProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={scrimClass} />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[14vh] left-1/2 z-50 w-[calc(100vw-24px)] max-w-xl -translate-x-1/2 animate-in overflow-hidden rounded-lg border border-line bg-raised shadow-float outline-none"
        >
          <Dialog.Title className="sr-only">Go to</Dialog.Title>
          <PaletteBody close={() => onOpenChange(false)} onSheet={onSheet} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const itemClass =
  "flex h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 text-sm text-ink-2 select-none " +
  "data-[selected=true]:bg-hover data-[selected=true]:text-ink";

const groupClass =
  "px-1.5 pb-1.5 **:[[cmdk-group-heading]]:px-2.5 **:[[cmdk-group-heading]]:pt-2 **:[[cmdk-group-heading]]:pb-1 " +
  "**:[[cmdk-group-heading]]:text-xs **:[[cmdk-group-heading]]:font-medium **:[[cmdk-group-heading]]:text-ink-3";

interface ItemProps {
  value: string;
  icon?: LucideIcon;
  picture?: ReactNode;
  keywords?: string[];
  hint?: ReactNode;
  children: ReactNode;
  onSelect: () => void;
}

function Item({ value, icon: Icon, picture, keywords, hint, children, onSelect }: ItemProps) {
  return (
    <Command.Item value={value} keywords={keywords} onSelect={onSelect} className={itemClass}>
      {Icon && <Icon size={16} className="shrink-0 text-ink-3" aria-hidden />}
      {picture}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {hint}
    </Command.Item>
  );
}

function PaletteBody({ close, onSheet }: { close: () => void; onSheet: () => void }) {
  const { projectId } = useParams({ strict: false });
  const navigate = useNavigate();
  const signOut = useSignOut();
  const pages = usePages();
  const organizations = useMe()?.organizations ?? [];
  const projects = useQuery(projectsQuery).data?.results ?? [];
  const [search, setSearch] = useState("");
  const act = (run: () => void) => () => {
    close();
    run();
  };

  return (
    <Command loop>
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <Search size={16} className="text-ink-3" aria-hidden />
        <Command.Input
          value={search}
          onValueChange={setSearch}
          autoFocus
          placeholder="Go to a page, insight, dashboard, event or person…"
          className="h-12 flex-1 bg-transparent text-base outline-none placeholder:text-ink-3"
        />
        <Keys keys={["Esc"]} />
      </div>
      <Command.List className="max-h-[min(420px,60vh)] overflow-y-auto pt-1">
        <Command.Empty className="px-4 py-8 text-center text-sm text-ink-2">
          Nothing is called “{search}”.
        </Command.Empty>
        {projectId && (
          <Command.Group heading="Pages" className={groupClass}>
            {pages.map((page) => (
              <Item
                key={page.to}
                value={page.title}
                keywords={page.keywords.split(" ")}
                icon={page.icon}
                hint={<Keys keys={["g", page.letter]} />}
                onSelect={act(() => navigate({ to: page.to, params: { projectId } }))}
              >
                {page.title}
              </Item>
            ))}
          </Command.Group>
        )}
        {projectId && <NewThings projectId={projectId} close={close} />}
        {projectId && search.trim().length > 1 && <Found search={search.trim()} projectId={projectId} close={close} />}
        {projectId && search.trim().length > 1 && <People search={search.trim()} projectId={projectId} close={close} />}
        {projectId && (
          <Command.Group heading="Settings" className={groupClass}>
            {settingsSections
              .filter((section) => search !== "" || section.prominent)
              .map((section) => (
                <Item
                  key={section.slug}
                  value={`Settings: ${section.title}`}
                  keywords={section.keywords.split(" ")}
                  icon={section.icon}
                  onSelect={act(() =>
                    navigate({
                      to: "/project/$projectId/settings/$section",
                      params: { projectId, section: section.slug },
                    }),
                  )}
                >
                  {section.title}
                </Item>
              ))}
          </Command.Group>
        )}
        <Command.Group heading="Projects" className={groupClass}>
          {projects
            .filter((project) => String(project.id) !== projectId)
            .map((project) => (
              <Item
                key={project.id}
                value={`Project ${project.name} ${project.id}`}
                keywords={[organizations.find(({ id }) => id === project.organization)?.name ?? ""]}
                icon={FolderOpen}
                onSelect={act(() => navigate({ to: "/project/$projectId", params: { projectId: String(project.id) } }))}
              >
                Switch to {project.name}
                {organizations.length > 1 && (
                  <span className="text-ink-3">
                    {" "}
                    in {organizations.find(({ id }) => id === project.organization)?.name}
                  </span>
                )}
              </Item>
            ))}
          {organizations.some(mayMakeProjects) && (
            <Item value="New project" icon={Plus} onSelect={act(() => navigate({ to: "/new-project" }))}>
              New project
            </Item>
          )}
          <Item
            value="New organisation"
            keywords={["organization", "company", "client", "team"]}
            icon={Building2}
            onSelect={act(() => navigate({ to: "/new-organization" }))}
          >
            New organisation
          </Item>
        </Command.Group>
        <Command.Group heading="Actions" className={groupClass}>
          <Item value="Light theme" keywords={["appearance"]} icon={Sun} onSelect={act(() => setTheme("light"))}>
            Light theme
          </Item>
          <Item value="Dark theme" keywords={["appearance"]} icon={Moon} onSelect={act(() => setTheme("dark"))}>
            Dark theme
          </Item>
          <Item value="Theme as the system" icon={Monitor} onSelect={act(() => setTheme("system"))}>
            Theme as the system
          </Item>
          {projectId && (
            <Item
              value="Create personal API key"
              icon={KeyRound}
              onSelect={act(() =>
                navigate({ to: "/project/$projectId/settings/$section", params: { projectId, section: "keys" } }),
              )}
            >
              Create a personal API key
            </Item>
          )}
          <Item value="Keyboard shortcuts" icon={Keyboard} hint={<Keys keys={["?"]} />} onSelect={act(onSheet)}>
            Keyboard shortcuts
          </Item>
          <Item value="Sign out" keywords={["log out"]} icon={LogOut} onSelect={act(signOut)}>
            Sign out
          </Item>
        </Command.Group>
      </Command.List>
    </Command>
  );
}

// A word that is still being typed should not become a request per letter.
function useSettled(value: string): string {
  const [settled, setSettled] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 150);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

function People({ search, projectId, close }: { search: string; projectId: string; close: () => void }) {
  const navigate = useNavigate();
  const settled = useDeferredValue(useSettled(search));
  const found = useQuery({
    ...personsQuery(Number(projectId), { search: settled, limit: 5, offset: 0 }),
    enabled: settled !== "",
  });
  const people = found.data?.results ?? [];
  if (people.length === 0) return null;
  return (
    <Command.Group heading="People" className={groupClass} forceMount>
      {people.map((person) => (
        <Item
          key={person.uuid}
          value={`person ${person.uuid}`}
          // What the server found matches, whatever the palette's own matching thinks.
          keywords={[search]}
          picture={<Avatar name={personName(person)} size={18} />}
          onSelect={() => {
            close();
            navigate({
              to: "/project/$projectId/persons/$personId",
              params: { projectId, personId: person.uuid },
            });
          }}
        >
          {personName(person)}
        </Item>
      ))}
    </Command.Group>
  );
}

function NewThings({ projectId, close }: { projectId: string; close: () => void }) {
  const navigate = useNavigate();
  const knows = useKnownKinds();
  return (
    <Command.Group heading="Ask" className={groupClass}>
      {insightKinds.filter(knows).map((kind) => (
        <Item
          key={kind}
          value={`New ${kindWords[kind].title.toLowerCase()}`}
          keywords={["new", "insight", "create", kindWords[kind].title]}
          icon={Plus}
          onSelect={() => {
            close();
            navigate({
              to: "/project/$projectId/insights/new",
              params: { projectId },
              search: { q: defaultQuery(kind) },
            });
          }}
        >
          New insight: {kindWords[kind].title.toLowerCase()}
        </Item>
      ))}
    </Command.Group>
  );
}

interface OtherFind {
  name: string;
  kind: string;
  icon: LucideIcon;
  open: () => void;
}

// Saved insights, dashboards, flags, cohorts, actions and events by their names.
function Found({ search, projectId, close }: { search: string; projectId: string; close: () => void }) {
  const navigate = useNavigate();
  const settled = useDeferredValue(useSettled(search));
  const id = Number(projectId);
  const enabled = settled !== "";
  const insights = useQuery({ ...insightsQuery(id, { search: settled, limit: 5, offset: 0 }), enabled });
  const dashboards = useQuery({ ...dashboardsQuery(id), enabled });
  const events = useQuery({ ...eventDefinitionsQuery(id, settled, 5), enabled });
  const flags = useQuery({ ...flagsQuery(id, settled), enabled });
  const actions = useQuery({ ...actionsQuery(id, settled), enabled });
  const knows = useKnownKinds();
  const cohorts = useQuery({ ...cohortsQuery(id, settled), enabled: enabled && knows("Cohort") });
  const wanted = settled.toLowerCase();
  const boards = (dashboards.data?.results ?? [])
    .filter((each) => each.name.toLowerCase().includes(wanted))
    .slice(0, 5);
  const go = (run: () => void) => () => {
    close();
    run();
  };
  const saved = insights.data?.results ?? [];
  const names = events.data?.results ?? [];
  const others: OtherFind[] = [
    ...(flags.data?.results ?? []).slice(0, 5).map(({ id: flagId, key }) => ({
      name: key,
      kind: "Flag",
      icon: Flag,
      open: () => navigate({ to: "/project/$projectId/flags/$flagId", params: { projectId, flagId: String(flagId) } }),
    })),
    ...(cohorts.data?.results ?? []).slice(0, 5).map(({ id: cohortId, name }) => ({
      name,
      kind: "Cohort",
      icon: UserRoundSearch,
      open: () =>
        navigate({ to: "/project/$projectId/cohorts/$cohortId", params: { projectId, cohortId: String(cohortId) } }),
    })),
    ...(actions.data?.results ?? []).slice(0, 5).map(({ id: actionId, name }) => ({
      name,
      kind: "Action",
      icon: MousePointerClick,
      open: () =>
        navigate({ to: "/project/$projectId/actions/$actionId", params: { projectId, actionId: String(actionId) } }),
    })),
  ];
  if (saved.length + boards.length + names.length + others.length === 0) return null;
  return (
    <Command.Group heading="Found" className={groupClass} forceMount>
      {saved.map((insight) => (
        <Item
          key={insight.short_id}
          value={`insight ${insight.short_id}`}
          keywords={[search]}
          icon={ChartLine}
          hint={<span className="text-xs text-ink-3">Insight</span>}
          onSelect={go(() =>
            navigate({
              to: "/project/$projectId/insights/$shortId",
              params: { projectId, shortId: insight.short_id },
            }),
          )}
        >
          {insight.name || insight.derived_name || "Untitled insight"}
        </Item>
      ))}
      {boards.map((board) => (
        <Item
          key={board.id}
          value={`dashboard ${board.id}`}
          keywords={[search]}
          icon={LayoutDashboard}
          hint={<span className="text-xs text-ink-3">Dashboard</span>}
          onSelect={go(() =>
            navigate({
              to: "/project/$projectId/dashboards/$dashboardId",
              params: { projectId, dashboardId: String(board.id) },
            }),
          )}
        >
          {board.name}
        </Item>
      ))}
      {others.map((other) => (
        <Item
          key={`${other.kind} ${other.name}`}
          value={`${other.kind} ${other.name}`}
          keywords={[search]}
          icon={other.icon}
          hint={<span className="text-xs text-ink-3">{other.kind}</span>}
          onSelect={go(other.open)}
        >
          {other.name}
        </Item>
      ))}
      {names.map((event) => (
        <Item
          key={event.name}
          value={`event ${event.name}`}
          keywords={[search]}
          icon={Rows3}
          hint={<span className="text-xs text-ink-3">Event</span>}
          onSelect={go(() =>
            navigate({ to: "/project/$projectId/events", params: { projectId }, search: { event: event.name } }),
          )}
        >
          {eventName(event.name)}
        </Item>
      ))}
    </Command.Group>
  );
}
