// The left rail: project switcher, search, the rooms with their pages, settings and the user at the foot.
import { Link, useParams } from "@tanstack/react-router";
import { PanelLeft, Rocket, Search } from "lucide-react";
import { useHasEvents } from "@/features/ingestion/api";
import { IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { Keys } from "@/ui/keys";
import { Tooltip } from "@/ui/tooltip";
import { type PageEntry, rooms } from "../pages";
import { usePages } from "../use-pages";
import { Favourites } from "./favourites";
import { ProjectSwitcher } from "./project-switcher";
import { UserMenu } from "./user-menu";

interface RailProps {
  folded: boolean;
  onFold?: () => void;
  onPalette: () => void;
  onSheet: () => void;
  onGo?: () => void;
}

const rowClass = "flex h-9 items-center gap-2.5 rounded-md text-sm transition-colors duration-[120ms] md:h-7";

export const modifierKey = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";

export function Rail({ folded, onFold, onPalette, onSheet, onGo }: RailProps) {
  const { projectId } = useParams({ strict: false });
  const pages = usePages();
  return (
    <div className="flex h-full flex-col">
      <div className={cx("flex items-center gap-1 p-2", folded && "flex-col")}>
        <ProjectSwitcher folded={folded} onGo={onGo} />
        {onFold && (
          <IconButton icon={PanelLeft} label={folded ? "Widen the rail ([)" : "Fold the rail ([)"} onClick={onFold} />
        )}
      </div>
      <div className="px-2 pb-1">
        <button
          type="button"
          onClick={onPalette}
          aria-label={folded ? "Go to…" : undefined}
          className={cx(
            rowClass,
            "md:h-8! w-full border border-line bg-surface text-ink-3 hover:border-line-strong",
            folded ? "justify-center" : "px-2",
          )}
        >
          <Search size={16} aria-hidden />
          {!folded && (
            <>
              <span className="flex-1 text-left">Go to…</span>
              <Keys keys={[modifierKey, "K"]} />
            </>
          )}
        </button>
      </div>
      {projectId && (
        <nav aria-label="Pages" className="flex min-h-0 flex-1 flex-col overflow-y-auto px-2 pb-2">
          <StartLink projectId={projectId} folded={folded} onGo={onGo} />
          <div className="mt-2 flex flex-col gap-px">
            {pages
              .filter((page) => page.room === "Head")
              .map((page) => (
                <RailLink key={page.to} page={page} projectId={projectId} folded={folded} onGo={onGo} />
              ))}
          </div>
          <Favourites projectId={projectId} folded={folded} onGo={onGo} />
          {rooms.map((room) => {
            const inside = pages.filter((page) => page.room === room);
            if (inside.length === 0) return null;
            return (
              <div key={room} className="mt-3 flex flex-col gap-px">
                {folded ? (
                  <hr className="mx-2 mb-2" />
                ) : (
                  <h2 className="px-2 pb-1 text-xs font-medium text-ink-3">{room}</h2>
                )}
                {inside.map((page) => (
                  <RailLink key={page.to} page={page} projectId={projectId} folded={folded} onGo={onGo} />
                ))}
              </div>
            );
          })}
        </nav>
      )}
      {projectId && (
        <nav aria-label="Project" className="flex flex-col gap-px border-t border-line p-2">
          {pages
            .filter((page) => page.room === "Foot")
            .map((page) => (
              <RailLink key={page.to} page={page} projectId={projectId} folded={folded} onGo={onGo} />
            ))}
        </nav>
      )}
      <div className={cx("border-t border-line p-2", !projectId && "mt-auto")}>
        <UserMenu folded={folded} onSheet={onSheet} onGo={onGo} />
      </div>
    </div>
  );
}

interface RailLinkProps {
  page: Omit<PageEntry, "to" | "room" | "keywords"> & { to: PageEntry["to"] | "/project/$projectId/start" };
  projectId: string;
  folded: boolean;
  onGo?: () => void;
}

function RailLink({ page, projectId, folded, onGo }: RailLinkProps) {
  const link = (
    <Link
      to={page.to}
      params={{ projectId }}
      onClick={onGo}
      aria-label={folded ? page.title : undefined}
      className={cx(rowClass, folded ? "justify-center" : "px-2")}
      activeProps={{ className: "bg-active font-medium text-ink", "aria-current": "page" }}
      inactiveProps={{ className: "text-ink-2 hover:bg-hover hover:text-ink" }}
    >
      <page.icon size={16} className="shrink-0" aria-hidden />
      {!folded && <span className="truncate">{page.title}</span>}
    </Link>
  );
  if (!folded) return link;
  return (
    <Tooltip text={page.title} side="right">
      {link}
    </Tooltip>
  );
}

// Shown only until the first event has arrived.
function StartLink({ projectId, folded, onGo }: { projectId: string; folded: boolean; onGo?: () => void }) {
  const some = useHasEvents(Number(projectId));
  if (some.data !== false) return null;
  return (
    <div className="mt-2">
      <RailLink
        page={{ title: "Send your first event", to: "/project/$projectId/start", icon: Rocket, letter: "" }}
        projectId={projectId}
        folded={folded}
        onGo={onGo}
      />
    </div>
  );
}
