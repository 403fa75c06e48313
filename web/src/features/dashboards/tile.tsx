// One tile of a dashboard: an insight with its answer, or a text.
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import {
  ChartLine,
  Ellipsis,
  FileSpreadsheet,
  GripVertical,
  LayoutDashboard,
  Pencil,
  RotateCw,
  Trash2,
} from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { csvText, download, fileName } from "@/charts/export";
import { useProject } from "@/features/accounts/api";
import { ChartSkeleton, Progress, useAnswer } from "@/features/insights/answer-card";
import { askedQuery } from "@/features/insights/asked";
import { answerRows } from "@/features/insights/export-rows";
import { InsightResult } from "@/features/insights/results/result";
import { sourceOf } from "@/features/insights/url";
import { datesTitle, insightTitle } from "@/features/insights/words";
import { forceNext, insightKey } from "@/query/client";
import type { ActorsSource, DateRange, InsightQuery } from "@/query/types";
import { Button, IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { Empty, Failure } from "@/ui/states";
import type { Tile } from "./api";
import { TextBody } from "./text-body";
import type { TilePlace } from "./tile-grid";

interface TileProps extends TilePlace {
  tile: Tile;
  onRange?: (range: DateRange) => void;
  onPeople: (source: ActorsSource, title: string) => void;
  onRemove: () => void;
  // To other dashboards as well.
  onPlace: () => void;
  onEditText: () => void;
  notes?: ReadonlyArray<{ date: string; text: string }>;
}

// The question of a tile as it is asked on this dashboard: the server has put into it what stands over all tiles.
export function tileQuery(tile: Tile): InsightQuery | undefined {
  return tile.insight ? askedQuery(sourceOf(tile.insight.query)) : undefined;
}

export const headHeight = 44;

export function DashboardTile(props: TileProps) {
  const { tile, editing, onEditText, onRemove } = props;
  if (tile.text) {
    return (
      <TileFrame {...props} title="Text" hideTitle>
        <div className="flex-1 overflow-auto px-4 pb-3">
          <TextBody text={tile.text.body} />
        </div>
        {editing && (
          <div className="absolute top-1.5 right-1.5 flex">
            <IconButton small icon={Pencil} label="Change the text" onClick={onEditText} />
            <IconButton small icon={Trash2} label="Remove the text" onClick={onRemove} />
          </div>
        )}
      </TileFrame>
    );
  }
  return <InsightTile {...props} />;
}

function InsightTile(props: TileProps) {
  const { tile, height, onRange, onPeople, onRemove, onPlace, notes } = props;
  const project = useProject();
  const client = useQueryClient();
  const navigate = useNavigate();
  const query = useMemo(() => tileQuery(tile), [tile]) as InsightQuery;
  const { answer, lacks, shown } = useAnswer(query);
  const insight = tile.insight;
  const title = insight?.name || insight?.derived_name || insightTitle(query);
  const refresh = () => {
    forceNext(insightKey(project.id, query));
    answer.refetch();
  };
  return (
    <TileFrame
      {...props}
      title={
        <Link
          to="/project/$projectId/insights/$shortId"
          params={{ projectId: String(project.id), shortId: insight?.short_id ?? "" }}
          className="block truncate rounded-sm text-sm font-medium hover:text-accent-ink hover:underline"
          title={title}
        >
          <bdi>{title}</bdi>
        </Link>
      }
      note={datesTitle(query)}
      actions={
        <Menu align="end" trigger={<IconButton small icon={Ellipsis} label={`More about ${title}`} />}>
          <MenuItem icon={RotateCw} onSelect={refresh}>
            Compute now
          </MenuItem>
          <MenuItem
            icon={ChartLine}
            onSelect={() =>
              navigate({
                to: "/project/$projectId/insights/$shortId",
                params: { projectId: String(project.id), shortId: insight?.short_id ?? "" },
              })
            }
          >
            Open the insight
          </MenuItem>
          <MenuItem icon={LayoutDashboard} onSelect={onPlace}>
            Put on other dashboards…
          </MenuItem>
          <MenuItem
            icon={FileSpreadsheet}
            disabled={!answer.data}
            onSelect={() =>
              answer.data && download(fileName(title, "csv"), csvText(answerRows(query, answer.data)), "text/csv")
            }
          >
            Export CSV
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={Trash2} danger onSelect={onRemove}>
            Take off this dashboard
          </MenuItem>
        </Menu>
      }
    >
      <Progress
        busy={answer.isFetching}
        question={insightKey(project.id, query)}
        onCancel={() => client.cancelQueries({ queryKey: insightKey(project.id, query) })}
      />
      <div
        aria-busy={shown !== null && !answer.data}
        className={cx(
          "min-h-0 flex-1 overflow-auto px-4 pb-3 transition-opacity duration-[140ms]",
          shown && !answer.data && "opacity-50",
        )}
      >
        {shown ? (
          <InsightResult
            query={shown.query}
            answer={shown.answer}
            height={Math.max(120, height - headHeight - 14)}
            compact
            notes={notes}
            onPeople={onPeople}
            onRange={onRange}
          />
        ) : answer.error ? (
          <Failure error={answer.error} what="This could not be computed" retry={refresh} />
        ) : lacks !== undefined ? (
          <Empty title={lacks} />
        ) : answer.isFetching ? (
          <ChartSkeleton height={Math.max(80, height - headHeight - 32)} />
        ) : (
          <Empty title="Cancelled" action={<Button onClick={refresh}>Compute it</Button>} />
        )}
      </div>
    </TileFrame>
  );
}

interface TileFrameProps extends Partial<TilePlace> {
  title: ReactNode;
  hideTitle?: boolean;
  note?: string;
  actions?: ReactNode;
  children: ReactNode;
}

export function TileFrame({ title, hideTitle, note, actions, children, editing, onDrag, onKeyMove }: TileFrameProps) {
  return (
    <article
      className={cx(
        "relative flex h-full flex-col rounded-lg border bg-surface",
        editing ? "border-line-strong border-dashed" : "border-line",
      )}
    >
      <header className={cx("flex shrink-0 items-center gap-1.5 pr-1.5", editing ? "pl-1" : "pl-4")}>
        {editing && (
          <button
            type="button"
            aria-label="Move: drag, or arrow keys; with Shift they change the size"
            title="Drag to move; arrow keys move, with Shift they change the size"
            onPointerDown={onDrag}
            onKeyDown={onKeyMove}
            className="flex h-9 w-6 cursor-grab touch-none items-center justify-center rounded-sm text-ink-3 hover:bg-hover active:cursor-grabbing"
          >
            <GripVertical size={14} aria-hidden />
          </button>
        )}
        {!hideTitle && <div className="min-w-0 flex-1 py-2.5">{title}</div>}
        {hideTitle && <span className="h-3" />}
        {note && <span className="shrink-0 text-xs text-ink-3 max-sm:hidden">{note}</span>}
        {actions}
      </header>
      {children}
    </article>
  );
}
