// The subscriptions of one insight or dashboard, beside it.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, MailPlus, Pencil, Send, Trash2 } from "lucide-react";
import { useState } from "react";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { CopyButton } from "@/ui/copy";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { SidePanel } from "@/ui/side-panel";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { toast } from "@/ui/toast";
import {
  changeSubscription,
  createSubscription,
  deleteSubscription,
  type Subject,
  type Subscription,
  subscriptionsQuery,
  testSubscription,
} from "./api";
import { SubscriptionForm } from "./subscription-form";
import { targetText } from "./words";

interface SubscriptionsPanelProps {
  subject: Subject;
  title: string;
  open: boolean;
  onClose: () => void;
}

export function SubscriptionsPanel({ subject, title, open, onClose }: SubscriptionsPanelProps) {
  return (
    <SidePanel open={open} onClose={onClose} title="Subscriptions" about={<bdi>{title}</bdi>}>
      {open && <Body subject={subject} title={title} />}
    </SidePanel>
  );
}

function Body({ subject, title }: { subject: Subject; title: string }) {
  const project = useProject();
  const client = useQueryClient();
  const list = useQuery(subscriptionsQuery(project.id, subject));
  const [form, setForm] = useState<{ subscription: Subscription | null } | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const renew = () => client.invalidateQueries({ queryKey: ["project", project.id, "subscriptions"] });
  if (form) {
    return (
      <SubscriptionForm
        key={form.subscription?.id ?? "new"}
        subscription={form.subscription}
        title={title}
        onCancel={() => setForm(null)}
        onSave={async (changes) => {
          const saved = form.subscription
            ? await changeSubscription(project.id, form.subscription.id, changes)
            : await createSubscription(project.id, { ...changes, ...subject });
          await renew();
          setSecret(saved.webhook_secret ?? null);
          setForm(null);
          toast(form.subscription ? "Subscription saved" : "Subscribed");
        }}
      />
    );
  }
  const all = list.data?.results;
  if (list.error && !all) {
    return <Failure error={list.error} what="The subscriptions could not be loaded" retry={() => list.refetch()} />;
  }
  if (!all) return <SkeletonRows rows={4} columns={2} />;
  const make = (
    <Button weight="primary" icon={MailPlus} onClick={() => setForm({ subscription: null })}>
      New subscription
    </Button>
  );
  if (all.length === 0) {
    return (
      <Empty title="No subscriptions yet" action={make}>
        A subscription sends these numbers and a picture of them by e-mail or to a webhook, at times you choose.
      </Empty>
    );
  }
  return (
    <>
      {secret && (
        <div className="border-b border-line px-5 py-4">
          <p className="pb-2 text-sm">What is sent there is signed with this secret. It is shown only now.</p>
          <div className="flex items-center gap-2">
            <code className="min-w-0 flex-1 truncate font-mono text-xs">{secret}</code>
            <CopyButton text={secret} />
          </div>
        </div>
      )}
      <div className="divide-y divide-line border-b border-line">
        {all.map((subscription) => (
          <Row
            key={subscription.id}
            subscription={subscription}
            renew={renew}
            onEdit={() => setForm({ subscription })}
          />
        ))}
      </div>
      <div className="px-5 py-4">{make}</div>
    </>
  );
}

interface RowProps {
  subscription: Subscription;
  renew: () => Promise<void>;
  onEdit: () => void;
}

function Row({ subscription, renew, onEdit }: RowProps) {
  const project = useProject();
  const last = subscription.deliveries[0];
  const test = async () => {
    try {
      const { delivered, answer } = await testSubscription(project.id, subscription.id);
      toast(delivered ? `Sent. ${answer}` : `It was not delivered. ${answer}`, { kind: delivered ? "done" : "failed" });
    } catch (error) {
      toast(errorText(error), { kind: "failed" });
    }
  };
  const remove = async () => {
    try {
      await deleteSubscription(project.id, subscription.id);
      toast(`“${subscription.title}” deleted`);
    } catch (error) {
      toast(errorText(error), { kind: "failed" });
    }
    await renew();
  };
  return (
    <article className="px-5 py-3" aria-label={subscription.title}>
      <div className="flex items-center gap-2">
        <bdi className="min-w-0 flex-1 truncate text-sm font-medium">{subscription.title}</bdi>
        {last && (
          <Badge tone={last.state === "delivered" ? "good" : last.state === "waiting" ? "warn" : "bad"}>
            {last.state === "delivered" ? "Delivered" : last.state === "waiting" ? "Trying" : "Given up"}
          </Badge>
        )}
        <Menu align="end" trigger={<IconButton small icon={Ellipsis} label={`More about ${subscription.title}`} />}>
          <MenuItem icon={Pencil} onSelect={onEdit}>
            Change
          </MenuItem>
          <MenuItem icon={Send} onSelect={test}>
            Send a test
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={Trash2} danger onSelect={remove}>
            Delete
          </MenuItem>
        </Menu>
      </div>
      <p className="pt-0.5 text-sm text-ink-2">
        To <bdi>{targetText(subscription)}</bdi>, {subscription.summary.replace("sent ", "")}
      </p>
      <p className="text-xs text-ink-3">
        {subscription.next_delivery_date ? (
          <>
            Next <Time at={subscription.next_delivery_date} />
          </>
        ) : (
          "It has ended"
        )}
        {last && ` · ${last.answer}`}
      </p>
      {subscription.last_error && <p className="pt-1 text-xs text-warn">{subscription.last_error}</p>}
    </article>
  );
}
