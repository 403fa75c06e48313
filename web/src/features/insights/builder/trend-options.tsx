// How a trend is drawn: values on its points, axis, smoothing, goals, units.
import { Plus, Settings2, X } from "lucide-react";
import type { AxisFormat, GoalLine, TrendsQuery } from "@/query/types";
import { Button, IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { controlClass, NativeSelect } from "@/ui/field";
import { PopoverPanel } from "@/ui/popover-panel";
import { axisFormats } from "../formats";
import { Check, Line, NumberBox, small, TextBox } from "./lines";

interface TrendOptionsProps {
  query: TrendsQuery;
  onChange: (query: TrendsQuery) => void;
}

const stackable = ["ActionsBar", "ActionsStackedBar", "ActionsAreaGraph"];
const overTime = ["ActionsLineGraph", "ActionsLineGraphCumulative", "ActionsUnstackedBar", ...stackable];
const lines = ["ActionsLineGraph", "ActionsLineGraphCumulative"];
const mostGoals = 5;

export function TrendOptions({ query, onChange }: TrendOptionsProps) {
  const filter = query.trendsFilter ?? {};
  const set = (changes: TrendsQuery["trendsFilter"]) => onChange({ ...query, trendsFilter: { ...filter, ...changes } });
  const display = filter.display ?? "ActionsLineGraph";
  const drawn = overTime.includes(display);
  return (
    <PopoverPanel
      label="Options of the drawing"
      align="end"
      className="w-80 p-3"
      trigger={
        <Button icon={Settings2} aria-label="Options of the drawing">
          <span className="max-sm:hidden">Options</span>
        </Button>
      }
    >
      {drawn && (
        <Check
          title="Values on the points"
          on={filter.showValuesOnSeries ?? false}
          onChange={(on) => set({ showValuesOnSeries: on || undefined })}
        />
      )}
      {stackable.includes(display) && (
        <Check
          title="Shares of the whole"
          on={filter.showPercentStackView ?? false}
          onChange={(on) => set({ showPercentStackView: on || undefined })}
        />
      )}
      {lines.includes(display) && (
        <Check
          title="Axis in powers of ten"
          on={filter.yAxisScaleType === "log10"}
          onChange={(on) => set({ yAxisScaleType: on ? "log10" : undefined })}
        />
      )}
      {display === "ActionsLineGraph" && (
        <Line label={`Mean of the last ${query.interval ?? "day"}s`}>
          <NumberBox
            label="Smoothed over how many"
            value={(filter.smoothingIntervals ?? 1) > 1 ? filter.smoothingIntervals : undefined}
            most={365}
            empty="off"
            onChange={(count) => set({ smoothingIntervals: count === 1 ? undefined : count })}
          />
        </Line>
      )}
      <Line label="Written as">
        <NativeSelect
          value={filter.aggregationAxisFormat ?? "numeric"}
          onChange={(event) => {
            const format = event.target.value as AxisFormat;
            set({ aggregationAxisFormat: format === "numeric" ? undefined : format });
          }}
          className={small}
        >
          {axisFormats.map(({ value, title }) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </NativeSelect>
      </Line>
      <div className="flex items-center gap-2 pt-1">
        <TextBox
          label="Before each number"
          placeholder="Before: €"
          value={filter.aggregationAxisPrefix ?? ""}
          onChange={(text) => set({ aggregationAxisPrefix: text || undefined })}
        />
        <TextBox
          label="After each number"
          placeholder="After: kg"
          value={filter.aggregationAxisPostfix ?? ""}
          onChange={(text) => set({ aggregationAxisPostfix: text || undefined })}
        />
      </div>
      {drawn && <Goals goals={filter.goalLines ?? []} onChange={(goalLines) => set({ goalLines })} />}
    </PopoverPanel>
  );
}

interface GoalsProps {
  goals: readonly GoalLine[];
  onChange: (goals: GoalLine[] | undefined) => void;
}

function Goals({ goals, onChange }: GoalsProps) {
  const put = (next: GoalLine[]) => onChange(next.length > 0 ? next : undefined);
  const change = (index: number, next: GoalLine) => put(goals.map((each, at) => (at === index ? next : each)));
  return (
    <fieldset className="mt-3 border-t border-line pt-2">
      <legend className="sr-only">Goals</legend>
      <div className="flex flex-col gap-1">
        {goals.map((goal, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: goals are known by their place
          <div key={index} className="flex items-center gap-1">
            <TextBox
              label="Name of the goal"
              value={goal.label}
              onChange={(label) => change(index, { ...goal, label: label || "Goal" })}
            />
            <input
              type="number"
              aria-label={`Value of ${goal.label}`}
              key={goal.value}
              defaultValue={goal.value}
              onBlur={(event) => {
                const value = Number(event.target.value);
                if (event.target.value !== "" && Number.isFinite(value)) change(index, { ...goal, value });
              }}
              onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
              className={cx(controlClass, small, "w-24 shrink-0")}
            />
            <IconButton
              small
              icon={X}
              label={`Remove ${goal.label}`}
              onClick={() => put(goals.filter((_, at) => at !== index))}
            />
          </div>
        ))}
        {goals.length < mostGoals && (
          <Button
            small
            weight="quiet"
            icon={Plus}
            className="self-start text-ink-2"
            onClick={() => put([...goals, { label: "Goal", value: 100 }])}
          >
            Goal line
          </Button>
        )}
      </div>
    </fieldset>
  );
}
