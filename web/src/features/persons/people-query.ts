// Which people the list shows. Without filters they come from the server's own list, which needs no engine and is as
// new as the last edit; filters and other orders are asked of the engine, which knows every operator.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { propertyOf } from "@/features/definitions/property-columns";
import { isComplete } from "@/features/insights/filters";
import { ask } from "@/query/client";
import type { ActorsQuery, TableAnswer } from "@/query/types";
import { fetchPersons, type Person, type PersonPage } from "./api";
import type { PersonsSearch } from "./search";

// What the engine is asked, where it has to be asked. Pure.
export function peopleQuestion(search: PersonsSearch, limit: number): ActorsQuery | undefined {
  const { order = "-created", page = 1 } = search;
  const properties = (search.properties ?? []).filter(isComplete);
  const column = order.replace(/^-/, "");
  if (properties.length === 0 && column === "created") return undefined;
  const by = propertyOf(column) === undefined ? "created_at" : column;
  return {
    kind: "ActorsQuery",
    select: ["actor"],
    ...(search.search ? { search: search.search } : {}),
    ...(properties.length > 0 ? { properties } : {}),
    orderBy: [order.startsWith("-") ? `${by} DESC` : by],
    limit,
    offset: (page - 1) * limit,
  };
}

// The people in an answer to that question. Pure.
export function peopleIn(answer: TableAnswer): Person[] {
  return answer.results.flatMap(([actor]) => {
    if (typeof actor !== "object" || actor === null) return [];
    const { id, ...person } = actor as Partial<Person> & { id?: string };
    if (typeof id !== "string") return [];
    return [{ distinct_ids: [], properties: {}, created_at: "", ...person, uuid: id }];
  });
}

export function peopleQuery(projectId: number, search: PersonsSearch, limit: number) {
  const question = peopleQuestion(search, limit);
  const { search: text, order, page = 1 } = search;
  const ordering = order === "created" ? "created_at" : undefined;
  const plain = { search: text, ordering, limit, offset: (page - 1) * limit };
  return queryOptions({
    queryKey: ["project", projectId, "persons", question ?? plain],
    queryFn: async ({ signal }): Promise<PersonPage> => {
      if (!question) return fetchPersons(projectId, plain, signal);
      // Never from the cache: properties change without an event.
      const answer = await ask<TableAnswer>(projectId, question, { refresh: "force_blocking", signal });
      return { next: answer.hasMore ? "more" : null, previous: null, results: peopleIn(answer) };
    },
    placeholderData: keepPreviousData,
  });
}
