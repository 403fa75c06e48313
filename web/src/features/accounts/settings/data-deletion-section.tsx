// Deleting what is known about people, many at a time, and the receipts of what was deleted.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { bulkDelete, type ErasureReceipt, erasuresQuery } from "@/features/persons/api";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { CopyIcon } from "@/ui/copy";
import { Dialog, DialogActions } from "@/ui/dialog";
import { controlClass, Field } from "@/ui/field";
import { FormError } from "@/ui/form-error";
import { exactNumber, plural } from "@/ui/numbers";
import { Card } from "@/ui/page";
import { Rows, Section, SwitchRow } from "@/ui/settings";
import { Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { toast } from "@/ui/toast";
import { isConfirmed, TypeToConfirm } from "@/ui/type-to-confirm";
import { idsIn, mostIds } from "./data-deletion";

export function DataDeletionSection() {
  const project = useProject();
  return (
    <>
      <Section
        title="Delete people"
        about="For requests to be forgotten. The people, their properties and ids are removed for good; so are their events, if you want."
      >
        <DeletePeople />
      </Section>
      <Section
        title="Receipts"
        about="What was deleted, by number: proof for whoever asked, without saying who it was."
      >
        <Receipts />
      </Section>
      <Section title="Everything at once">
        <p className="text-sm text-ink-2">
          A project is deleted with all its events and people under{" "}
          <Link
            to="/project/$projectId/settings/$section"
            params={{ projectId: String(project.id), section: "general" }}
            className="text-accent-ink underline underline-offset-2"
          >
            General
          </Link>
          .
        </p>
      </Section>
    </>
  );
}

function DeletePeople() {
  const project = useProject();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const [withEvents, setWithEvents] = useState(true);
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const ids = idsIn(text);
  const phrase = `delete ${ids.length}`;
  const close = () => {
    setAsking(false);
    setTyped("");
    setError(null);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const { persons_found } = await bulkDelete(project.id, ids, withEvents);
      toast(
        persons_found === 0 ? "Nobody was found by these ids" : `${plural(persons_found, "person", "people")} deleted`,
      );
      setText("");
      close();
      client.invalidateQueries({ queryKey: ["project", project.id] });
    } catch (failure) {
      setError(errorText(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card className="flex flex-col gap-4 p-5">
      <Field
        label="Distinct ids"
        help={ids.length > mostIds ? `At most ${exactNumber(mostIds)} at a time.` : "One on each line."}
      >
        {(inputIds) => (
          <textarea
            {...inputIds}
            rows={4}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
            placeholder={"user-42\nada@example.com"}
            className={`${controlClass} h-auto w-full py-2 font-mono text-xs`}
          />
        )}
      </Field>
      <div className="rounded-lg border border-line">
        <SwitchRow
          title="With their events"
          about="Otherwise events stay, and belong to nobody."
          on={withEvents}
          onChange={setWithEvents}
        />
      </div>
      <div>
        <Button weight="risky" disabled={ids.length === 0 || ids.length > mostIds} onClick={() => setAsking(true)}>
          {ids.length === 0 ? "Delete…" : `Delete the people of ${plural(ids.length, "id")}…`}
        </Button>
      </div>
      <Dialog
        open={asking}
        onOpenChange={(open) => !open && close()}
        title="Delete people"
        description="This cannot be undone. The same ids may come back with new events if an app still sends them."
      >
        <form onSubmit={submit} className="flex flex-col gap-4">
          <TypeToConfirm phrase={phrase} typed={typed} onChange={setTyped} autoFocus />
          <FormError text={error} />
          <DialogActions>
            <Button weight="quiet" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" weight="danger" busy={busy} disabled={!isConfirmed(typed, phrase)}>
              Delete people
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    </Card>
  );
}

function Receipts() {
  const project = useProject();
  const list = useQuery(erasuresQuery(project.id));
  return (
    <Rows>
      {list.error && (
        <Failure error={list.error} what="The receipts could not be loaded" retry={() => list.refetch()} />
      )}
      {list.isPending && <SkeletonRows rows={3} columns={3} />}
      {list.data?.length === 0 && (
        <p className="px-4 py-6 text-center text-sm text-ink-2">Nobody has been deleted from this project.</p>
      )}
      {list.data?.map((receipt) => (
        <ReceiptRow key={receipt.id} receipt={receipt} />
      ))}
    </Rows>
  );
}

function ReceiptRow({ receipt }: { receipt: ErasureReceipt }) {
  const { events_requested, events_removed, distinct_ids_removed: ids } = receipt;
  const events = !events_requested
    ? "events kept"
    : events_removed === null
      ? "events being deleted"
      : `${plural(events_removed, "event")} deleted`;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-sm">
      <div className="min-w-0 flex-1 basis-60">
        <p className="flex items-center gap-1 font-mono text-xs" dir="ltr">
          <span className="truncate">{receipt.id}</span>
          <CopyIcon text={JSON.stringify(receipt, null, 2)} label="Copy the receipt as JSON" />
        </p>
        <p className="tabular text-xs text-ink-3">
          {plural(ids, "distinct id")}, {events}
        </p>
      </div>
      <Time at={receipt.requested_at} className="text-xs text-ink-3" />
      {receipt.status === "pending" ? <Badge tone="warn">In progress</Badge> : <Badge tone="good">Finished</Badge>}
    </div>
  );
}
