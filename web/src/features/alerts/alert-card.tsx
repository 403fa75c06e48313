// One alert in a list: its rule, its state, what it found, what was told.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { BellOff, ChevronDown, ChevronRight, Ellipsis, Pencil, Send, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { Badge } from "@/ui/badge";
import { IconButton } from "@/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { Time } from "@/ui/time";
import { toast } from "@/ui/toast";
import { type Alert, type AlertChanges, alertQuery, changeAlert, createAlert, deleteAlert, testAlert } from "./api";
import { intervals, ruleText, stateOf, stateWords, toldText, valueText } from "./words";

export function useAlertChanges() {
  const project = useProject();
  const client = useQueryClient();
  const renew = () =>
    Promise.all(["alerts", "alert"].map((key) => client.invalidateQueries({ queryKey: ["project", project.id, key] })));
  const attempt = async (work: () => Promise<unknown>, what: string): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      toast(`${what} ${errorText(error)}`, { kind: "failed" });
      return false;
    } finally {
      renew();
    }
  };
  return {
    renew,
    change: (alert: Alert, changes: AlertChanges) =>
      attempt(() => changeAlert(project.id, alert.id, changes), "The alert was not changed."),
    // Its history goes with it; undoing makes it anew.
    remove: async (alert: Alert) => {
      if (!(await attempt(() => deleteAlert(project.id, alert.id), "The alert was not deleted."))) return;
      const { name, insight, enabled, calculation_interval, webhook_url, snoozed_until, subscribed_users } = alert;
      const { condition, threshold, config, skip_weekend } = alert;
      const rule = { condition, threshold, config, skip_weekend };
      toast(`“${name}” deleted`, {
        action: {
          label: "Undo",
          run: () =>
            void attempt(
              () =>
                createAlert(project.id, {
                  ...rule,
                  name,
                  insight: insight.id,
                  enabled,
                  calculation_interval,
                  webhook_url,
                  subscribed_users: subscribed_users.map(({ id }) => id),
                  snoozed_until,
                }),
              "The alert is not back.",
            ),
        },
      });
    },
    test: async (alert: Alert) => {
      try {
        const { delivered, answer } = await testAlert(project.id, alert.id);
        toast(delivered ? `Delivered. ${answer}` : `It was not delivered. ${answer}`, {
          kind: delivered ? "done" : "failed",
        });
      } catch (error) {
        toast(errorText(error), { kind: "failed" });
      }
    },
  };
}

const day = 24 * 3600 * 1000;

interface AlertCardProps {
  alert: Alert;
  // What it watches, where that does not go without saying.
  subject?: ReactNode;
  onEdit?: () => void;
}

export function AlertCard({ alert, subject, onEdit }: AlertCardProps) {
  const { change, remove, test } = useAlertChanges();
  const [open, setOpen] = useState(false);
  const state = stateOf(alert);
  const value = valueText(alert, alert.last_value);
  const snoozed = alert.state === "Snoozed";
  return (
    <article className="px-5 py-3" aria-label={alert.name}>
      <div className="flex items-center gap-2">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex min-w-0 flex-1 items-center gap-1.5 rounded-sm text-left"
        >
          {open ? (
            <ChevronDown size={14} className="shrink-0" aria-hidden />
          ) : (
            <ChevronRight size={14} className="shrink-0" aria-hidden />
          )}
          <bdi className="truncate text-sm font-medium">{alert.name}</bdi>
        </button>
        <Badge tone={state.tone}>{state.text}</Badge>
        <Menu align="end" trigger={<IconButton small icon={Ellipsis} label={`More about ${alert.name}`} />}>
          {onEdit && (
            <MenuItem icon={Pencil} onSelect={onEdit}>
              Change
            </MenuItem>
          )}
          {(alert.webhook_url || alert.subscribed_users.length > 0) && (
            <MenuItem icon={Send} onSelect={() => test(alert)}>
              Send a test
            </MenuItem>
          )}
          <MenuItem
            icon={BellOff}
            onSelect={() => change(alert, { snoozed_until: snoozed ? null : new Date(Date.now() + day).toISOString() })}
          >
            {snoozed ? "Wake it" : "Snooze for a day"}
          </MenuItem>
          <MenuItem icon={BellOff} onSelect={() => change(alert, { enabled: !alert.enabled })}>
            {alert.enabled ? "Switch off" : "Switch on"}
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={Trash2} danger onSelect={() => remove(alert)}>
            Delete
          </MenuItem>
        </Menu>
      </div>
      <p className="pt-0.5 pl-5 text-sm text-ink-2">
        {subject ?? "Fires when it"} {ruleText(alert)}
        {value !== "" && (
          <>
            {" · now "}
            <span className="tabular">{value}</span>
          </>
        )}
      </p>
      <p className="pl-5 text-xs text-ink-3">
        Checked {intervals.find((each) => each.value === alert.calculation_interval)?.title}
        {alert.last_checked_at && (
          <>
            {", last "}
            <Time at={alert.last_checked_at} />
          </>
        )}
        {` · ${toldText(alert)}`}
      </p>
      {alert.last_error && <p className="pt-1 pl-5 text-xs text-warn">{alert.last_error}</p>}
      {open && <History alert={alert} />}
    </article>
  );
}

function History({ alert }: { alert: Alert }) {
  const project = useProject();
  const whole = useQuery(alertQuery(project.id, alert.id)).data;
  if (!whole) return null;
  return (
    <div className="flex flex-col gap-3 pt-3 pl-5">
      {whole.deliveries.length > 0 && (
        <section>
          <h4 className="pb-1 text-xs font-medium text-ink-3">Told</h4>
          <ul className="flex flex-col gap-1 text-xs">
            {whole.deliveries.map((delivery) => (
              <li key={delivery.id} className="flex items-center gap-2">
                <Time at={delivery.created_at} className="tabular w-24 shrink-0 text-ink-3" />
                <Badge tone={delivery.delivered_at ? "good" : delivery.next_attempt_at ? "warn" : "bad"}>
                  {delivery.delivered_at ? "Delivered" : delivery.next_attempt_at ? "Trying again" : "Given up"}
                </Badge>
                <span className="min-w-0 flex-1 truncate text-ink-2" title={`${delivery.target}: ${delivery.answer}`}>
                  {delivery.answer}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h4 className="pb-1 text-xs font-medium text-ink-3">Found</h4>
        {whole.checks.length === 0 && <p className="text-xs text-ink-2">Nothing yet.</p>}
        <ul className="flex flex-col gap-1 text-xs">
          {whole.checks.map((check) => (
            <li key={check.created_at} className="flex items-center gap-2">
              <Time at={check.created_at} className="tabular w-24 shrink-0 text-ink-3" />
              <Badge tone={stateWords[check.state].tone}>{stateWords[check.state].text}</Badge>
              <bdi className="min-w-0 flex-1 truncate text-ink-2" title={check.message}>
                {check.message}
              </bdi>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
