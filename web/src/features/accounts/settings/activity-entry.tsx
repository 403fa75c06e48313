// One entry of the activity log: who changed what, from what to what.
import { Avatar } from "@/ui/avatar";
import { Time } from "@/ui/time";
import { activityText, changeText } from "./activity-text";
import type { Activity } from "./api";

export function ActivityEntry({ entry }: { entry: Activity }) {
  const who = entry.user?.first_name || entry.user?.email || "Leapfrog";
  const changes = entry.detail?.changes?.filter((change) => change.field) ?? [];
  return (
    <div className="flex items-start gap-3 px-4 py-2.5 text-sm">
      <Avatar name={who} size={20} />
      <div className="min-w-0 flex-1">
        <p className="[overflow-wrap:anywhere]">
          <bdi className="font-medium">{who}</bdi> {activityText(entry)}
        </p>
        {changes.length > 0 && (
          <ul className="pt-0.5 text-xs text-ink-3">
            {changes.slice(0, 8).map((change) => (
              <li key={change.field} className="[overflow-wrap:anywhere]">
                {changeText(change)}
              </li>
            ))}
          </ul>
        )}
      </div>
      <Time at={entry.created_at} className="shrink-0 text-xs text-ink-3" />
    </div>
  );
}
