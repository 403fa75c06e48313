// The pages of this project: those that need content appear with it.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { groupTypesQuery } from "@/features/groups/api";
import { type PageEntry, pages } from "./pages";

export function usePages(): readonly PageEntry[] {
  const { projectId } = useParams({ strict: false });
  const types = useQuery({ ...groupTypesQuery(Number(projectId)), enabled: projectId !== undefined });
  const groups = (types.data?.length ?? 0) > 0;
  return pages.filter((page) => page.onlyWith !== "groups" || groups);
}
