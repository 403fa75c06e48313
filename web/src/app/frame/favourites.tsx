// Favourite insights and pinned dashboards, one click away from every page.
import { useQuery } from "@tanstack/react-query";
import { Link, type LinkProps } from "@tanstack/react-router";
import { LayoutDashboard } from "lucide-react";
import type { ReactNode } from "react";
import { dashboardsQuery } from "@/features/dashboards/api";
import { insightsQuery } from "@/features/insights/api";
import { insightName, KindIcon } from "@/features/insights/kind-icon";
import { readQuery } from "@/features/insights/url";
import { cx } from "@/ui/class-names";
import { Tooltip } from "@/ui/tooltip";

interface FavouritesProps {
  projectId: string;
  folded: boolean;
  onGo?: () => void;
}

const most = 6;

export function Favourites({ projectId, folded, onGo }: FavouritesProps) {
  const id = Number(projectId);
  const insights = useQuery(insightsQuery(id, { favorited: true, limit: most, offset: 0 })).data?.results ?? [];
  const boards = (useQuery(dashboardsQuery(id)).data?.results ?? []).filter(({ pinned }) => pinned).slice(0, most);
  if (insights.length + boards.length === 0) return null;
  return (
    <div className="mt-3 flex flex-col gap-px">
      {folded ? <hr className="mx-2 mb-2" /> : <h2 className="px-2 pb-1 text-xs font-medium text-ink-3">Favourites</h2>}
      {boards.map((board) => (
        <Row
          key={`board ${board.id}`}
          to="/project/$projectId/dashboards/$dashboardId"
          params={{ projectId, dashboardId: String(board.id) }}
          icon={<LayoutDashboard size={16} className="shrink-0" aria-hidden />}
          name={board.name}
          folded={folded}
          onGo={onGo}
        />
      ))}
      {insights.map((insight) => (
        <Row
          key={`insight ${insight.id}`}
          to="/project/$projectId/insights/$shortId"
          params={{ projectId, shortId: insight.short_id }}
          icon={<KindIcon kind={readQuery(insight.query)?.kind} />}
          name={insightName(insight)}
          folded={folded}
          onGo={onGo}
        />
      ))}
    </div>
  );
}

interface RowProps extends Pick<LinkProps, "to" | "params"> {
  icon: ReactNode;
  name: string;
  folded: boolean;
  onGo?: () => void;
}

function Row({ to, params, icon, name, folded, onGo }: RowProps) {
  const link = (
    <Link
      to={to}
      params={params as never}
      onClick={onGo}
      aria-label={folded ? name : undefined}
      className={cx("flex h-9 items-center gap-2.5 rounded-md text-sm md:h-7", folded ? "justify-center" : "px-2")}
      activeProps={{ className: "bg-active font-medium text-ink", "aria-current": "page" }}
      inactiveProps={{ className: "text-ink-2 hover:bg-hover hover:text-ink" }}
    >
      {icon}
      {!folded && <bdi className="truncate">{name}</bdi>}
    </Link>
  );
  return folded ? (
    <Tooltip text={name} side="right">
      {link}
    </Tooltip>
  ) : (
    link
  );
}
