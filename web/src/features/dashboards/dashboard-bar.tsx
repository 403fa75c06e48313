// Above the tiles: dates, filters and values of variables over all insights, kept in the address until somebody keeps them for everybody.
import { useQuery } from "@tanstack/react-query";
import { ListFilter } from "lucide-react";
import { useId } from "react";
import { useProject } from "@/features/accounts/api";
import { DatePicker } from "@/features/insights/builder/date-picker";
import { FilterRows } from "@/features/insights/builder/filter-rows";
import { filterText, isComplete } from "@/features/insights/filters";
import type { VariableValue } from "@/features/sql/search";
import { ValueInput, valueText } from "@/features/sql/value-input";
import { type KeptVariable, variablesQuery } from "@/features/sql/variables-api";
import type { SqlVariable } from "@/query/types";
import { Button } from "@/ui/button";
import { PopoverPanel } from "@/ui/popover-panel";
import { toast } from "@/ui/toast";
import type { DashboardChanges, DashboardFilters } from "./api";
import type { DashboardSearch, VariableGiven } from "./search";

interface DashboardBarProps {
  search: DashboardSearch;
  // What is asked: of the address where it says something, else what is kept.
  filters: DashboardFilters;
  // The variables that its statements name, and the values kept for them.
  names: readonly string[];
  given: Record<string, SqlVariable>;
  go: (search: DashboardSearch, replace?: boolean) => void;
  keep: (changes: Pick<DashboardChanges, "filters" | "variables">) => Promise<boolean>;
}

const unset = { from: undefined, to: undefined, filters: undefined, vars: undefined };

export function DashboardBar({ search, filters, names, given, go, keep }: DashboardBarProps) {
  const project = useProject();
  const variables = useQuery({ ...variablesQuery(project.id), enabled: names.length > 0 }).data ?? [];
  const used = variables.filter(({ code_name }) => names.includes(code_name));
  const range = filters.date_from ? { date_from: filters.date_from, date_to: filters.date_to } : undefined;
  const properties = filters.properties ?? [];
  const changed = search.from !== undefined || search.filters !== undefined || search.vars !== undefined;
  const active = properties.filter(isComplete);
  return (
    <div className="flex flex-wrap items-center gap-2 pb-3">
      <DatePicker
        range={range}
        onChange={(next) => go({ ...search, from: next.date_from ?? undefined, to: next.date_to ?? undefined })}
        without={{
          title: "Dates of each insight",
          onPick: () => {
            go({ ...search, from: undefined, to: undefined });
            if (filters.date_from && search.from === undefined) {
              const { date_from: _from, date_to: _to, ...rest } = filters;
              keep({ filters: rest });
            }
          },
        }}
      />
      <PopoverPanel
        label="Filters over all insights"
        className="w-80 p-3"
        trigger={
          <Button
            icon={ListFilter}
            className={active.length > 0 ? "text-accent-ink!" : ""}
            title={active.map(filterText).join(", ") || "Filters over all insights"}
          >
            {active.length === 0
              ? "Filters"
              : active.length === 1
                ? filterText(active[0] ?? { type: "event", key: "" })
                : `${active.length} filters`}
          </Button>
        }
      >
        <p className="pb-2 text-xs text-ink-3">Beside the filters of each insight.</p>
        <FilterRows
          filters={properties}
          onChange={(next) => go({ ...search, filters: next }, true)}
          addLabel="Filter all insights"
        />
      </PopoverPanel>
      {used.map((variable) => (
        <VariableField
          key={variable.id}
          variable={variable}
          value={valueNow(search, given, variable)}
          onChange={(value) => {
            const { [variable.code_name]: _before, ...others } = search.vars ?? {};
            const vars = value === keptValue(given, variable) ? others : { ...others, [variable.code_name]: value };
            go({ ...search, vars: Object.keys(vars).length > 0 ? vars : undefined }, true);
          }}
        />
      ))}
      {changed && (
        <>
          <Button
            weight="quiet"
            onClick={async () => {
              const properties = active.length > 0 ? active : undefined;
              const values = search.vars && { variables: withGiven(given, used, search.vars) };
              if (await keep({ filters: { ...filters, properties }, ...values })) {
                go({ ...search, ...unset }, true);
                toast(`${keptWords(search)} kept for everybody`);
              }
            }}
          >
            Keep for everybody
          </Button>
          <Button weight="quiet" onClick={() => go({ ...search, ...unset })}>
            Reset
          </Button>
        </>
      )}
    </div>
  );
}

interface VariableFieldProps {
  variable: KeptVariable;
  value: VariableValue["value"];
  onChange: (value: VariableValue["value"]) => void;
}

function VariableField({ variable, value, onChange }: VariableFieldProps) {
  const id = useId();
  return (
    <span className="flex min-w-0 items-center rounded-md border border-line-strong bg-surface focus-within:border-focus focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-focus">
      <label htmlFor={id} className="max-w-40 truncate pl-2.5 text-sm text-ink-3" title={variable.name}>
        <bdi>{variable.name}</bdi>
      </label>
      <ValueInput
        id={id}
        type={variable.type}
        value={value}
        choices={variable.values}
        without={valueText(variable.default_value)}
        onChange={onChange}
        settled
        className="w-36 border-transparent! bg-transparent focus:outline-none!"
      />
    </span>
  );
}

const keptValue = (given: Record<string, SqlVariable>, { id, code_name }: KeptVariable) =>
  (given[id] ?? Object.values(given).find((each) => each.code_name === code_name))?.value ?? null;

function valueNow({ vars }: DashboardSearch, given: Record<string, SqlVariable>, variable: KeptVariable) {
  const asked = vars?.[variable.code_name];
  return asked === undefined ? keptValue(given, variable) : asked;
}

// By the ids of the variables, as statements name them.
function withGiven(
  given: Record<string, SqlVariable>,
  used: readonly KeptVariable[],
  values: Record<string, VariableGiven>,
): Record<string, SqlVariable> {
  const changed = used.flatMap(({ id, code_name }) => {
    const value = values[code_name];
    return value === undefined ? [] : [[id, { variableId: id, code_name, value }]];
  });
  return { ...given, ...Object.fromEntries(changed) };
}

function keptWords({ from, filters, vars }: DashboardSearch): string {
  if (filters !== undefined) return "These filters are";
  return from === undefined && vars !== undefined ? "These values are" : "These dates are";
}
