// Which groups a person's events name. Pure.
import type { HogQLQuery, TableAnswer } from "@/query/types";

export const shownDays = 90;
const mostGroups = 200;
const types = [0, 1, 2, 3, 4];

export interface GroupOfPerson {
  type: number;
  key: string;
  events: number;
}

// An event may name one group of each type; arrayJoin makes a row of each.
export const groupsQuestion = (person: string): HogQLQuery => ({
  kind: "HogQLQuery",
  query: [
    `SELECT tupleElement(named, 1) AS type, tupleElement(named, 2) AS key, count() AS events FROM (`,
    `SELECT arrayJoin([${types.map((type) => `(${type}, $group_${type})`).join(", ")}]) AS named FROM events`,
    `WHERE person_id = {person} AND timestamp > now() - INTERVAL ${shownDays} DAY)`,
    `WHERE key != '' GROUP BY type, key ORDER BY events DESC, type, key LIMIT ${mostGroups}`,
  ].join(" "),
  values: { person },
});

export function groupsIn(answer: TableAnswer): GroupOfPerson[] {
  return answer.results.flatMap(([type, key, events]) =>
    typeof key === "string" && key !== "" ? [{ type: Number(type), key, events: Number(events) }] : [],
  );
}
