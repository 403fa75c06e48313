// Changes of an action: kept by the server, shown everywhere, with undo.
import { useQueryClient } from "@tanstack/react-query";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { toast } from "@/ui/toast";
import { type Action, type ActionChanges, actionQuery, changeAction } from "./api";

export function useChangeAction() {
  const project = useProject();
  const client = useQueryClient();
  // `undo` is the change that takes it back.
  const change = async (
    action: Action,
    changes: ActionChanges,
    text: string | null,
    undo?: ActionChanges,
  ): Promise<boolean> => {
    try {
      const changed = await changeAction(project.id, action.id, changes);
      client.setQueryData(actionQuery(project.id, action.id).queryKey, changed);
      client.invalidateQueries({ queryKey: ["project", project.id, "actions"] });
      // What was computed with the old meaning is old.
      if (changes.steps) client.invalidateQueries({ queryKey: ["project", project.id, "query"] });
      if (text) toast(text, undo ? { action: { label: "Undo", run: () => void change(changed, undo, null) } } : {});
      return true;
    } catch (error) {
      toast(`The action was not changed. ${errorText(error)}`, { kind: "failed" });
      return false;
    }
  };
  return change;
}
