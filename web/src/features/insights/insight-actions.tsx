// What can be done with an insight: save, keep, copy, take out, delete.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import {
  Bell,
  Copy,
  Database,
  Ellipsis,
  FileJson,
  FileSpreadsheet,
  Flag,
  Image,
  LayoutDashboard,
  Link2,
  Mail,
  Quote,
  Redo,
  Share2,
  Star,
  Trash2,
  Undo,
  Undo2,
} from "lucide-react";
import { type RefObject, useState } from "react";
import { errorText } from "@/app/client";
import { csvText, download, fileName } from "@/charts/export";
import { pictureOf } from "@/charts/picture";
import { useProject } from "@/features/accounts/api";
import { NoteDialog } from "@/features/annotations/note-dialog";
import { PutOnDashboard } from "@/features/dashboards/put-on-dashboard";
import { ShareDialog } from "@/features/sharing/share-dialog";
import { asVizNode } from "@/query/client";
import type { Answer, InsightQuery } from "@/query/types";
import { Button, IconButton } from "@/ui/button";
import { copyText } from "@/ui/copy";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { changeInsight, createInsight, type Insight, type InsightChanges, insightQuery } from "./api";
import { asSql } from "./as-sql";
import { askedQuery } from "./asked";
import { answerRows } from "./export-rows";
import { findingOf } from "./finding";
import type { StepsBack } from "./use-steps-back";
import { insightTitle } from "./words";

interface InsightActionsProps {
  saved: Insight | null;
  query: InsightQuery;
  changed: boolean;
  // A name typed but not saved yet.
  name: string | null;
  answer: Answer<unknown> | undefined;
  chart: RefObject<HTMLDivElement | null>;
  steps: StepsBack;
  onSaved: () => void;
  onDiscard: () => void;
  onAlerts: () => void;
  onSubscriptions: () => void;
}

