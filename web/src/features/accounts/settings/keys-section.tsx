// Personal API keys: made with scopes, shown once, revoked with one click.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { errorText } from "@/app/client";
import { Button } from "@/ui/button";
import { Rows, Section } from "@/ui/settings";
import { Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { toast } from "@/ui/toast";
import { keysQuery, type PersonalKey, revokeKey } from "./api";
import { CreateKeyDialog } from "./create-key-dialog";
import { scopesText } from "./scopes";

export function KeysSection() {
  const keys = useQuery(keysQuery);
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const reload = () => client.invalidateQueries({ queryKey: keysQuery.queryKey });

  const revoke = async (key: PersonalKey) => {
    try {
      await revokeKey(key.id);
      toast(`“${key.label}” was revoked`);
    } catch (error) {
      toast(errorText(error), { kind: "failed" });
    }
    await reload();
  };

  return (
    <Section
      title="Personal API keys"
      about="For scripts and tools that act in your name. Give each its own key with no more than it needs."
      action={
        <Button weight="primary" onClick={() => setOpen(true)}>
          Create key
        </Button>
      }
    >
      <Rows>
        {keys.error && <Failure error={keys.error} what="The keys could not be loaded" retry={() => keys.refetch()} />}
        {keys.isPending && <SkeletonRows rows={3} columns={3} />}
        {keys.data?.length === 0 && (
          <p className="px-4 py-6 text-center text-sm text-ink-2">You have no keys. The app itself needs none.</p>
        )}
        {keys.data?.map((key) => (
          <div key={key.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-sm">
            <div className="min-w-0 flex-1 basis-48">
              <p className="truncate font-medium">
                <bdi>{key.label}</bdi>
                {key.mask_value && (
                  <code className="ml-2 font-mono text-xs font-normal text-ink-3">{key.mask_value}</code>
                )}
              </p>
              <p className="text-xs text-ink-3">{scopesText(key.scopes)}</p>
            </div>
            <span className="text-xs text-ink-3">
              used <Time at={key.last_used_at} />
            </span>
            <Button small weight="risky" onClick={() => revoke(key)}>
              Revoke
            </Button>
          </div>
        ))}
      </Rows>
      <CreateKeyDialog open={open} onOpenChange={setOpen} onMade={reload} />
    </Section>
  );
}
