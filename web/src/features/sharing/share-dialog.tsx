// Sharing a dashboard or an insight with people who have no account: on and off, link, iframe, password, end.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Sharing } from "@/app/api-types";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy";
import { dayKey, dayStart } from "@/ui/dates";
import { Dialog } from "@/ui/dialog";
import { Field, PasswordInput, TextInput } from "@/ui/field";
import { SwitchRow } from "@/ui/settings";
import { Failure, Skeleton } from "@/ui/states";
import { Time, useZone } from "@/ui/time";
import { toast } from "@/ui/toast";
import { changeSharing, newLink, type SharedKind, type SharingChange, sharingQuery } from "./api";

interface ShareDialogProps {
  kind: SharedKind;
  id: number;
  title: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function ShareDialog({ kind, id, title, open, onOpenChange }: ShareDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Share by link"
      description={
        <>
          Whoever has the link sees <bdi>“{title}”</bdi> with its numbers, without an account, and nothing else of this
          project.
        </>
      }
      width="max-w-lg"
    >
      <Body kind={kind} id={id} />
    </Dialog>
  );
}

function Body({ kind, id }: { kind: SharedKind; id: number }) {
  const project = useProject();
  const client = useQueryClient();
  const options = sharingQuery(project.id, kind, id);
  const sharing = useQuery(options);
  const attempt = async (work: Promise<Sharing>, done?: string): Promise<boolean> => {
    try {
      client.setQueryData(options.queryKey, await work);
      if (done) toast(done);
      return true;
    } catch (error) {
      toast(`The link was not changed. ${errorText(error)}`, { kind: "failed" });
      return false;
    }
  };
  const change = (changes: SharingChange, done?: string) => attempt(changeSharing(project.id, kind, id, changes), done);
  if (sharing.error && !sharing.data) return <Failure error={sharing.error} what="The link could not be loaded" />;
  if (!sharing.data) {
    return (
      <div role="status" aria-label="Loading">
        <Skeleton className="h-16 w-full" />
      </div>
    );
  }
  const { enabled, access_token } = sharing.data;
  return (
    <div className="flex flex-col gap-4">
      <div className="rounded-lg border border-line">
        <SwitchRow
          title="Public link"
          about={enabled ? "Everybody who has the link can open it." : "Off: the link leads nowhere."}
          on={enabled}
          onChange={(on) => change({ enabled: on })}
        />
      </div>
      {enabled && access_token && (
        <>
          <Links token={access_token} />
          <Password sharing={sharing.data} onChange={change} />
          <End sharing={sharing.data} onChange={change} />
          <div className="flex items-center gap-3 border-t border-line pt-4">
            <p className="min-w-0 flex-1 text-xs text-ink-3">
              Did the link get to the wrong people? A new one ends the old one at once.
            </p>
            <Button
              small
              weight="risky"
              onClick={() => attempt(newLink(project.id, kind, id), "This is the new link; the old one ended")}
            >
              Make a new link
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

function Links({ token }: { token: string }) {
  const url = `${location.origin}/shared/${token}`;
  const frame = `<iframe src="${url}?bare=true" width="100%" height="600" frameborder="0"></iframe>`;
  return (
    <>
      <Copied label="Link" text={url} />
      <Copied label="To put it into another page" text={frame} />
    </>
  );
}

function Copied({ label, text }: { label: string; text: string }) {
  return (
    <Field label={label}>
      {(ids) => (
        <div className="flex items-center gap-2">
          <TextInput
            {...ids}
            readOnly
            value={text}
            onFocus={(event) => event.target.select()}
            className="font-mono text-xs"
          />
          <CopyButton text={text} />
        </div>
      )}
    </Field>
  );
}

interface PartProps {
  sharing: Sharing;
  onChange: (change: SharingChange, done?: string) => Promise<boolean>;
}

function Password({ sharing, onChange }: PartProps) {
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  return (
    <Field
      label="Password"
      help={
        sharing.password_required
          ? "Asked of everybody who opens the link. A new one asks everybody again."
          : "None: the link is enough."
      }
    >
      {(ids) => (
        <form
          className="flex items-center gap-2"
          onSubmit={async (event) => {
            event.preventDefault();
            setBusy(true);
            if (await onChange({ password: typed }, "The link asks for this password now")) setTyped("");
            setBusy(false);
          }}
        >
          <div className="min-w-0 flex-1">
            <PasswordInput
              {...ids}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              placeholder={sharing.password_required ? "Another password" : "At least 8 characters"}
              minLength={8}
              maxLength={200}
              autoComplete="new-password"
            />
          </div>
          <Button type="submit" busy={busy} disabled={typed === ""}>
            {sharing.password_required ? "Change" : "Set password"}
          </Button>
          {sharing.password_required && (
            <Button weight="quiet" onClick={() => onChange({ password: null }, "The link asks for no password")}>
              Remove
            </Button>
          )}
        </form>
      )}
    </Field>
  );
}

function End({ sharing, onChange }: PartProps) {
  const zone = useZone();
  // It ends where the day after begins.
  const day = sharing.expires_at ? dayKey(new Date(Date.parse(sharing.expires_at) - 1), zone) : "";
  return (
    <Field
      label="Last day"
      help={
        sharing.expires_at ? (
          <>
            It ends <Time at={sharing.expires_at} />.
          </>
        ) : (
          "Empty: until it is switched off."
        )
      }
    >
      {(ids) => (
        <TextInput
          {...ids}
          sized
          type="date"
          key={day}
          defaultValue={day}
          min={dayKey(new Date(), zone)}
          className="w-44"
          onChange={(event) => {
            const value = event.target.value;
            onChange({ expires_at: value === "" ? null : dayStart(value, zone, 1) });
          }}
        />
      )}
    </Field>
  );
}
