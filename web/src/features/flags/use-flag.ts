// Changes of a flag: on the screen at once, taken back when the server refuses, with undo.
import { useQueryClient } from "@tanstack/react-query";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { toast } from "@/ui/toast";
import { changeFlag, type Flag, type FlagChanges, flagQuery } from "./api";

export function useChangeFlag() {
  const project = useProject();
  const client = useQueryClient();
  // `undo` is the change that takes it back; without it there is no way back.
  const change = async (
    flag: Flag,
    changes: FlagChanges,
    text: string | null,
    undo?: FlagChanges,
  ): Promise<boolean> => {
    const { queryKey } = flagQuery(project.id, flag.id);
    const lists = ["project", project.id, "flags"];
    const show = (shown: FlagChanges) => {
      client.setQueryData<Flag>(queryKey, (before) => before && { ...before, ...shown });
      client.setQueriesData<{ results: Flag[] }>(
        { queryKey: lists },
        (before) =>
          before && {
            ...before,
            results: before.results.map((each) => (each.id === flag.id ? { ...each, ...shown } : each)),
          },
      );
    };
    await client.cancelQueries({ queryKey });
    show(changes);
    try {
      client.setQueryData(queryKey, await changeFlag(project.id, flag.id, changes));
      client.invalidateQueries({ queryKey: lists });
      if (text) toast(text, undo ? { action: { label: "Undo", run: () => void change(flag, undo, null) } } : {});
      return true;
    } catch (error) {
      client.invalidateQueries({ queryKey });
      client.invalidateQueries({ queryKey: lists });
      toast(`The flag was not changed. ${errorText(error)}`, { kind: "failed" });
      return false;
    }
  };
  return change;
}
