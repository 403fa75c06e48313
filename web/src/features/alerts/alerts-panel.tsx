// The alerts of one saved trend, beside its chart.
import { useQuery } from "@tanstack/react-query";
import { BellPlus } from "lucide-react";
import { useState } from "react";
import { useProject } from "@/features/accounts/api";
import type { Insight } from "@/features/insights/api";
import { sourceOf } from "@/features/insights/url";
import { nodeName } from "@/features/insights/words";
import { Button } from "@/ui/button";
import { SidePanel } from "@/ui/side-panel";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { toast } from "@/ui/toast";
import { AlertCard, useAlertChanges } from "./alert-card";
import { AlertForm } from "./alert-form";
import { type Alert, alertsQuery, changeAlert, createAlert } from "./api";

interface AlertsPanelProps {
  insight: Insight;
  title: string;
  open: boolean;
  onClose: () => void;
}

export function AlertsPanel({ insight, title, open, onClose }: AlertsPanelProps) {
  return (
    <SidePanel open={open} onClose={onClose} title="Alerts" about={<bdi>{title}</bdi>}>
      {open && <Body insight={insight} title={title} />}
    </SidePanel>
  );
}

function Body({ insight, title }: { insight: Insight; title: string }) {
  const project = useProject();
  const { renew } = useAlertChanges();
  const list = useQuery(alertsQuery(project.id, insight.id));
  const [form, setForm] = useState<{ alert: Alert | null } | null>(null);
  const query = sourceOf(insight.query);
  if (form) {
    return (
      <AlertForm
        key={form.alert?.id ?? "new"}
        alert={form.alert}
        title={title}
        series={query.kind === "TrendsQuery" ? query.series.map(nodeName) : []}
        onCancel={() => setForm(null)}
        onSave={async (changes) => {
          if (form.alert) await changeAlert(project.id, form.alert.id, changes);
          else await createAlert(project.id, { ...changes, insight: insight.id });
          await renew();
          setForm(null);
          toast(form.alert ? "Alert saved" : "Alert made");
        }}
      />
    );
  }
  const alerts = list.data?.results;
  if (list.error && !alerts) {
    return <Failure error={list.error} what="The alerts could not be loaded" retry={() => list.refetch()} />;
  }
  if (!alerts) return <SkeletonRows rows={4} columns={2} />;
  const make = (
    <Button weight="primary" icon={BellPlus} onClick={() => setForm({ alert: null })}>
      New alert
    </Button>
  );
  if (alerts.length === 0) {
    return (
      <Empty title="No alerts yet" action={make}>
        An alert tells you when these numbers leave the bounds you give, and when they are back.
      </Empty>
    );
  }
  return (
    <>
      <div className="divide-y divide-line border-b border-line">
        {alerts.map((alert) => (
          <AlertCard key={alert.id} alert={alert} onEdit={() => setForm({ alert })} />
        ))}
      </div>
      <div className="px-5 py-4">{make}</div>
    </>
  );
}
