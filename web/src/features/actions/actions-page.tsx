// All actions: what they mean in words, make one, delete one with a way back.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Ellipsis, MousePointerClick, Plus, Trash2 } from "lucide-react";
import { useMemo } from "react";
import { focusPageSearch } from "@/app/page-search";
import { useShortcuts } from "@/app/shortcuts";
import { useProject } from "@/features/accounts/api";
import { Badge } from "@/ui/badge";
import { Button, buttonClass, IconButton } from "@/ui/button";
import { type Column, DataTable } from "@/ui/data-table";
import { Menu, MenuItem } from "@/ui/menu";
import { plural } from "@/ui/numbers";
import { Card, PageBody, PageHead } from "@/ui/page";
import { SettledSearch } from "@/ui/settled-search";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { type Action, actionsQuery } from "./api";
import { useChangeAction } from "./use-change-action";
import { stepsText } from "./words";

export function ActionsPage() {
  const project = useProject();
  const projectId = String(project.id);
  const { search } = useSearch({ from: "/inside/project/$projectId/actions/" });
  const navigate = useNavigate({ from: "/project/$projectId/actions" });
  const change = useChangeAction();
  const list = useQuery(actionsQuery(project.id, search));
  const actions = list.data?.results;
  const make = () => navigate({ to: "/project/$projectId/actions/new", params: { projectId } });
  useShortcuts({ "/": focusPageSearch, n: make });

  const columns = useMemo<Column<Action>[]>(
    () => [
      {
        id: "name",
        accessorFn: (action) => action.name,
        header: "Action",
        cell: ({ row }) => (
          <span className="flex min-w-0 items-center gap-2">
            <Link
              to="/project/$projectId/actions/$actionId"
              params={{ projectId, actionId: String(row.original.id) }}
              onClick={(click) => click.stopPropagation()}
              tabIndex={-1}
              className="truncate font-medium hover:text-accent-ink"
            >
              <bdi>{row.original.name}</bdi>
            </Link>
            {row.original.tags.map((tag) => (
              <Badge key={tag}>{tag}</Badge>
            ))}
          </span>
        ),
      },
      {
        id: "means",
        accessorFn: (action) => stepsText(action.steps),
        header: "When",
        cell: ({ row }) => (
          <bdi className="text-ink-2" title={stepsText(row.original.steps)}>
            {stepsText(row.original.steps)}
          </bdi>
        ),
        meta: { className: "max-md:hidden w-1/2" },
      },
      {
        id: "changed",
        accessorFn: (action) => action.updated_at,
        header: "Changed",
        cell: ({ row }) => <Time at={row.original.updated_at} className="tabular text-ink-3" />,
        meta: { className: "w-32 max-sm:hidden" },
      },
      {
        id: "more",
        header: () => <span className="sr-only">More</span>,
        enableSorting: false,
        cell: ({ row }) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: keeps a click on the menu from opening the row
          // biome-ignore lint/a11y/useKeyWithClickEvents: the row hears keys only when it has the focus itself
          <span onClick={(click) => click.stopPropagation()}>
            <Menu align="end" trigger={<IconButton small icon={Ellipsis} label={`More about ${row.original.name}`} />}>
              <MenuItem
                icon={Trash2}
                danger
                onSelect={() =>
                  change(row.original, { deleted: true }, `“${row.original.name}” deleted`, { deleted: false })
                }
              >
                Delete
              </MenuItem>
            </Menu>
          </span>
        ),
        meta: { className: "w-12 text-right" },
      },
    ],
    [projectId, change],
  );

  return (
    <>
      <PageHead
        title="Actions"
        about="Names for what people do, such as “signed up”: any of several events, clicks or pages."
        actions={
          <Link
            to="/project/$projectId/actions/new"
            params={{ projectId }}
            className={buttonClass("primary")}
            title="New action (n)"
          >
            <Plus size={16} aria-hidden />
            New action
          </Link>
        }
      />
      <PageBody>
        <div className="flex items-center gap-2 pb-3">
          <SettledSearch
            label="Search actions"
            value={search ?? ""}
            onChange={(text) => navigate({ search: { search: text || undefined }, replace: true })}
            className="w-72 max-w-full"
            data-page-search
          />
          {list.data && <span className="tabular ml-auto text-sm text-ink-3">{plural(list.data.count, "action")}</span>}
        </div>
        <Card className="overflow-clip">
          {list.error && !actions ? (
            <Failure error={list.error} what="The actions could not be loaded" retry={() => list.refetch()} />
          ) : !actions ? (
            <SkeletonRows rows={6} columns={3} />
          ) : actions.length > 0 ? (
            <DataTable
              label="Actions"
              rows={actions}
              columns={columns}
              rowId={(action) => String(action.id)}
              dimmed={list.isPlaceholderData}
              onOpen={(action) =>
                navigate({
                  to: "/project/$projectId/actions/$actionId",
                  params: { projectId, actionId: String(action.id) },
                })
              }
            />
          ) : search ? (
            <Empty
              title={`No action is called “${search}”`}
              action={<Button onClick={() => navigate({ search: {}, replace: true })}>Clear search</Button>}
            />
          ) : (
            <Empty
              title="No actions yet"
              action={
                <Button weight="primary" icon={MousePointerClick} onClick={make}>
                  New action
                </Button>
              }
            >
              An action gives one name to events, clicks and pages that mean the same to you. Charts, funnels and
              dashboards can then ask for it.
            </Empty>
          )}
        </Card>
      </PageBody>
    </>
  );
}
