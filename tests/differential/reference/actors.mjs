// Who is counted.

export function groupBy(list, key) {
  const groups = new Map();
  for (const one of list) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return groups;
}

// A uuid as a text that sorts as the engine's uuids do: by the second half, then by the first.
export const turned = (uuid) => uuid.slice(19) + uuid.slice(0, 18);

export function isBefore(a, b) {
  return a.at < b.at || (a.at === b.at && turned(a.uuid) < turned(b.uuid));
}

export const firstOf = (events) => events.reduce((first, event) => (isBefore(event, first) ? event : first));
