// Beside the editor: the project's variables. A click writes one where the cursor is.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Braces, Ellipsis, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { Button, IconButton } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";
import { Failure, SkeletonRows } from "@/ui/states";
import { toast } from "@/ui/toast";
import { typeTitles, valueText } from "./value-input";
import { VariableDialog, type VariableDraft } from "./variable-dialog";
import { createVariable, deleteVariable, type KeptVariable, variablesQuery } from "./variables-api";

export function VariablesList({ onPick }: { onPick: (text: string) => void }) {
  const project = useProject();
  const client = useQueryClient();
  const list = useQuery(variablesQuery(project.id));
  const [draft, setDraft] = useState<VariableDraft | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: variablesQuery(project.id).queryKey });
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
      await refresh();
    } catch (error) {
      toast(`It was not changed. ${errorText(error)}`, { kind: "failed" });
    }
  };
  const remove = ({ id, name, type, default_value, values, code_name }: KeptVariable) =>
    attempt(async () => {
      await deleteVariable(project.id, id);
      toast(`{variables.${code_name}} deleted`, {
        action: {
          label: "Undo",
          run: () => void attempt(() => createVariable(project.id, { name, type, default_value, values })),
        },
      });
    });
  if (list.error) return <Failure error={list.error} what="They could not be loaded" retry={() => list.refetch()} />;
  if (!list.data) return <SkeletonRows rows={4} columns={1} />;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {list.data.length === 0 && (
        <p className="px-4 py-8 text-center text-sm text-ink-3">
          A value with a name, for all statements of the project: {"{variables.name}"}. Dashboards show a field for it.
        </p>
      )}
      <ul className="min-h-0 flex-1 overflow-y-auto p-2">
        {list.data.map((variable) => (
          <li key={variable.id} className="flex items-center rounded-md hover:bg-hover">
            <button
              type="button"
              title={`Write {variables.${variable.code_name}}`}
              onClick={() => onPick(`{variables.${variable.code_name}}`)}
              className="flex min-w-0 flex-1 flex-col gap-0.5 px-2 py-1.5 text-left focus-visible:-outline-offset-2"
            >
              <span className="flex w-full min-w-0 items-center gap-1.5 text-sm">
                <Braces size={13} className="shrink-0 text-ink-3" aria-hidden />
                <bdi className="truncate">{variable.name}</bdi>
              </span>
              <span className="w-full truncate pl-5 text-xs text-ink-3">
                {typeTitles.find(({ value }) => value === variable.type)?.title},{" "}
                <bdi>{valueText(variable.default_value)}</bdi> by default
              </span>
            </button>
            <Menu align="end" trigger={<IconButton small icon={Ellipsis} label={`More about ${variable.name}`} />}>
              <MenuItem icon={Pencil} onSelect={() => setDraft(variable)}>
                Change…
              </MenuItem>
              <MenuItem icon={Trash2} danger onSelect={() => remove(variable)}>
                Delete
              </MenuItem>
            </Menu>
          </li>
        ))}
      </ul>
      <div className="border-t border-line p-2">
        <Button small icon={Plus} weight="quiet" onClick={() => setDraft({})}>
          New variable
        </Button>
      </div>
      <VariableDialog draft={draft} onClose={() => setDraft(null)} />
    </div>
  );
}
