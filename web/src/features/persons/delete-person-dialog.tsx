// Deleting a person cannot be undone: their name has to be typed, and a receipt says what was deleted.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useId, useState } from "react";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { Button } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { FormError } from "@/ui/form-error";
import { isConfirmed, TypeToConfirm } from "@/ui/type-to-confirm";
import { deletePerson, type ErasureReceipt, type Person } from "./api";
import { personName } from "./name";
import { Receipt } from "./receipt";

interface DeletePersonDialogProps {
  person: Person;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function DeletePersonDialog({ person, open, onOpenChange }: DeletePersonDialogProps) {
  const project = useProject();
  const client = useQueryClient();
  const navigate = useNavigate();
  const withEventsId = useId();
  const [typed, setTyped] = useState("");
  const [withEvents, setWithEvents] = useState(true);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [receipt, setReceipt] = useState<ErasureReceipt | null>(null);
  const name = personName(person);

  const leave = async () => {
    await navigate({ to: "/project/$projectId/persons", params: { projectId: String(project.id) } });
    client.removeQueries({ queryKey: ["project", project.id, "person"] });
    client.invalidateQueries({ queryKey: ["project", project.id] });
  };
  const change = (next: boolean) => {
    if (!next && receipt) return void leave();
    setTyped("");
    setError(null);
    onOpenChange(next);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      setReceipt(await deletePerson(project.id, person.uuid, withEvents));
    } catch (failure) {
      setError(errorText(failure));
    } finally {
      setBusy(false);
    }
  };

  if (receipt) {
    return (
      <Dialog
        open={open}
        onOpenChange={change}
        title={`${name} was deleted`}
        width="max-w-lg"
        description="Keep this receipt if somebody asked for the deletion."
      >
        <Receipt first={receipt} />
        <DialogActions>
          <Button weight="primary" onClick={leave}>
            Back to people
          </Button>
        </DialogActions>
      </Dialog>
    );
  }
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title="Delete this person"
      description="Their properties and distinct ids are deleted for good. This cannot be undone."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <label htmlFor={withEventsId} className="flex items-start gap-2 text-sm">
          <input
            id={withEventsId}
            type="checkbox"
            checked={withEvents}
            onChange={(event) => setWithEvents(event.target.checked)}
            className="mt-0.5 size-4 accent-accent"
          />
          <span>
            Delete their events as well
            <span className="block text-xs text-ink-3">Otherwise the events stay and count as somebody unknown.</span>
          </span>
        </label>
        <TypeToConfirm phrase={name} typed={typed} onChange={setTyped} autoFocus />
        <FormError text={error} />
        <DialogActions>
          <Button weight="quiet" onClick={() => change(false)}>
            Cancel
          </Button>
          <Button type="submit" weight="danger" busy={busy} disabled={!isConfirmed(typed, name)}>
            Delete person
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
