// Makes a variable for the project, or changes one.
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { Button } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { controlClass, Field, NativeSelect, TextInput } from "@/ui/field";
import { FormError } from "@/ui/form-error";
import { toast } from "@/ui/toast";
import type { VariableType, VariableValue } from "./search";
import { typeTitles, ValueInput } from "./value-input";
import {
  changeVariable,
  createVariable,
  type KeptVariable,
  type VariableChanges,
  variablesQuery,
} from "./variables-api";

// What is changed, or what a new one begins with.
export type VariableDraft = VariableChanges & { id?: string; code_name?: string };

interface VariableDialogProps {
  draft: VariableDraft | null;
  onClose: () => void;
  onSaved?: (variable: KeptVariable) => void;
}

export function VariableDialog({ draft, onClose, onSaved }: VariableDialogProps) {
  return (
    <Dialog
      open={draft !== null}
      onOpenChange={(open) => !open && onClose()}
      title={draft?.id ? "Change the variable" : "New variable"}
      description={
        draft?.code_name
          ? `Statements write it {variables.${draft.code_name}}.`
          : "A value with a name for all SQL of the project; dashboards show a field for it."
      }
    >
      {draft && <VariableForm draft={draft} onClose={onClose} onSaved={onSaved} />}
    </Dialog>
  );
}

function VariableForm({ draft, onClose, onSaved }: VariableDialogProps & { draft: VariableDraft }) {
  const project = useProject();
  const client = useQueryClient();
  const [name, setName] = useState(draft.name ?? "");
  const [type, setType] = useState<VariableType>(draft.type ?? "String");
  const [values, setValues] = useState((draft.values ?? []).join("\n"));
  const [value, setValue] = useState<VariableValue["value"]>(draft.default_value ?? null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const choices = values
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const wrong = (field: string) => (error instanceof ApiError && error.attr === field ? error.detail : null);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const body = { name, type, default_value: value, values: type === "List" ? choices : [] };
    try {
      const saved = draft.id
        ? await changeVariable(project.id, draft.id, body)
        : await createVariable(project.id, body);
      await client.invalidateQueries({ queryKey: variablesQuery(project.id).queryKey });
      // Answers that were made with the old default.
      client.invalidateQueries({ queryKey: ["project", project.id, "query"] });
      toast(draft.id ? "Variable changed" : `Write it {variables.${saved.code_name}}`);
      onSaved?.(saved);
      onClose();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  const fields = ["name", "type", "default_value", "values"];
  const elsewhere =
    error && !(error instanceof ApiError && fields.includes(error.attr ?? "")) ? errorText(error) : null;
  return (
    <form onSubmit={save} className="flex flex-col gap-4">
      <Field label="Name" error={wrong("name")}>
        {(ids) => (
          <TextInput {...ids} required maxLength={200} value={name} onChange={({ target }) => setName(target.value)} />
        )}
      </Field>
      <Field label="Type" error={wrong("type")}>
        {(ids) => (
          <NativeSelect
            {...ids}
            value={type}
            onChange={({ target }) => {
              setType(target.value as VariableType);
              setValue(null);
            }}
          >
            {typeTitles.map((each) => (
              <option key={each.value} value={each.value}>
                {each.title}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      {type === "List" && (
        <Field label="Values, one on each line" error={wrong("values")}>
          {(ids) => (
            <textarea
              {...ids}
              rows={4}
              value={values}
              onChange={({ target }) => setValues(target.value)}
              className={`${controlClass} h-auto w-full py-1.5`}
            />
          )}
        </Field>
      )}
      <Field label="Default" help="Where nothing else is given." error={wrong("default_value")}>
        {({ id }) => (
          <ValueInput
            id={id}
            type={type}
            value={value}
            choices={choices}
            without="null"
            onChange={setValue}
            className="w-full"
          />
        )}
      </Field>
      <FormError text={elsewhere} />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" weight="primary" busy={busy}>
          Save variable
        </Button>
      </DialogActions>
    </form>
  );
}
