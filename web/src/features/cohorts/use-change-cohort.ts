// Changes of a cohort: kept by the server, shown everywhere, with undo.
import { useQueryClient } from "@tanstack/react-query";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { toast } from "@/ui/toast";
import { type Cohort, type CohortChanges, changeCohort, cohortQuery } from "./api";

export function useRenewCohorts() {
  const project = useProject();
  const client = useQueryClient();
  return (cohort?: Cohort) => {
    if (cohort) client.setQueryData(cohortQuery(project.id, cohort.id).queryKey, cohort);
    for (const key of ["cohorts", "cohort-people"])
      client.invalidateQueries({ queryKey: ["project", project.id, key] });
  };
}

export function useChangeCohort() {
  const project = useProject();
  const renew = useRenewCohorts();
  // `undo` is the change that takes it back.
  const change = async (
    cohort: Cohort,
    changes: CohortChanges,
    text: string | null,
    undo?: CohortChanges,
  ): Promise<boolean> => {
    try {
      const changed = await changeCohort(project.id, cohort.id, changes);
      renew(changed);
      if (text) toast(text, undo ? { action: { label: "Undo", run: () => void change(changed, undo, null) } } : {});
      return true;
    } catch (error) {
      toast(`The cohort was not changed. ${errorText(error)}`, { kind: "failed" });
      return false;
    }
  };
  return change;
}
