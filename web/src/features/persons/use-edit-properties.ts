// Changes a person's properties: on the screen at once, taken back when the server refuses, with undo.
import { useQueryClient } from "@tanstack/react-query";
import { errorText } from "@/app/client";
import type { PropertyEditing } from "@/ui/properties-table";
import { toast } from "@/ui/toast";
import { deleteProperty, type Person, personQuery, updateProperty } from "./api";

export function useEditProperties(projectId: number, personId: string, person: Person): PropertyEditing {
  const client = useQueryClient();
  const { queryKey } = personQuery(projectId, personId);

  const show = (key: string, value: unknown) =>
    client.setQueryData<Person>(queryKey, (shown) => {
      if (!shown) return shown;
      const { [key]: _old, ...rest } = shown.properties;
      return { ...shown, properties: value === undefined ? rest : { ...rest, [key]: value } };
    });

  // `undefined` stands for "not there".
  const change = async (key: string, before: unknown, after: unknown, text: string | null) => {
    await client.cancelQueries({ queryKey });
    show(key, after);
    try {
      if (after === undefined) await deleteProperty(projectId, person.uuid, key);
      else await updateProperty(projectId, person.uuid, key, after);
      if (text) toast(text, { action: { label: "Undo", run: () => void change(key, after, before, null) } });
    } catch (error) {
      show(key, before);
      toast(`“${key}” was not changed. ${errorText(error)}`, { kind: "failed" });
    }
  };

  return {
    set: (key, value) => void change(key, person.properties[key], value, `“${key}” saved`),
    remove: (key) => void change(key, person.properties[key], undefined, `“${key}” deleted`),
  };
}
