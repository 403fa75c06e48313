// Saved insights: find one, open it, keep favourites.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Plus, Star } from "lucide-react";
import { useMemo } from "react";
import { errorText } from "@/app/client";
import { focusPageSearch } from "@/app/page-search";
import { useShortcuts } from "@/app/shortcuts";
import { useProject } from "@/features/accounts/api";
import { defaultQuery, insightKinds } from "@/query/defaults";
import { useKnownKinds } from "@/query/known-kinds";
import type { InsightKind } from "@/query/types";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import { Button, buttonClass, IconButton } from "@/ui/button";
import { type Column, DataTable } from "@/ui/data-table";
import { NativeSelect } from "@/ui/field";
import { plural } from "@/ui/numbers";
import { Card, PageBody, PageHead } from "@/ui/page";
import { Pager } from "@/ui/pager";
import { SettledSearch } from "@/ui/settled-search";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { toast } from "@/ui/toast";
import { changeInsight, type Insight, insightsQuery } from "./api";
import { insightName, KindIcon } from "./kind-icon";
import type { InsightsSearch } from "./list-search";
import { readQuery } from "./url";
import { kindWords } from "./words";

const kindOf = (insight: Insight) => readQuery(insight.query)?.kind;
const pageSize = 50;

export function InsightsPage() {
  const project = useProject();
  const projectId = String(project.id);
  const client = useQueryClient();
  const search = useSearch({ from: "/inside/project/$projectId/insights/" });
  const navigate = useNavigate({ from: "/project/$projectId/insights" });
  const { page = 1, kind, text, favourites } = search;
  const list = useQuery(
    insightsQuery(project.id, {
      search: text,
      insight: kind,
      favorited: favourites || undefined,
      limit: pageSize,
      offset: (page - 1) * pageSize,
    }),
  );
  const insights = list.data?.results;
  useShortcuts({
    "/": focusPageSearch,
    n: () => navigate({ to: "/project/$projectId/insights/new", params: { projectId } }),
  });
  const go = (next: InsightsSearch) => navigate({ search: next, replace: true });
  const open = (insight: Insight) =>
    navigate({ to: "/project/$projectId/insights/$shortId", params: { projectId, shortId: insight.short_id } });

  const columns = useMemo<Column<Insight>[]>(() => {
    const star = async (insight: Insight) => {
      try {
        await changeInsight(project.id, insight.id, { favorited: !insight.favorited });
      } catch (error) {
        toast(errorText(error), { kind: "failed" });
      }
      client.invalidateQueries({ queryKey: ["project", project.id, "insights"] });
    };
    return [
      {
        id: "name",
        accessorFn: (insight) => insightName(insight).toLowerCase(),
        header: "Insight",
        cell: ({ row }) => (
          <span className="flex min-w-0 items-center gap-2">
            <IconButton
              small
              icon={Star}
              label={row.original.favorited ? "No longer a favourite" : "Make it a favourite"}
              aria-pressed={row.original.favorited}
              onClick={(click) => {
                click.stopPropagation();
                star(row.original);
              }}
              className={row.original.favorited ? "text-warn-mark [&_svg]:fill-current" : "opacity-60"}
            />
            <KindIcon kind={kindOf(row.original)} />
            <Link
              to="/project/$projectId/insights/$shortId"
              params={{ projectId, shortId: row.original.short_id }}
              onClick={(click) => click.stopPropagation()}
              tabIndex={-1}
              className="min-w-0 truncate font-medium hover:text-accent-ink"
            >
              <bdi>{insightName(row.original)}</bdi>
            </Link>
            {row.original.tags.map((tag) => (
              <Badge key={tag}>{tag}</Badge>
            ))}
          </span>
        ),
      },
      {
        id: "kind",
        accessorFn: (insight) => kindOf(insight) ?? "",
        header: "Kind",
        cell: ({ row }) => {
          const kind = kindOf(row.original);
          return <span className="text-ink-2">{kind ? kindWords[kind].title : "–"}</span>;
        },
        meta: { className: "w-28 max-md:hidden" },
      },
      {
        id: "by",
        accessorFn: (insight) => insight.created_by?.first_name ?? "",
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
        id: "changed",
        accessorFn: (insight) => insight.last_modified_at,
        header: "Changed",
        cell: ({ row }) => <Time at={row.original.last_modified_at} className="tabular text-ink-3" />,
        meta: { className: "w-32" },
      },
    ];
  }, [projectId, project.id, client]);

  const filtered = Boolean(text || kind || favourites);
  return (
    <>
      <PageHead
        title="Insights"
        about="Questions about your product, saved with their answers one click away."
        actions={
          <Link
            to="/project/$projectId/insights/new"
            params={{ projectId }}
            className={buttonClass("primary")}
            title="New insight (n)"
          >
            <Plus size={16} aria-hidden /> New insight
          </Link>
        }
      />
      <PageBody>
        <div className="flex flex-wrap items-center gap-2 pb-3">
          <SettledSearch
            label="Search insights"
            value={text ?? ""}
            onChange={(next) => go({ kind, favourites, text: next || undefined })}
            className="w-72 max-w-full"
            data-page-search
          />
          <NativeSelect
            aria-label="Kind"
            value={kind ?? ""}
            onChange={(event) =>
              go({ text, favourites, kind: (event.target.value || undefined) as InsightKind | undefined })
            }
          >
            <option value="">Any kind</option>
            {[...insightKinds, "HogQLQuery" as const].map((each) => (
              <option key={each} value={each}>
                {kindWords[each].title}
              </option>
            ))}
          </NativeSelect>
          <Button
            icon={Star}
            aria-pressed={favourites ?? false}
            className={favourites ? "bg-active" : ""}
            onClick={() => go({ text, kind, favourites: favourites ? undefined : true })}
          >
            Favourites
          </Button>
          {list.data && (
            <span className="tabular ml-auto text-sm text-ink-3">{plural(list.data.count, "insight")}</span>
          )}
        </div>
        <Card className="overflow-clip">
          {list.error && !insights ? (
            <Failure error={list.error} what="The insights could not be loaded" retry={() => list.refetch()} />
          ) : !insights ? (
            <SkeletonRows rows={8} columns={4} />
          ) : insights.length > 0 ? (
            <DataTable
              label="Insights"
              rows={insights}
              columns={columns}
              rowId={(insight) => insight.short_id}
              dimmed={list.isPlaceholderData}
              onOpen={open}
            />
          ) : filtered ? (
            <Empty title="No insight fits" action={<Button onClick={() => go({})}>Show all</Button>} />
          ) : (
            <FirstInsight projectId={projectId} />
          )}
        </Card>
        <Pager
          label="Pages of insights"
          page={page}
          pageSize={pageSize}
          shown={insights?.length ?? 0}
          more={Boolean(list.data?.next)}
          onPage={(next) => go({ ...search, page: next })}
        />
      </PageBody>
    </>
  );
}

function FirstInsight({ projectId }: { projectId: string }) {
  const knows = useKnownKinds();
  return (
    <div className="px-4 pb-8">
      <Empty title="Nothing saved yet">
        Ask a question, look at the answer, save it when it is worth coming back to.
      </Empty>
      <ul className="mx-auto grid grid-cols-1 max-w-3xl gap-2 sm:grid-cols-2 lg:grid-cols-3">
        {insightKinds.filter(knows).map((kind) => (
          <li key={kind}>
            <Link
              to="/project/$projectId/insights/new"
              params={{ projectId }}
              search={{ q: defaultQuery(kind) }}
              className="flex h-full gap-3 rounded-lg border border-line p-3 hover:border-line-strong hover:bg-hover"
            >
              <KindIcon kind={kind} />
              <span>
                <span className="block text-sm font-medium">{kindWords[kind].title}</span>
                <span className="block text-xs text-ink-2">{kindWords[kind].about}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
