// The frame around every page: rail at the left (a drawer on phones), the page at the right, palette and shortcut sheet
// above both.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate, useParams, useRouter } from "@tanstack/react-router";
import { Menu as MenuIcon, Search } from "lucide-react";
import { Dialog } from "radix-ui";
import { useEffect, useState } from "react";
import { meQuery, ProjectContext, projectQuery, setCurrentProject, useMe } from "@/features/accounts/api";
import { visitQuery } from "@/features/home/api";
import { IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { scrimClass } from "@/ui/dialog";
import { Frog } from "@/ui/logo";
import { ZoneContext } from "@/ui/time";
import { onSignedOut } from "../query-client";
import { useShortcuts } from "../shortcuts";
import { readStored, writeStored } from "../stored";
import { usePages } from "../use-pages";
import { Palette } from "./palette";
import { Rail } from "./rail";
import { ServerBanner } from "./server-banner";
import { ShortcutSheet } from "./shortcut-sheet";

const foldedKey = "rail";

export function Frame() {
  const { projectId } = useParams({ strict: false });
  const project = useQuery({ ...projectQuery(Number(projectId)), enabled: projectId !== undefined });
  const navigate = useNavigate();
  const router = useRouter();
  const pages = usePages();
  const [paletteOpen, setPaletteOpen] = useState(false);
  const [sheetOpen, setSheetOpen] = useState(false);
  const [drawerOpen, setDrawerOpen] = useState(false);
  const [folded, setFolded] = useState(() => readStored(foldedKey) === "folded");

  const fold = () => {
    writeStored(foldedKey, folded ? "open" : "folded");
    setFolded(!folded);
  };

  const keys: Record<string, () => void> = { "?": () => setSheetOpen(true), "[": fold };
  if (projectId) {
    for (const page of pages) keys[`g ${page.letter}`] = () => navigate({ to: page.to, params: { projectId } });
  }
  useShortcuts(keys);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setPaletteOpen((open) => !open);
      }
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);

  // The session has ended under an open page, or on the way to one: sign in and come back to it.
  useEffect(
    () =>
      onSignedOut(() => {
        const { pathname, href } = router.latestLocation;
        if (pathname !== "/login") router.navigate({ to: "/login", search: { next: href } });
      }),
    [router],
  );

  // The project that is open is the one meant elsewhere too: after signing in, and where a key says "@current".
  const client = useQueryClient();
  const opened = project.data?.id;
  const remembered = useMe()?.team?.id;
  useEffect(() => {
    if (opened === undefined || remembered === undefined || opened === remembered) return;
    setCurrentProject(opened).then(
      (me) => client.setQueryData(meQuery.queryKey, me),
      () => {}, // Only where one lands next time depends on it.
    );
  }, [opened, remembered, client]);

  // Somebody is here, whichever page they look at.
  useQuery({ ...visitQuery(opened ?? 0), enabled: opened !== undefined });

  const openPalette = () => setPaletteOpen(true);
  const current = project.data ?? null;
  return (
    <ProjectContext value={current}>
      <ZoneContext value={current?.timezone ?? "UTC"}>
        <a
          href="#page"
          className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-accent px-3 py-2 text-sm text-on-accent focus:translate-y-0"
        >
          Skip to the page
        </a>
        <div className="flex h-full flex-col">
          <ServerBanner />
          <div className="flex min-h-0 flex-1">
            <aside
              className={cx("hidden shrink-0 border-r border-line bg-rail md:block", folded ? "w-14" : "w-[232px]")}
            >
              <Rail folded={folded} onFold={fold} onPalette={openPalette} onSheet={() => setSheetOpen(true)} />
            </aside>
            <div className="flex min-w-0 flex-1 flex-col">
              <div className="flex h-12 shrink-0 items-center gap-1 border-b border-line bg-rail px-2 md:hidden">
                <IconButton icon={MenuIcon} label="Open menu" onClick={() => setDrawerOpen(true)} />
                <Frog size={22} />
                <span className="ml-1 min-w-0 flex-1 truncate text-sm font-medium">{current?.name ?? "Leapfrog"}</span>
                <IconButton icon={Search} label="Search and go to" onClick={openPalette} />
              </div>
              <main id="page" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto outline-none">
                <Outlet />
              </main>
            </div>
          </div>
        </div>
        <Dialog.Root open={drawerOpen} onOpenChange={setDrawerOpen}>
          <Dialog.Portal>
            <Dialog.Overlay className={scrimClass} />
            <Dialog.Content
              aria-describedby={undefined}
              className="fixed inset-y-0 left-0 z-50 w-[272px] max-w-[85vw] animate-drawer border-r border-line bg-rail outline-none"
            >
              <Dialog.Title className="sr-only">Menu</Dialog.Title>
              <Rail
                folded={false}
                onPalette={() => {
                  setDrawerOpen(false);
                  openPalette();
                }}
                onSheet={() => {
                  setDrawerOpen(false);
                  setSheetOpen(true);
                }}
                onGo={() => setDrawerOpen(false)}
              />
            </Dialog.Content>
          </Dialog.Portal>
        </Dialog.Root>
        <Palette open={paletteOpen} onOpenChange={setPaletteOpen} onSheet={() => setSheetOpen(true)} />
        <ShortcutSheet open={sheetOpen} onOpenChange={setSheetOpen} />
      </ZoneContext>
    </ProjectContext>
  );
}
