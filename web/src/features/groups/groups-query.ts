// Which groups the list shows: the server's own list, or the engine's where there are filters or another order.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { isComplete } from "@/features/insights/filters";
import { ask } from "@/query/client";
import type { GroupsQuery, TableAnswer } from "@/query/types";
import { fetchGroups, type Group, type GroupPage } from "./api";
import type { GroupsSearch } from "./words";

// What the engine is asked, where it has to be asked. Pure.
export function groupsQuestion(search: GroupsSearch, limit: number): GroupsQuery | undefined {
  const { type = 0, page = 1, order } = search;
  const properties = (search.properties ?? []).filter(isComplete);
  if (properties.length === 0 && order === undefined) return undefined;
  const column = order?.replace(/^-/, "") ?? "group";
  const by = column === "created" ? "created_at" : column === "group" ? "group_name" : column;
  return {
    kind: "GroupsQuery",
    group_type_index: type,
    select: ["group"],
    ...(search.search ? { search: search.search } : {}),
    ...(properties.length > 0 ? { properties } : {}),
    orderBy: [order?.startsWith("-") ? `${by} DESC` : by],
    limit,
    offset: (page - 1) * limit,
  };
}

// The groups in an answer to that question. Pure.
export function groupsIn(answer: TableAnswer): Group[] {
  return answer.results.flatMap(([group]) => {
    if (typeof group !== "object" || group === null) return [];
    const { group_key, group_type_index = 0, group_properties = {}, created_at } = group as Partial<Group>;
    if (typeof group_key !== "string") return [];
    return [{ group_key, group_type_index, group_properties, created_at: created_at ?? "" }];
  });
}

export function groupListQuery(projectId: number, search: GroupsSearch, limit: number) {
  const question = groupsQuestion(search, limit);
  const { type = 0, search: text, page = 1 } = search;
  const plain = { group_type_index: type, search: text, limit, offset: (page - 1) * limit };
  return queryOptions({
    queryKey: ["project", projectId, "groups", question ?? plain],
    queryFn: async ({ signal }): Promise<GroupPage> => {
      if (!question) return fetchGroups(projectId, plain, signal);
      // Never from the cache: properties change without an event.
      const answer = await ask<TableAnswer>(projectId, question, { refresh: "force_blocking", signal });
      return { next: answer.hasMore ? "more" : null, previous: null, results: groupsIn(answer) };
    },
    placeholderData: keepPreviousData,
  });
}
