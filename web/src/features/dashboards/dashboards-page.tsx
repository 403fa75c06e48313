// All dashboards, and the way to a new one.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { LayoutDashboard, Pin, Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { errorText } from "@/app/client";
import { focusPageSearch } from "@/app/page-search";
import { useShortcuts } from "@/app/shortcuts";
import { useProject } from "@/features/accounts/api";
import { createInsight } from "@/features/insights/api";
import { useKnownKinds } from "@/query/known-kinds";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { type Column, DataTable } from "@/ui/data-table";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, SearchInput, TextInput } from "@/ui/field";
import { Card, PageBody, PageHead } from "@/ui/page";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { changeDashboard, createDashboard, type DashboardBasic, dashboardsQuery } from "./api";
import { settle } from "./grid";
import { type Template, templates } from "./templates";

export function DashboardsPage() {
  const project = useProject();
  const projectId = String(project.id);
  const navigate = useNavigate();
  const [search, setSearch] = useState("");
  const [making, setMaking] = useState(false);
  const list = useQuery(dashboardsQuery(project.id));
  const wanted = search.trim().toLowerCase();
  const dashboards = list.data?.results.filter((each) =>
    [each.name, each.description, ...each.tags].join(" ").toLowerCase().includes(wanted),
  );
  useShortcuts({ "/": focusPageSearch, n: () => setMaking(true) });

  const columns = useMemo<Column<DashboardBasic>[]>(
    () => [
      {
        id: "name",
        accessorFn: (dashboard) => dashboard.name.toLowerCase(),
        header: "Dashboard",
        cell: ({ row }) => (
          <span className="flex min-w-0 items-center gap-2">
            <LayoutDashboard size={16} className="shrink-0 text-ink-3" aria-hidden />
            <Link
              to="/project/$projectId/dashboards/$dashboardId"
              params={{ projectId, dashboardId: String(row.original.id) }}
              onClick={(click) => click.stopPropagation()}
              tabIndex={-1}
              className="min-w-0 truncate font-medium hover:text-accent-ink"
            >
              <bdi>{row.original.name || "Untitled dashboard"}</bdi>
            </Link>
            {row.original.pinned && <Pin size={12} className="shrink-0 text-ink-3" aria-label="pinned" />}
            {row.original.tags.map((tag) => (
              <Badge key={tag}>{tag}</Badge>
            ))}
          </span>
        ),
      },
      {
        id: "about",
        accessorFn: (dashboard) => dashboard.description,
        header: "About",
        cell: ({ row }) => <bdi className="text-ink-2">{row.original.description}</bdi>,
        meta: { className: "max-md:hidden" },
      },
      {
        id: "by",
        accessorFn: (dashboard) => dashboard.created_by?.first_name ?? "",
        header: "By",
        cell: ({ row }) => {
          const name = row.original.created_by?.first_name || row.original.created_by?.email;
          return name ? (
            <span className="flex min-w-0 items-center gap-1.5 text-ink-2">
              <Avatar name={name} size={18} /> <span className="truncate">{name}</span>
            </span>
          ) : null;
        },
        meta: { className: "w-36 max-lg:hidden" },
      },
      {
        id: "seen",
        accessorFn: (dashboard) => dashboard.last_accessed_at ?? "",
        header: "Last opened",
        cell: ({ row }) => <Time at={row.original.last_accessed_at} className="tabular text-ink-3" />,
        meta: { className: "w-36 max-sm:w-28" },
      },
    ],
    [projectId],
  );

  return (
    <>
      <PageHead
        title="Dashboards"
        about="Insights side by side, for looking at every day."
        actions={
          <Button weight="primary" icon={Plus} onClick={() => setMaking(true)} title="New dashboard (n)">
            New dashboard
          </Button>
        }
      />
      <PageBody>
        <div className="pb-3">
          <SearchInput
            label="Search dashboards"
            value={search}
            onChange={setSearch}
            className="w-72 max-w-full"
            data-page-search
          />
        </div>
        <Card className="overflow-clip">
          {list.error && !dashboards ? (
            <Failure error={list.error} what="The dashboards could not be loaded" retry={() => list.refetch()} />
          ) : !dashboards ? (
            <SkeletonRows rows={6} columns={4} />
          ) : dashboards.length > 0 ? (
            <DataTable
              label="Dashboards"
              rows={dashboards}
              columns={columns}
              rowId={(dashboard) => String(dashboard.id)}
              onOpen={(dashboard) =>
                navigate({
                  to: "/project/$projectId/dashboards/$dashboardId",
                  params: { projectId, dashboardId: String(dashboard.id) },
                })
              }
            />
          ) : wanted !== "" ? (
            <Empty
              title={`No dashboard is called “${search}”`}
              action={<Button onClick={() => setSearch("")}>Clear search</Button>}
            />
          ) : (
            <Empty
              title="No dashboards yet"
              action={
                <Button weight="primary" icon={Plus} onClick={() => setMaking(true)}>
                  New dashboard
                </Button>
              }
            >
              Put the insights you look at every day side by side. A template gives you a first one in a second.
            </Empty>
          )}
        </Card>
      </PageBody>
      <NewDashboardDialog open={making} onOpenChange={setMaking} />
    </>
  );
}

