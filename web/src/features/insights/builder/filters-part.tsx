// The filters of a whole question: groups of filters, joined by and/or.
import { FlaskConical, Plus } from "lucide-react";
import type { FilterGroup, Filters, FilterTree } from "@/query/types";
import { Button } from "@/ui/button";
import { asTree, fromTree } from "../filters";
import { FilterRows } from "./filter-rows";
import { Part } from "./section";

interface FiltersPartProps {
  filters: Filters | undefined;
  onChange: (filters: Filters | undefined) => void;
  testAccounts: boolean;
  onTestAccounts: (leaveOut: boolean) => void;
}

function Joint({ type, onChange, what }: { type: "AND" | "OR"; onChange: (type: "AND" | "OR") => void; what: string }) {
  const other = type === "AND" ? "OR" : "AND";
  return (
    <button
      type="button"
      onClick={() => onChange(other)}
      title={`${what}: click for ${other.toLowerCase()}`}
      className="rounded-sm border border-line px-1.5 text-2xs font-medium text-ink-2 hover:bg-hover"
    >
      {type.toLowerCase()}
    </button>
  );
}

export function FiltersPart({ filters, onChange, testAccounts, onTestAccounts }: FiltersPartProps) {
  const tree = asTree(filters);
  const set = (next: FilterTree) => onChange(fromTree(next));
  const setGroup = (index: number, group: FilterGroup) =>
    set({ ...tree, values: tree.values.map((each, at) => (at === index ? group : each)) });
  const some = tree.values.some((group) => group.values.length > 0);
  return (
    <Part title="Filters">
      {tree.values.map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups are known by their place
        <div key={index}>
          {index > 0 && (
            <div className="flex items-center gap-2 py-2">
              <hr className="flex-1" />
              <Joint type={tree.type} onChange={(type) => set({ ...tree, type })} what="Between groups" />
              <hr className="flex-1" />
            </div>
          )}
          {group.values.length > 1 && (
            <div className="flex items-center gap-1.5 pb-1.5 text-2xs text-ink-3">
              Match{" "}
              <Joint type={group.type} onChange={(type) => setGroup(index, { ...group, type })} what="In the group" />
            </div>
          )}
          <FilterRows
            filters={group.values}
            word={group.type.toLowerCase()}
            onChange={(values) => setGroup(index, { ...group, values })}
          />
        </div>
      ))}
      <div className="flex flex-wrap items-center gap-1 pt-1">
        {some && (
          <Button
            small
            weight="quiet"
            icon={Plus}
            onClick={() =>
              onChange({
                type: tree.values.length > 1 ? tree.type : "OR",
                values: [
                  ...tree.values,
                  { type: "AND", values: [{ type: "event", key: "$current_url", operator: "icontains", value: "" }] },
                ],
              })
            }
          >
            Or another group
          </Button>
        )}
      </div>
      <label className="mt-1.5 flex items-center gap-2 px-2 text-xs text-ink-2">
        <input
          type="checkbox"
          checked={testAccounts}
          onChange={(event) => onTestAccounts(event.target.checked)}
          className="accent-[var(--accent)]"
        />
        <FlaskConical size={14} className="text-ink-3" aria-hidden />
        Leave out test accounts
      </label>
    </Part>
  );
}
