// The dashboards that an insight stands on, to change; and a new one for it.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, Plus } from "lucide-react";
import { useState } from "react";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { changeInsight, type Insight, insightQuery } from "@/features/insights/api";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SearchInput } from "@/ui/field";
import { Failure, SkeletonRows } from "@/ui/states";
import { toast } from "@/ui/toast";
import { createDashboard, dashboardsQuery } from "./api";

interface PutOnDashboardProps {
  insight: Insight;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function PutOnDashboard({ insight, open, onOpenChange }: PutOnDashboardProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Put on a dashboard">
      <Choice insight={insight} />
    </Dialog>
  );
}

function Choice({ insight }: { insight: Insight }) {
  const project = useProject();
  const client = useQueryClient();
  const [search, setSearch] = useState("");
  const list = useQuery(dashboardsQuery(project.id));
  const wanted = search.trim().toLowerCase();
  const shown = (list.data?.results ?? []).filter(({ name }) => name.toLowerCase().includes(wanted));
  const put = async (dashboards: number[]) => {
    const changed = await changeInsight(project.id, insight.id, { dashboards });
    client.setQueryData(insightQuery(project.id, insight.short_id).queryKey, changed);
    client.invalidateQueries({ queryKey: ["project", project.id, "dashboard"] });
  };
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      toast(`It was not changed. ${errorText(error)}`, { kind: "failed" });
    }
  };
  const toggle = (id: number) =>
    attempt(() =>
      put(
        insight.dashboards.includes(id)
          ? insight.dashboards.filter((each) => each !== id)
          : [...insight.dashboards, id],
      ),
    );
  const create = () =>
    attempt(async () => {
      const made = await createDashboard(project.id, { name: search.trim() || "New dashboard" });
      await put([...insight.dashboards, made.id]);
      client.invalidateQueries({ queryKey: ["project", project.id, "dashboards"] });
    });
  if (list.error) return <Failure error={list.error} what="The dashboards could not be loaded" />;
  return (
    <>
      <SearchInput label="Search dashboards" value={search} onChange={setSearch} />
      {list.isPending ? (
        <SkeletonRows rows={4} columns={2} />
      ) : (
        <ul className="max-h-80 divide-y divide-line overflow-y-auto pt-2">
          {shown.map((dashboard) => {
            const on = insight.dashboards.includes(dashboard.id);
            return (
              <li key={dashboard.id} className="flex h-11 items-center gap-3 text-sm">
                <Link
                  to="/project/$projectId/dashboards/$dashboardId"
                  params={{ projectId: String(project.id), dashboardId: String(dashboard.id) }}
                  className="min-w-0 flex-1 truncate hover:text-accent-ink hover:underline"
                >
                  <bdi>{dashboard.name || "Untitled dashboard"}</bdi>
                </Link>
                <Button
                  small
                  icon={on ? Check : Plus}
                  aria-pressed={on}
                  aria-label={`${on ? "Take off" : "Put on"} ${dashboard.name}`}
                  onClick={() => toggle(dashboard.id)}
                >
                  {on ? "On it" : "Put on"}
                </Button>
              </li>
            );
          })}
        </ul>
      )}
      <Button weight="quiet" icon={Plus} className="mt-2" onClick={create}>
        {search.trim() === "" ? "New dashboard" : `New dashboard “${search.trim()}”`}
      </Button>
    </>
  );
}
