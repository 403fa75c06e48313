// What can be done with an insight: save, keep, copy, take out, delete.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import {
  Bell,
  Copy,
  Ellipsis,
  FileJson,
  FileSpreadsheet,
  Image,
  Link2,
  Mail,
  Share2,
  Star,
  Trash2,
  Undo2,
} from "lucide-react";
import { type RefObject, useState } from "react";
import { errorText } from "@/app/client";
import { csvText, download, fileName, pictureOf } from "@/charts/export";
import { useProject } from "@/features/accounts/api";
import { ShareDialog } from "@/features/sharing/share-dialog";
import { asVizNode } from "@/query/client";
import type { Answer, FunnelStep, InsightQuery, PathEdge, RetentionRow, TableAnswer, TrendResult } from "@/query/types";
import { Button, IconButton } from "@/ui/button";
import { copyText } from "@/ui/copy";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { changeInsight, createInsight, type Insight, type InsightChanges, insightQuery } from "./api";
import { funnelsOf, stepName } from "./results/funnel-result";
import { seriesTable } from "./results/series";
import { insightTitle } from "./words";

interface InsightActionsProps {
  saved: Insight | null;
  query: InsightQuery;
  changed: boolean;
  // A name typed but not saved yet.
  name: string | null;
  answer: Answer<unknown> | undefined;
  chart: RefObject<HTMLDivElement | null>;
  onSaved: () => void;
  onDiscard: () => void;
  onAlerts: () => void;
  onSubscriptions: () => void;
}

// Rows for a spreadsheet, whatever the kind.
export function answerRows(query: InsightQuery, answer: Answer<unknown>): unknown[][] {
  switch (query.kind) {
    case "HogQLQuery":
      return [(answer as TableAnswer).columns, ...(answer as TableAnswer).results];
    case "FunnelsQuery": {
      const funnels = funnelsOf(answer.results);
      const rows = funnels.flatMap((steps) =>
        steps.map((step: FunnelStep) => [
          String(step.breakdown_value ?? ""),
          step.order + 1,
          stepName(step),
          step.count,
        ]),
      );
      return [["breakdown", "step", "name", "people"], ...rows];
    }
    case "RetentionQuery":
      return (answer.results as RetentionRow[]).map((row) => [row.date, ...row.values.map((value) => value.count)]);
    case "PathsQuery":
      return [
        ["from", "to", "times"],
        ...(answer.results as PathEdge[]).map((edge) => [edge.source, edge.target, edge.value]),
      ];
    default:
      return seriesTable(answer.results as TrendResult[], query);
  }
}

export function InsightActions(props: InsightActionsProps) {
  const { saved, query, changed, name, answer, chart, onSaved, onDiscard, onAlerts, onSubscriptions } = props;
  const project = useProject();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [sharing, setSharing] = useState(false);
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
  const copy = async (text: string, what: string) => {
    if (await copyText(text)) toast(`${what} copied`);
  };
  const savePicture = async () => {
    const picture = chart.current && (await pictureOf(chart.current));
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
      <Menu align="end" trigger={<IconButton icon={Ellipsis} label="More about this insight" />}>
        <MenuItem icon={Link2} onSelect={() => copy(window.location.href, "Link")}>
          Copy link
        </MenuItem>
        <MenuItem icon={FileJson} onSelect={() => copy(JSON.stringify(asVizNode(query), null, 2), "Query")}>
          Copy query JSON
        </MenuItem>
        {saved && (
          <MenuItem icon={Copy} onSelect={duplicate}>
            Duplicate
          </MenuItem>
        )}
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
      {saved && <ShareDialog kind="insights" id={saved.id} title={title} open={sharing} onOpenChange={setSharing} />}
    </>
  );
}
