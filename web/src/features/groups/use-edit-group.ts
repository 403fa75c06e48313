// Changes a group's properties: on the screen at once, taken back when the server refuses, with undo.
import { useQueryClient } from "@tanstack/react-query";
import { errorText } from "@/app/client";
import type { PropertyEditing } from "@/ui/properties-table";
import { toast } from "@/ui/toast";
import { changeGroupProperty, type Group, groupQuery } from "./api";

export function useEditGroup(projectId: number, group: Group): PropertyEditing {
  const client = useQueryClient();
  const { queryKey } = groupQuery(projectId, group.group_type_index, group.group_key);

  const show = (key: string, value: unknown) =>
    client.setQueryData<Group>(queryKey, (shown) => {
      if (!shown) return shown;
      const { [key]: _old, ...rest } = shown.group_properties;
      return { ...shown, group_properties: value === undefined ? rest : { ...rest, [key]: value } };
    });

  // `undefined` stands for "not there".
  const change = async (key: string, before: unknown, after: unknown, text: string | null) => {
    await client.cancelQueries({ queryKey });
    show(key, after);
    try {
      await changeGroupProperty(projectId, group, key, after);
      if (text) toast(text, { action: { label: "Undo", run: () => void change(key, after, before, null) } });
    } catch (error) {
      show(key, before);
      toast(`“${key}” was not changed. ${errorText(error)}`, { kind: "failed" });
    }
  };

  return {
    set: (key, value) => void change(key, group.group_properties[key], value, `“${key}” saved`),
    remove: (key) => void change(key, group.group_properties[key], undefined, `“${key}” deleted`),
  };
}