export function InsightActions(props: InsightActionsProps) {
  const { saved, query, changed, name, answer, chart, steps, onSaved, onDiscard, onAlerts, onSubscriptions } = props;
  const project = useProject();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [sharing, setSharing] = useState(false);
  const [placing, setPlacing] = useState(false);
  const [noting, setNoting] = useState(false);
  const sql = asSql(askedQuery(query), project.week_start_day === 1);
  const title = name ?? saved?.name ?? insightTitle(query);
  const projectId = String(project.id);

  const refreshLists = () => client.invalidateQueries({ queryKey: ["project", project.id, "insights"] });
  const keep = (insight: Insight) => {
    client.setQueryData(insightQuery(project.id, insight.short_id).queryKey, insight);
    refreshLists();
  };
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      toast(`This was not saved. ${errorText(error)}`, { kind: "failed" });
    } finally {
      setBusy(false);
    }
  };
  const change = async (changes: InsightChanges) => {
    if (saved) keep(await changeInsight(project.id, saved.id, changes));
  };
  const open = (insight: Insight) => {
    keep(insight);
    navigate({ to: "/project/$projectId/insights/$shortId", params: { projectId, shortId: insight.short_id } });
  };
  const save = () =>
    attempt(async () => {
      if (saved) {
        const before = saved.query;
        await change({ query: asVizNode(query), ...(name === null ? {} : { name }) });
        onSaved();
        toast("Changes saved", {
          action: {
            label: "Undo",
            run: () => void attempt(() => change({ query: before as ReturnType<typeof asVizNode>, name: saved.name })),
          },
        });
      } else {
        open(await createInsight(project.id, query, { name: name ?? insightTitle(query) }));
        toast("Insight saved");
      }
    });
  const duplicate = () =>
    attempt(async () => {
      open(await createInsight(project.id, query, { name: `${title} (copy)`, tags: saved?.tags ?? [] }));
      toast("This is the copy");
    });
  const remove = () =>
    attempt(async () => {
      if (!saved) return;
      await change({ deleted: true });
      navigate({ to: "/project/$projectId/insights", params: { projectId } });
      toast(`“${title}” deleted`, {
        action: { label: "Undo", run: () => void attempt(() => change({ deleted: false })) },
      });
    });
  const openAsSql = () => void navigate({ to: "/project/$projectId/sql", params: { projectId }, search: { q: sql } });
  const copy = async (text: string, what: string) => {
    if (await copyText(text)) toast(`${what} copied`);
  };
  const savePicture = async () => {
    const picture = chart.current && (await pictureOf(chart.current, title));
    if (picture) download(fileName(title, "png"), picture);
    else toast("There is no chart to take a picture of.", { kind: "failed" });
  };

  return (
    <>
      {saved && (
        <IconButton
          icon={Star}
          label={saved.favorited ? "No longer a favourite" : "Make it a favourite"}
          aria-pressed={saved.favorited}
          onClick={() => attempt(() => change({ favorited: !saved.favorited }))}
          className={saved.favorited ? "text-warn-mark [&_svg]:fill-current" : ""}
        />
      )}
      <IconButton icon={Undo} label="Undo the last change (Ctrl Z)" disabled={!steps.undo} onClick={steps.undo} />
      <IconButton icon={Redo} label="Do it again (Ctrl Shift Z)" disabled={!steps.redo} onClick={steps.redo} />
      <Menu align="end" trigger={<IconButton icon={Ellipsis} label="More about this insight" />}>
        <MenuItem icon={Link2} onSelect={() => copy(window.location.href, "Link")}>
          Copy link
        </MenuItem>
        <MenuItem icon={FileJson} onSelect={() => copy(JSON.stringify(asVizNode(query), null, 2), "Query")}>
          Copy query JSON
        </MenuItem>
        <MenuItem icon={Database} disabled={sql === undefined} onSelect={openAsSql}>
          Open as SQL
        </MenuItem>
        {saved && (
          <MenuItem icon={Copy} onSelect={duplicate}>
            Duplicate
          </MenuItem>
        )}
        {saved && (
          <MenuItem icon={LayoutDashboard} onSelect={() => setPlacing(true)}>
            Put on a dashboard…
          </MenuItem>
        )}
        <MenuItem icon={Flag} onSelect={() => setNoting(true)}>
          Mark a day…
        </MenuItem>
        <MenuItem icon={Quote} disabled={!answer} onSelect={() => answer && copy(findingOf(query, answer), "Finding")}>
          Copy the finding in words
        </MenuItem>
        <MenuSeparator />
        <MenuItem
          icon={FileSpreadsheet}
          disabled={!answer}
          onSelect={() => answer && download(fileName(title, "csv"), csvText(answerRows(query, answer)), "text/csv")}
        >
          Export CSV
        </MenuItem>
        <MenuItem
          icon={FileJson}
          disabled={!answer}
          onSelect={() =>
            answer &&
            download(fileName(title, "json"), JSON.stringify({ query, ...answer }, null, 2), "application/json")
          }
        >
          Export JSON
        </MenuItem>
        <MenuItem icon={Image} disabled={!answer} onSelect={savePicture}>
          Export PNG
        </MenuItem>
        {saved && (
          <>
            <MenuSeparator />
            {query.kind === "TrendsQuery" && (
              <MenuItem icon={Bell} onSelect={onAlerts}>
                Alerts…
              </MenuItem>
            )}
            <MenuItem icon={Mail} onSelect={onSubscriptions}>
              Subscribe…
            </MenuItem>
            <MenuItem icon={Share2} onSelect={() => setSharing(true)}>
              Share by link…
            </MenuItem>
            <MenuSeparator />
            <MenuItem icon={Trash2} danger onSelect={remove}>
              Delete
            </MenuItem>
          </>
        )}
      </Menu>
      {changed && (
        <Button icon={Undo2} onClick={onDiscard}>
          Discard changes
        </Button>
      )}
      <Button weight="primary" busy={busy} disabled={saved !== null && !changed && name === null} onClick={save}>
        {saved ? "Save changes" : "Save insight"}
      </Button>
      <NoteDialog open={noting} onOpenChange={setNoting} />
      {saved && <PutOnDashboard insight={saved} open={placing} onOpenChange={setPlacing} />}
      {saved && <ShareDialog kind="insights" id={saved.id} title={title} open={sharing} onOpenChange={setSharing} />}
    </>
  );
}
