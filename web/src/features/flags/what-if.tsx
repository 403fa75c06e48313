// Before it is saved: how many of the last week's people a change would move.
import { useQuery } from "@tanstack/react-query";
import { useProject } from "@/features/accounts/api";
import { compactNumber } from "@/ui/numbers";
import { Card } from "@/ui/page";
import { type Flag, type FlagFilters, whatIfQuery } from "./api";

export function WhatIf({ flag, filters }: { flag: Flag; filters: FlagFilters }) {
  const project = useProject();
  const { data, error } = useQuery(whatIfQuery(project.id, flag.id, filters));
  if (!flag.active || error) return null;
  const about = data?.is_estimate ? "about " : "";
  return (
    <Card>
      <p className="px-4 py-3 text-sm text-ink-2" aria-live="polite">
        {!data
          ? "Trying it on the people of the last 7 days…"
          : `Of ${compactNumber(data.people)} people of the last 7 days, saving gives it to ${about}${compactNumber(data.switched_on)} more, takes it from ${about}${compactNumber(data.switched_off)}` +
            `${data.other_variant > 0 ? ` and moves ${about}${compactNumber(data.other_variant)} to another variant` : ""}.`}
      </p>
    </Card>
  );
}
