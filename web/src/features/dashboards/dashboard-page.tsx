// One dashboard: its tiles with their answers, dates over all of them, editing, full screen.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Copy, Ellipsis, LayoutGrid, Mail, Maximize2, Minimize2, Pin, Plus, Share2, Trash2, Type } from "lucide-react";
import { useEffect, useState } from "react";
import { ApiError, errorText } from "@/app/client";
import { useShortcuts } from "@/app/shortcuts";
import { useProject } from "@/features/accounts/api";
import { annotationsQuery, chartNotes } from "@/features/annotations/api";
import { PeoplePanel } from "@/features/insights/people-panel";
import { ShareDialog } from "@/features/sharing/share-dialog";
import { SubscriptionsPanel } from "@/features/subscriptions/subscriptions-panel";
import { forceNext, insightKey } from "@/query/client";
import type { ActorsSource } from "@/query/types";
import { Breadcrumbs } from "@/ui/breadcrumbs";
import { Button, IconButton } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { controlClass } from "@/ui/field";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { PageBody, PageHead, useTitle } from "@/ui/page";
import { Empty, Failure, Skeleton } from "@/ui/states";
import { toast } from "@/ui/toast";
import { AddInsightPanel } from "./add-insight";
import { createDashboard, type Dashboard, type DashboardFilters, dashboardQuery, type Tile } from "./api";
import { DashboardBar } from "./dashboard-bar";
import { type Over, overOf, variablesOf } from "./over";
import { PutOnDashboard } from "./put-on-dashboard";
import { RefreshAll } from "./refresh-all";
import { type DashboardSearch, rangeIn } from "./search";
import { DashboardTile, tileQuery } from "./tile";
import { TileGrid } from "./tile-grid";
import { useChangeDashboard } from "./use-dashboard";

export function DashboardPage() {
  const project = useProject();
  const { dashboardId } = useParams({ from: "/inside/project/$projectId/dashboards/$dashboardId" });
  const search = useSearch({ from: "/inside/project/$projectId/dashboards/$dashboardId" });
  const over = overOf(search);
  const dashboard = useQuery({
    ...dashboardQuery(project.id, Number(dashboardId), over),
    // What was there stays while it is asked with something else over its insights.
    placeholderData: (before) => (before?.id === Number(dashboardId) ? before : undefined),
  });
  if (dashboard.data) return <Loaded key={dashboardId} dashboard={dashboard.data} search={search} over={over} />;
  const gone = dashboard.error instanceof ApiError && dashboard.error.status === 404;
  return (
    <>
      <PageHead title="Dashboard" />
      <PageBody>
        {gone ? (
          <Empty title="This dashboard is not here">
            It may have been deleted, or the link belongs to another project.
          </Empty>
        ) : dashboard.error ? (
          <Failure error={dashboard.error} what="The dashboard could not be loaded" retry={() => dashboard.refetch()} />
        ) : (
          <div role="status" aria-label="Loading" className="grid grid-cols-1 gap-3 md:grid-cols-2">
            {["a", "b", "c", "d"].map((key) => (
              <Skeleton key={key} className="h-80 rounded-lg" />
            ))}
          </div>
        )}
      </PageBody>
    </>
  );
}

interface LoadedProps {
  dashboard: Dashboard;
  search: DashboardSearch;
  over: Over;
}

const nothingOver: Over = {};

