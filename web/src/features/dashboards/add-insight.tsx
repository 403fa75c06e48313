// Saved insights to put onto a dashboard.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, Plus } from "lucide-react";
import { useState } from "react";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { changeInsight, type Insight, insightsQuery } from "@/features/insights/api";
import { insightName, KindIcon } from "@/features/insights/kind-icon";
import { readQuery } from "@/features/insights/url";
import { Button, buttonClass } from "@/ui/button";
import { SettledSearch } from "@/ui/settled-search";
import { SidePanel } from "@/ui/side-panel";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { toast } from "@/ui/toast";
import { type Dashboard, dashboardQuery } from "./api";

interface AddInsightPanelProps {
  dashboard: Dashboard;
  open: boolean;
  onClose: () => void;
}

export function AddInsightPanel({ dashboard, open, onClose }: AddInsightPanelProps) {
  return (
    <SidePanel open={open} onClose={onClose} title="Add insights" about="Those you have saved.">
      {open && <InsightList dashboard={dashboard} />}
    </SidePanel>
  );
}

function InsightList({ dashboard }: { dashboard: Dashboard }) {
  const project = useProject();
  const client = useQueryClient();
  const [search, setSearch] = useState("");
  const list = useQuery(insightsQuery(project.id, { search, limit: 100, offset: 0 }));
  const here = new Set(dashboard.tiles.flatMap((tile) => (tile.insight ? [tile.insight.id] : [])));
  const toggle = async (insight: Insight) => {
    const dashboards = here.has(insight.id)
      ? insight.dashboards.filter((id) => id !== dashboard.id)
      : [...insight.dashboards, dashboard.id];
    try {
      await changeInsight(project.id, insight.id, { dashboards });
    } catch (error) {
      toast(`It was not changed. ${errorText(error)}`, { kind: "failed" });
    }
    client.invalidateQueries({ queryKey: ["project", project.id, "insights"] });
    client.invalidateQueries({ queryKey: dashboardQuery(project.id, dashboard.id).queryKey });
  };
  return (
    <>
      <div className="sticky top-0 z-10 flex gap-2 border-b border-line bg-raised px-5 py-2.5">
        <SettledSearch label="Search insights" value={search} onChange={setSearch} className="flex-1" />
        <Link
          to="/project/$projectId/insights/new"
          params={{ projectId: String(project.id) }}
          className={buttonClass("plain")}
        >
          <Plus size={16} aria-hidden /> New insight
        </Link>
      </div>
      {list.error ? (
        <Failure error={list.error} what="The insights could not be loaded" retry={() => list.refetch()} />
      ) : !list.data ? (
        <SkeletonRows rows={8} columns={2} />
      ) : list.data.results.length === 0 ? (
        <Empty title={search === "" ? "No insight is saved yet" : "No insight fits"} />
      ) : (
        <ul className="divide-y divide-line">
          {list.data.results.map((insight) => (
            <li key={insight.id} className="flex h-12 items-center gap-3 px-5 text-sm">
              <KindIcon kind={readQuery(insight.query)?.kind} />
              <bdi className="min-w-0 flex-1 truncate">{insightName(insight)}</bdi>
              <Button
                small
                icon={here.has(insight.id) ? Check : Plus}
                aria-pressed={here.has(insight.id)}
                aria-label={`${here.has(insight.id) ? "Take off" : "Add"} ${insightName(insight)}`}
                onClick={() => toggle(insight)}
              >
                {here.has(insight.id) ? "On it" : "Add"}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