// Makes the insights of a template one after the other, each at its place.
async function fill(projectId: number, dashboardId: number, { insights }: Template) {
  for (const { name, query } of insights) {
    await createInsight(projectId, query, { name, dashboards: [dashboardId] });
  }
  const { tiles } = await changeDashboard(projectId, dashboardId, {});
  let x = 0;
  let y = 0;
  const places = insights.map(({ w, h }, index) => {
    if (x + w > 12) {
      x = 0;
      y += insights[index - 1]?.h ?? 0;
    }
    const box = { id: tiles[index]?.id ?? 0, x, y, w, h };
    x += w;
    return box;
  });
  await changeDashboard(projectId, dashboardId, {
    tiles: settle(places).map(({ id, ...sm }) => ({ id, layouts: { sm } })),
  });
}

function NewDashboardDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const project = useProject();
  const client = useQueryClient();
  const navigate = useNavigate();
  const knows = useKnownKinds();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const template = templates.find((each) => each.key === chosen);

  const make = async () => {
    setBusy(true);
    setError(null);
    try {
      const made = await createDashboard(project.id, {
        name: name.trim() || template?.title || "New dashboard",
        description: template?.about ?? "",
      });
      if (template) {
        const insights = template.insights.filter(({ query }) => knows(query.kind));
        await fill(project.id, made.id, { ...template, insights });
      }
      client.invalidateQueries({ queryKey: ["project", project.id] });
      await navigate({
        to: "/project/$projectId/dashboards/$dashboardId",
        params: { projectId: String(project.id), dashboardId: String(made.id) },
      });
    } catch (failure) {
      setError(errorText(failure));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="New dashboard" width="max-w-lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make();
        }}
      >
        <Field label="Name" error={error}>
          {(ids) => (
            <TextInput
              {...ids}
              value={name}
              placeholder={template?.title ?? "New dashboard"}
              onChange={(event) => setName(event.target.value)}
              maxLength={400}
            />
          )}
        </Field>
        <fieldset className="mt-4">
          <legend className="pb-1.5 text-sm font-medium">Begin with</legend>
          <div className="grid grid-cols-1 gap-2 sm:grid-cols-3">
            {[{ key: "", title: "Nothing", about: "An empty grid." }, ...templates].map((each) => (
              <label
                key={each.key}
                className="flex flex-col gap-0.5 rounded-lg border border-line p-3 text-sm has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-focus"
              >
                <input
                  type="radio"
                  name="template"
                  className="sr-only"
                  checked={chosen === each.key}
                  onChange={() => setChosen(each.key)}
                />
                <span className="font-medium">{each.title}</span>
                <span className="text-xs text-ink-2">{each.about}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <DialogActions>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" weight="primary" busy={busy}>
            Make dashboard
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