function Loaded({ dashboard, search, over }: LoadedProps) {
  const project = useProject();
  const projectId = String(project.id);
  const client = useQueryClient();
  const navigate = useNavigate({ from: "/project/$projectId/dashboards/$dashboardId" });
  const change = useChangeDashboard(dashboard.id, over);
  const keep = useChangeDashboard(dashboard.id, nothingOver);
  const notes = chartNotes(useQuery(annotationsQuery(project.id)).data);
  const [people, setPeople] = useState<{ source: ActorsSource; title: string }>();
  const [adding, setAdding] = useState(false);
  const [placing, setPlacing] = useState<Tile | null>(null);
  const [sharing, setSharing] = useState(false);
  const [subscribing, setSubscribing] = useState(false);
  const [text, setText] = useState<{ tile: Tile | null } | null>(null);
  const kept = dashboard.persisted_filters;
  const filters: DashboardFilters = {
    ...(rangeIn(search) ?? { date_from: kept.date_from, date_to: kept.date_to }),
    properties: search.filters ?? kept.properties,
  };
  const asked = dashboard.tiles.map(tileQuery);
  const questions = asked.flatMap((query) => (query ? [insightKey(project.id, query)] : []));
  const editing = search.edit ?? false;
  const name = dashboard.name || "Untitled dashboard";
  useTitle(name);

  const go = (next: DashboardSearch, replace = false) => navigate({ search: next, replace, resetScroll: false });
  const edit = () => go({ ...search, edit: editing ? undefined : true }, true);
  const fullScreen = () => go({ ...search, full: search.full ? undefined : true });
  const refresh = () => {
    for (const queryKey of questions) {
      forceNext(queryKey);
      client.invalidateQueries({ queryKey });
    }
  };
  useShortcuts({ e: edit, f: fullScreen, r: refresh });
  useEffect(() => {
    if (!search.full) return;
    document.documentElement.requestFullscreen?.().catch(() => {});
    return () => {
      if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    };
  }, [search.full]);

  const remove = (tile: Tile) => {
    change({ tiles: [{ id: tile.id, deleted: true }] });
    toast("Taken off the dashboard", {
      action: { label: "Undo", run: () => void change({ tiles: [{ id: tile.id, deleted: false }] }) },
    });
  };
  const duplicate = async () => {
    try {
      const copy = await createDashboard(project.id, {
        name: `${name} (copy)`,
        use_dashboard: dashboard.id,
        duplicate_tiles: true,
      });
      client.invalidateQueries({ queryKey: ["project", project.id, "dashboards"] });
      navigate({
        to: "/project/$projectId/dashboards/$dashboardId",
        params: { projectId, dashboardId: String(copy.id) },
      });
      toast("This is the copy");
    } catch (error) {
      toast(`It was not copied. ${errorText(error)}`, { kind: "failed" });
    }
  };
  const removeAll = async () => {
    if (!(await change({ deleted: true }))) return;
    navigate({ to: "/project/$projectId/dashboards", params: { projectId } });
    toast(`“${name}” deleted`, { action: { label: "Undo", run: () => void change({ deleted: false }) } });
  };

  const grid = (
    <TileGrid
      tiles={dashboard.tiles}
      editing={editing}
      onPlaces={(places) => change({ tiles: places.map(({ id, ...sm }) => ({ id, layouts: { sm } })) })}
      renderTile={(tile, spot) => (
        <DashboardTile
          {...spot}
          tile={tile}
          notes={notes}
          onRange={({ date_from, date_to }) =>
            go({ ...search, from: date_from ?? undefined, to: date_to ?? undefined })
          }
          onPeople={(source, title) => setPeople({ source, title })}
          onRemove={() => remove(tile)}
          onPlace={() => setPlacing(tile)}
          onEditText={() => setText({ tile })}
        />
      )}
    />
  );

  return (
    <div className={search.full ? "fixed inset-0 z-30 overflow-y-auto bg-canvas" : ""}>
      <PageHead
        title={name}
        heading={
          <>
            {!search.full && (
              <Breadcrumbs mark={dashboard.pinned && <Pin size={12} aria-label="pinned" />}>
                <Link to="/project/$projectId/dashboards" params={{ projectId }}>
                  Dashboards
                </Link>
              </Breadcrumbs>
            )}
            {editing && <h1 className="sr-only">{name}</h1>}
            {editing ? (
              <>
                <input
                  key={name}
                  aria-label="Name of the dashboard"
                  defaultValue={dashboard.name}
                  maxLength={400}
                  onBlur={(event) =>
                    event.target.value.trim() !== dashboard.name && change({ name: event.target.value })
                  }
                  onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
                  className={`${controlClass} -ml-2.5 w-full text-xl font-semibold`}
                />
                <input
                  key={dashboard.description}
                  aria-label="Description of the dashboard"
                  placeholder="What it is for"
                  defaultValue={dashboard.description}
                  maxLength={400}
                  onBlur={(event) =>
                    event.target.value.trim() !== dashboard.description &&
                    change({ description: event.target.value.trim() })
                  }
                  onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
                  className={`${controlClass} mt-1.5 -ml-2.5 w-full`}
                />
              </>
            ) : (
              <h1 className="truncate text-xl font-semibold tracking-tight">
                <bdi>{name}</bdi>
              </h1>
            )}
          </>
        }
        about={!editing && dashboard.description && <bdi>{dashboard.description}</bdi>}
        actions={
          <>
            <RefreshAll questions={questions} onRefresh={refresh} />
            <IconButton
              icon={search.full ? Minimize2 : Maximize2}
              label={search.full ? "Leave full screen (f)" : "Full screen (f)"}
              onClick={fullScreen}
            />
            <Menu align="end" trigger={<IconButton icon={Ellipsis} label="More about this dashboard" />}>
              <MenuItem icon={Pin} checked={dashboard.pinned} onSelect={() => change({ pinned: !dashboard.pinned })}>
                Pin to the top
              </MenuItem>
              <MenuItem icon={Copy} onSelect={duplicate}>
                Duplicate
              </MenuItem>
              <MenuItem icon={Mail} onSelect={() => setSubscribing(true)}>
                Subscribe…
              </MenuItem>
              <MenuItem icon={Share2} onSelect={() => setSharing(true)}>
                Share by link…
              </MenuItem>
              <MenuSeparator />
              <MenuItem icon={Trash2} danger onSelect={removeAll}>
                Delete
              </MenuItem>
            </Menu>
            {editing && (
              <Button icon={Type} onClick={() => setText({ tile: null })}>
                Text
              </Button>
            )}
            <Button icon={Plus} onClick={() => setAdding(true)}>
              Insight
            </Button>
            <Button icon={LayoutGrid} weight={editing ? "primary" : "plain"} onClick={edit} title="Edit (e)">
              {editing ? "Done" : "Edit"}
            </Button>
          </>
        }
      />
      <PageBody>
        <DashboardBar
          search={search}
          filters={filters}
          names={variablesOf(asked)}
          given={dashboard.persisted_variables}
          go={go}
          keep={keep}
        />
        {dashboard.tiles.length === 0 ? (
          <Empty
            title="Nothing on it yet"
            action={
              <Button weight="primary" icon={Plus} onClick={() => setAdding(true)}>
                Add an insight
              </Button>
            }
          >
            Add insights you have saved, or build a new one and put it here.
          </Empty>
        ) : (
          grid
        )}
      </PageBody>
      <PeoplePanel people={people} onClose={() => setPeople(undefined)} />
      <ShareDialog kind="dashboards" id={dashboard.id} title={name} open={sharing} onOpenChange={setSharing} />
      {placing?.insight && (
        <PutOnDashboard
          insight={dashboard.tiles.find(({ id }) => id === placing.id)?.insight ?? placing.insight}
          open
          onOpenChange={() => setPlacing(null)}
        />
      )}
      <SubscriptionsPanel
        subject={{ dashboard: dashboard.id }}
        title={name}
        open={subscribing}
        onClose={() => setSubscribing(false)}
      />
      <AddInsightPanel dashboard={dashboard} open={adding} onClose={() => setAdding(false)} />
      <TextDialog
        open={text !== null}
        tile={text?.tile ?? null}
        onClose={() => setText(null)}
        onSave={(body) => {
          setText(null);
          change({ tiles: [text?.tile ? { id: text.tile.id, text: { body } } : { text: { body } }] });
        }}
      />
    </div>
  );
}

interface TextDialogProps {
  open: boolean;
  tile: Tile | null;
  onClose: () => void;
  onSave: (body: string) => void;
}

function TextDialog({ open, tile, onClose, onSave }: TextDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="Text"
      description="Headings with #, lists with -, **bold**, `code` and [links](https://example.com)."
      width="max-w-lg"
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSave(String(new FormData(event.currentTarget).get("body") ?? ""));
        }}
      >
        <textarea
          name="body"
          aria-label="Text"
          required
          maxLength={8000}
          rows={8}
          defaultValue={tile?.text?.body ?? ""}
          className={`${controlClass} h-auto w-full py-2`}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" weight="primary">
            Save text
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
