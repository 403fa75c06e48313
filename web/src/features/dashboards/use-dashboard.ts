// Changes of a dashboard: on the screen at once, taken back when the server refuses.
import { useQueryClient } from "@tanstack/react-query";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { toast } from "@/ui/toast";
import { changeDashboard, type Dashboard, type DashboardChanges, dashboardQuery } from "./api";
import type { Over } from "./over";

function expected(dashboard: Dashboard, { tiles, ...changes }: DashboardChanges): Dashboard {
  const changed = new Map((tiles ?? []).map((tile) => [tile.id, tile]));
  return {
    ...dashboard,
    ...changes,
    persisted_filters: changes.filters ?? dashboard.persisted_filters,
    persisted_variables: changes.variables ?? dashboard.persisted_variables,
    tiles: dashboard.tiles
      .filter((tile) => !changed.get(tile.id)?.deleted)
      .map((tile) => {
        const change = changed.get(tile.id);
        return change ? { ...tile, layouts: change.layouts ?? tile.layouts, text: change.text ?? tile.text } : tile;
      }),
  } as Dashboard;
}

// `over` is what stands over it where the change is seen.
export function useChangeDashboard(id: number, over: Over) {
  const project = useProject();
  const client = useQueryClient();
  const { queryKey } = dashboardQuery(project.id, id, over);
  return async (changes: DashboardChanges): Promise<boolean> => {
    await client.cancelQueries({ queryKey });
    const before = client.getQueryData<Dashboard>(queryKey);
    if (before) client.setQueryData(queryKey, expected(before, changes));
    try {
      const changed = await changeDashboard(project.id, id, changes, over);
      // What was asked with something else over it is asked again when it is looked at.
      client.invalidateQueries({ queryKey: ["project", project.id, "dashboard", id], refetchType: "none" });
      client.setQueryData(queryKey, changed);
      client.invalidateQueries({ queryKey: ["project", project.id, "dashboards"] });
      return true;
    } catch (error) {
      if (before) client.setQueryData(queryKey, before);
      toast(`The dashboard was not changed. ${errorText(error)}`, { kind: "failed" });
      return false;
    }
  };
}
