// The ledger in words. Pure.
import { exactNumber, plural } from "@/ui/numbers";
import type { Ledger } from "./api";

export interface Fate {
  key: "stored" | "deduplicated" | "rejected" | "waiting";
  title: string;
  about: string;
  count: number;
}

export function ledgerFates(ledger: Ledger): Fate[] {
  return [
    { key: "stored", title: "Stored", about: "Can be queried", count: ledger.stored },
    { key: "deduplicated", title: "Repeats", about: "Sent again by an SDK, kept once", count: ledger.deduplicated },
    { key: "rejected", title: "Rejected", about: "Not usable, with a reason", count: ledger.rejected.total },
    { key: "waiting", title: "Waiting", about: "Safe on disk, being stored", count: ledger.waiting },
  ];
}

// More than a busy server has on its way at any moment.
const manyWaiting = 20_000;

export interface Verdict {
  kind: "good" | "wait" | "bad";
  title: string;
  text: string;
}

export function verdictOf(ledger: Ledger): Verdict {
  if (ledger.received === 0) {
    return { kind: "wait", title: "Nothing received yet", text: "The ledger begins with the first event." };
  }
  if (!ledger.balanced) {
    const missing = ledger.received - ledger.stored - ledger.deduplicated - ledger.rejected.total - ledger.waiting;
    return {
      kind: "bad",
      title: "The ledger does not balance",
      text: `${plural(Math.abs(missing), "event")} cannot be accounted for. Please run “leapfrog doctor” on the server.`,
    };
  }
  if (ledger.stalled !== "") {
    return {
      kind: "bad",
      title: "Storing has stopped",
      text: `${plural(ledger.waiting, "event")} safe on disk and waiting; nothing is lost. The reason: ${ledger.stalled}`,
    };
  }
  if (ledger.waiting > manyWaiting) {
    return {
      kind: "wait",
      title: "Storing is catching up",
      text: `${plural(ledger.waiting, "event")} safe on disk and waiting. Nothing is lost; numbers follow by themselves.`,
    };
  }
  return {
    kind: "good",
    title: "Nothing is lost",
    text: `All ${exactNumber(ledger.received)} received events are accounted for.`,
  };
}

const known: Readonly<Record<string, { title: string; help: string }>> = {
  invalid_token: { title: "Unknown project token", help: "The app sends a token that no project has." },
  missing_event_name: { title: "No event name", help: "The event has no “event”, or it is empty." },
  missing_distinct_id: { title: "No distinct id", help: "The event does not say whose it is." },
  invalid_distinct_id: {
    title: "Unusable distinct id",
    help: "Ids such as “undefined” or “null” would mix people up.",
  },
  event_too_large: { title: "Event too large", help: "Send fewer or shorter properties." },
  too_large: { title: "Event too large", help: "Send fewer or shorter properties." },
  invalid_timestamp: { title: "Unusable time", help: "The event's time is not a date, or far from now." },
  cannot_merge_already_identified: {
    title: "Two known people were not merged",
    help: "Both ids belong to people who were identified before. If they are one, send $merge_dangerously.",
  },
  cannot_merge_with_illegal_distinct_id: {
    title: "Not merged with an id like “null”",
    help: "An app identified somebody as “null”, “undefined” or the like, which would mix people up.",
  },
  cannot_merge_with_too_long_distinct_id: {
    title: "Not merged: the id is too long",
    help: "Distinct ids have at most 400 characters.",
  },
  invalid_process_person_profile: {
    title: "$process_person_profile is not true or false",
    help: "The event was stored as if it were true.",
  },
  invalid_event_when_process_person_profile_is_false: {
    title: "A change of people that leaves people out",
    help: "$identify, $create_alias and $groupidentify need $process_person_profile to be true; these were not stored.",
  },
  group_type_limit_exceeded: {
    title: "More than five types of groups",
    help: "The event is stored, its group of a further type is not.",
  },
  too_many_event_definitions: {
    title: "Too many different events",
    help: "They are stored, but not listed. Names made from values, such as ids, are the usual cause.",
  },
  too_many_property_definitions: {
    title: "Too many different properties",
    help: "They are stored, but not listed. Names made from values, such as ids, are the usual cause.",
  },
  malformed: { title: "Not an event", help: "The part of the batch could not be read as an event." },
};

// A reason of the server as title and advice; one that is not known here shows as words.
export function reasonText(reason: string): { title: string; help: string } {
  const entry = known[reason];
  if (entry) return entry;
  const words = reason.replaceAll(/[_-]+/g, " ").trim();
  return { title: words.charAt(0).toUpperCase() + words.slice(1), help: "" };
}
