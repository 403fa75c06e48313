// Making a personal API key: a name, what it may do, and the secret shown once.
import { useState } from "react";
import { Button } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, NativeSelect, TextInput } from "@/ui/field";
import { useForm } from "@/ui/form";
import { FormError } from "@/ui/form-error";
import { createKey, type PersonalKey } from "./api";
import { type Access, scopeObjects, scopesOf } from "./scopes";
import { SecretOnce } from "./secret-once";

interface CreateKeyDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onMade: () => void;
}

export function CreateKeyDialog({ open, onOpenChange, onMade }: CreateKeyDialogProps) {
  const [made, setMade] = useState<PersonalKey | null>(null);
  const [everything, setEverything] = useState(false);
  const [access, setAccess] = useState<Record<string, Access>>({ query: "read", person: "read" });
  const scopes = everything ? ["*"] : scopesOf(access);
  const form = useForm(["label", "scopes"], async ({ label = "" }) => {
    setMade(await createKey({ label, scopes }));
    onMade();
  });
  const change = (next: boolean) => {
    if (!next) setMade(null);
    onOpenChange(next);
  };

  if (made) {
    return (
      <Dialog open={open} onOpenChange={change} title={`Key “${made.label}” is ready`} width="max-w-lg">
        <SecretOnce secret={made.value ?? ""} />
        <DialogActions>
          <Button weight="primary" onClick={() => change(false)}>
            Done
          </Button>
        </DialogActions>
      </Dialog>
    );
  }
  return (
    <Dialog open={open} onOpenChange={change} title="Create a personal API key" width="max-w-lg">
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <Field label="Name" error={form.errorOf("label")} help="What will use it, so that you know later.">
          {(ids) => (
            <TextInput
              {...ids}
              name="label"
              required
              maxLength={40}
              autoFocus
              autoComplete="off"
              placeholder="Nightly export"
            />
          )}
        </Field>
        <fieldset>
          <legend className="pb-1.5 text-sm font-medium">May use</legend>
          <label className="flex items-center gap-2 pb-2 text-sm">
            <input
              type="checkbox"
              checked={everything}
              onChange={(event) => setEverything(event.target.checked)}
              className="size-4 accent-accent"
            />
            Everything I may use
          </label>
          {!everything && (
            <div className="divide-y divide-line rounded-md border border-line">
              {scopeObjects.map(({ object, title }) => (
                <div key={object} className="flex items-center gap-3 py-1 pr-1 pl-3 text-sm">
                  <span className="flex-1">{title}</span>
                  <NativeSelect
                    aria-label={title}
                    className="h-7 border-transparent bg-transparent text-xs"
                    value={access[object] ?? "none"}
                    onChange={(event) => setAccess({ ...access, [object]: event.target.value as Access })}
                  >
                    <option value="none">No access</option>
                    <option value="read">Read</option>
                    <option value="write">Read and write</option>
                  </NativeSelect>
                </div>
              ))}
            </div>
          )}
          {form.errorOf("scopes") && <p className="pt-1.5 text-xs text-bad">{form.errorOf("scopes")}</p>}
        </fieldset>
        <FormError text={form.error} />
        <DialogActions>
          <Button weight="quiet" onClick={() => change(false)}>
            Cancel
          </Button>
          <Button type="submit" weight="primary" busy={form.busy} disabled={scopes.length === 0}>
            Create key
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
