// The pages of this project: those that need content appear with it.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { groupTypesQuery } from "@/features/groups/api";
import { useKnownKinds } from "@/query/known-kinds";
import { type PageEntry, pages } from "./pages";

export function usePages(): readonly PageEntry[] {
  const { projectId } = useParams({ strict: false });
  const types = useQuery({ ...groupTypesQuery(Number(projectId)), enabled: projectId !== undefined });
  const groups = (types.data?.length ?? 0) > 0;
  const knows = useKnownKinds();
  return pages.filter((page) => {
    if (page.onlyWith === "groups") return groups;
    if (page.onlyWith === "cohorts") return knows("Cohort");
    return page.onlyWith !== "sql" || knows("HogQLQuery");
  });
}
