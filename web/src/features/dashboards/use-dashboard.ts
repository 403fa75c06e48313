// Changes of a dashboard: on the screen at once, taken back when the server refuses.
import { useQueryClient } from "@tanstack/react-query";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { toast } from "@/ui/toast";
import { changeDashboard, type Dashboard, type DashboardChanges, dashboardQuery } from "./api";

function expected(dashboard: Dashboard, { tiles, ...changes }: DashboardChanges): Dashboard {
  const changed = new Map((tiles ?? []).map((tile) => [tile.id, tile]));
  return {
    ...dashboard,
    ...changes,
    tiles: dashboard.tiles
      .filter((tile) => !changed.get(tile.id)?.deleted)
      .map((tile) => {
        const change = changed.get(tile.id);
        return change ? { ...tile, layouts: change.layouts ?? tile.layouts, text: change.text ?? tile.text } : tile;
      }),
  } as Dashboard;
}

export function useChangeDashboard(id: number) {
  const project = useProject();
  const client = useQueryClient();
  const { queryKey } = dashboardQuery(project.id, id);
  return async (changes: DashboardChanges): Promise<boolean> => {
    await client.cancelQueries({ queryKey });
    const before = client.getQueryData<Dashboard>(queryKey);
    if (before) client.setQueryData(queryKey, expected(before, changes));
    try {
      client.setQueryData(queryKey, await changeDashboard(project.id, id, changes));
      client.invalidateQueries({ queryKey: ["project", project.id, "dashboards"] });
      return true;
    } catch (error) {
      if (before) client.setQueryData(queryKey, before);
      toast(`The dashboard was not changed. ${errorText(error)}`, { kind: "failed" });
      return false;
    }
  };
}
