// Beside the editor: what can be asked about, what was saved, what was run lately.
import { useQuery } from "@tanstack/react-query";
import { memo, useState } from "react";
import { useMe, useProject } from "@/features/accounts/api";
import { type Insight, insightsQuery } from "@/features/insights/api";
import { cx } from "@/ui/class-names";
import { SearchInput } from "@/ui/field";
import { Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { forgetStatements, type Ran, statementsRan } from "./history";
import { SchemaTree } from "./schema-tree";
import { VariablesList } from "./variables-list";

interface SideBarProps {
  saved: string | undefined;
  // Changes when a statement was run: the history has one more.
  ran: number;
  onName: (name: string) => void;
  onStatement: (statement: string) => void;
  onSaved: (insight: Insight) => void;
}

const tabs = ["Tables", "Variables", "Saved", "History"] as const;

// Hundreds of names, which a letter typed beside them must not draw again.
export const SideBar = memo(function SideBar({ saved, ran, onName, onStatement, onSaved }: SideBarProps) {
  const [tab, setTab] = useState<(typeof tabs)[number]>("Tables");
  return (
    <aside
      aria-label="Tables, variables, saved queries and history"
      className="flex h-[min(75vh,720px)] min-w-0 flex-col self-start rounded-lg border border-line bg-surface lg:sticky lg:top-4"
    >
      <div className="flex gap-0.5 border-b border-line p-1.5">
        {tabs.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={tab === each}
            onClick={() => setTab(each)}
            className={cx(
              "h-7 flex-1 rounded-md text-xs",
              tab === each ? "bg-active font-medium text-ink" : "text-ink-2 hover:bg-hover",
            )}
          >
            {each}
          </button>
        ))}
      </div>
      {tab === "Tables" && <SchemaTree onPick={onName} />}
      {tab === "Variables" && <VariablesList onPick={onName} />}
      {tab === "Saved" && <SavedList open={saved} onPick={onSaved} />}
      {tab === "History" && <HistoryList key={ran} onPick={onStatement} />}
    </aside>
  );
});

const itemClass =
  "flex w-full flex-col gap-0.5 rounded-md px-2 py-1.5 text-left hover:bg-hover focus-visible:-outline-offset-2";
const noneClass = "px-4 py-8 text-center text-sm text-ink-3";

function SavedList({ open, onPick }: { open: string | undefined; onPick: (insight: Insight) => void }) {
  const project = useProject();
  const [search, setSearch] = useState("");
  const asked = {
    insight: "SQL",
    search: search.trim() || undefined,
    limit: 100,
    offset: 0,
    order: "-last_modified_at",
  };
  const list = useQuery(insightsQuery(project.id, asked));
  if (list.error) return <Failure error={list.error} what="They could not be loaded" retry={() => list.refetch()} />;
  if (!list.data) return <SkeletonRows rows={6} columns={1} />;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="px-2 pt-2">
        <SearchInput label="Search saved queries" value={search} onChange={setSearch} />
      </div>
      <ul className="min-h-0 flex-1 overflow-y-auto p-2">
        {list.data.results.map((insight) => (
          <li key={insight.id}>
            <button
              type="button"
              aria-pressed={insight.short_id === open}
              onClick={() => onPick(insight)}
              className={cx(itemClass, insight.short_id === open && "bg-active")}
            >
              <bdi className="w-full truncate text-sm">{insight.name || "SQL"}</bdi>
              <span className="truncate text-xs text-ink-3">
                {insight.created_by?.first_name || insight.created_by?.email} <Time at={insight.last_modified_at} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {list.data.results.length === 0 && (
        <p className={noneClass}>
          {search.trim()
            ? `Nothing is called “${search.trim()}”.`
            : "What you save is found here, by everybody in the project."}
        </p>
      )}
    </div>
  );
}

function HistoryList({ onPick }: { onPick: (statement: string) => void }) {
  const project = useProject();
  const me = useMe();
  const [list, setList] = useState<Ran[]>(() => statementsRan(project.id, me?.uuid ?? ""));
  if (list.length === 0) return <p className={noneClass}>Statements you run are kept here, in this browser.</p>;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <ul className="min-h-0 flex-1 overflow-y-auto p-2">
        {list.map(({ statement, at }) => (
          <li key={statement}>
            <button
              type="button"
              onClick={() => onPick(statement)}
              title={statement.slice(0, 1000)}
              className={itemClass}
            >
              <code className="line-clamp-3 w-full font-mono text-xs leading-4 break-words text-ink">
                {statement.slice(0, 300).replace(/\s+/g, " ")}
              </code>
              <span className="text-2xs text-ink-3">
                <Time at={at} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      <button
        type="button"
        onClick={() => {
          forgetStatements(project.id, me?.uuid ?? "");
          setList([]);
        }}
        className="h-9 border-t border-line text-xs text-ink-2 hover:bg-hover"
      >
        Forget them
      </button>
    </div>
  );
}
