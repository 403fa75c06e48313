// Reads the people out of an answer to an actors question. Pure.
import type { Properties } from "@/features/events/api";
import { personName } from "@/features/persons/name";
import type { TableAnswer } from "@/query/types";

export interface Actor {
  // What their page is found by.
  id: string;
  name: string;
  email: string;
  ids: string[];
  // A group instead of a person: of which kind.
  groupType?: number;
  events?: number;
  // Everything a search looks at, in small letters.
  words: string;
}

interface WireActor {
  id?: string;
  uuid?: string;
  name?: string;
  distinct_ids?: string[];
  properties?: Properties;
  group_key?: string;
  group_type_index?: number;
}

const isActor = (value: unknown): value is WireActor =>
  typeof value === "object" && value !== null && !Array.isArray(value);

// The actor stands in the column "actor" or "person"; where there is only an id, the id has to do.
export function actorsIn(answer: TableAnswer): Actor[] {
  const at = (name: string) => answer.columns.findIndex((column) => column === name || column.startsWith(`${name} `));
  const actorAt = Math.max(at("actor"), at("person"), at("group"));
  const idAt = Math.max(at("id"), at("actor_id"), at("person_id"));
  const eventsAt = at("event_count");
  return answer.results.flatMap((row) => {
    const value = actorAt >= 0 ? row[actorAt] : undefined;
    const wire: WireActor = isActor(value) ? value : {};
    const loose = idAt >= 0 ? row[idAt] : value;
    const id = wire.id ?? wire.uuid ?? (typeof loose === "string" ? loose : undefined);
    if (id === undefined) return [];
    const ids = wire.distinct_ids ?? (wire.group_key === undefined ? [] : [wire.group_key]);
    const name = wire.group_key === undefined ? personName(wire, ids[0] ?? id) : (wire.name ?? wire.group_key);
    const email = typeof wire.properties?.email === "string" ? wire.properties.email : "";
    const events = eventsAt >= 0 ? Number(row[eventsAt]) : Number.NaN;
    return [
      {
        id,
        name,
        email,
        ids,
        groupType: wire.group_type_index,
        events: Number.isFinite(events) ? events : undefined,
        words: [name, email, ...ids].join(" ").toLowerCase(),
      },
    ];
  });
}
