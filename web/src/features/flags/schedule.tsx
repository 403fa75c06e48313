// Switching at a chosen time.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import type { FormEvent } from "react";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { Button, IconButton } from "@/ui/button";
import { NativeSelect, TextInput } from "@/ui/field";
import { Card } from "@/ui/page";
import { Time } from "@/ui/time";
import { toast } from "@/ui/toast";
import { type Flag, type ScheduledChange, scheduleQuery, scheduleSwitch, unschedule } from "./api";

const what = (change: ScheduledChange) =>
  change.payload.operation === "update_status"
    ? change.payload.value
      ? "Switch on"
      : "Switch off"
    : change.payload.operation === "add_release_condition"
      ? "Add a condition"
      : "Change the variants";

export function Schedule({ flag }: { flag: Flag }) {
  const project = useProject();
  const client = useQueryClient();
  const query = scheduleQuery(project.id, flag.id);
  const { data } = useQuery(query);
  const refresh = () => client.invalidateQueries({ queryKey: query.queryKey });
  const add = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const at = String(fields.get("at") ?? "");
    if (!at) return;
    try {
      await scheduleSwitch(project.id, flag.id, fields.get("to") === "on", new Date(at).toISOString());
      form.reset();
    } catch (error) {
      toast(`Nothing was scheduled. ${errorText(error)}`, { kind: "failed" });
    }
    refresh();
  };
  const cancel = async (change: ScheduledChange) => {
    try {
      await unschedule(project.id, change.id);
    } catch (error) {
      toast(`It was not cancelled. ${errorText(error)}`, { kind: "failed" });
    }
    refresh();
  };
  return (
    <Card>
      <h2 className="px-4 pt-3 pb-2 text-sm font-semibold">Schedule</h2>
      <ul>
        {data?.results.map((change) => (
          <li key={change.id} className="flex items-center gap-2 border-t border-line px-4 py-2 text-sm">
            <span>{what(change)}</span>
            <Time at={change.scheduled_at} className="tabular text-ink-3" />
            <span className="ml-auto text-xs text-ink-3">
              {change.failure_reason ? `failed: ${change.failure_reason}` : change.executed_at ? "done" : ""}
            </span>
            {!change.executed_at && (
              <IconButton small icon={X} label={`Cancel: ${what(change)}`} onClick={() => cancel(change)} />
            )}
          </li>
        ))}
      </ul>
      <form onSubmit={add} className="flex flex-wrap items-center gap-2 border-t border-line px-4 py-3">
        <NativeSelect name="to" aria-label="What to do">
          <option value="on">Switch on</option>
          <option value="off">Switch off</option>
        </NativeSelect>
        <TextInput sized name="at" type="datetime-local" aria-label="When" required />
        <Button type="submit" small>
          Schedule
        </Button>
      </form>
    </Card>
  );
}
