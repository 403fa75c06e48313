// Which of the four states of a lifecycle are shown, and what stickiness counts.
import type { LifecycleQuery, LifecycleStatus, StickinessQuery } from "@/query/types";
import { NativeSelect } from "@/ui/field";
import { Check, Line, NumberBox, small } from "./lines";
import { Part } from "./section";

export const lifecycleStatuses: ReadonlyArray<{ value: LifecycleStatus; title: string; about: string }> = [
  { value: "new", title: "New", about: "seen for the first time" },
  { value: "returning", title: "Returning", about: "active in the period before as well" },
  { value: "resurrecting", title: "Resurrecting", about: "back after a pause" },
  { value: "dormant", title: "Dormant", about: "active in the period before, not in this one" },
];

export function LifecyclePart({
  query,
  onChange,
}: {
  query: LifecycleQuery;
  onChange: (query: LifecycleQuery) => void;
}) {
  const all = lifecycleStatuses.map((status) => status.value);
  const on = query.lifecycleFilter?.toggledLifecycles ?? all;
  return (
    <Part title="Show">
      {lifecycleStatuses.map(({ value, title, about }) => (
        <label key={value} className="flex gap-2 py-1 text-sm">
          <input
            type="checkbox"
            className="mt-[3px] shrink-0 self-start accent-[var(--accent)]"
            checked={on.includes(value)}
            onChange={(event) => {
              const next = all.filter((each) => (each === value ? event.target.checked : on.includes(each)));
              if (next.length > 0)
                onChange({ ...query, lifecycleFilter: { ...query.lifecycleFilter, toggledLifecycles: next } });
            }}
          />
          <span>
            {title} <span className="block text-xs text-ink-3">{about}</span>
          </span>
        </label>
      ))}
    </Part>
  );
}

export function StickinessPart({
  query,
  onChange,
}: {
  query: StickinessQuery;
  onChange: (query: StickinessQuery) => void;
}) {
  const filter = query.stickinessFilter ?? {};
  const set = (changes: StickinessQuery["stickinessFilter"]) =>
    onChange({ ...query, stickinessFilter: { ...filter, ...changes } });
  const criteria = filter.stickinessCriteria ?? { operator: "gte" as const, value: 1 };
  const interval = query.interval ?? "day";
  return (
    <Part title="How it counts">
      <Line label={`A ${interval} counts with`}>
        <span className="flex gap-1">
          <NativeSelect
            aria-label="How often is enough"
            value={criteria.operator}
            onChange={(event) =>
              set({ stickinessCriteria: { ...criteria, operator: event.target.value as typeof criteria.operator } })
            }
            className={small}
          >
            <option value="gte">at least</option>
            <option value="lte">at most</option>
            <option value="exact">exactly</option>
          </NativeSelect>
          <NumberBox
            label={`How often in a ${interval}`}
            value={criteria.value}
            most={1_000_000}
            onChange={(value) => set({ stickinessCriteria: { ...criteria, value: value ?? 1 } })}
            className="w-14"
          />
        </span>
      </Line>
      <Check
        title={`That many ${interval}s or more`}
        on={filter.computedAs === "cumulative"}
        onChange={(on) => set({ computedAs: on ? "cumulative" : undefined })}
      />
    </Part>
  );
}
