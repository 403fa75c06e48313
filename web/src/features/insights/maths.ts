// Ways of counting a series. Pure.
export interface MathEntry {
  value: string;
  title: string;
  group: "Count" | "Value of a property" | "Events per person" | "Anything else";
  property?: boolean;
  // Of a kind of group: which.
  groupType?: number;
}

const statistics = [
  ["avg", "Average"],
  ["sum", "Sum"],
  ["min", "Minimum"],
  ["max", "Maximum"],
  ["median", "Median"],
  ["p75", "75th percentile"],
  ["p90", "90th percentile"],
  ["p95", "95th percentile"],
  ["p99", "99th percentile"],
] as const;

export const maths: readonly MathEntry[] = [
  { value: "total", title: "Total count", group: "Count" },
  { value: "dau", title: "Unique people", group: "Count" },
  { value: "weekly_active", title: "Weekly active people", group: "Count" },
  { value: "monthly_active", title: "Monthly active people", group: "Count" },
  { value: "unique_session", title: "Unique sessions", group: "Count" },
  { value: "first_time_for_user", title: "First time for a person", group: "Count" },
  { value: "first_matching_event_for_user", title: "First time that fits the filters", group: "Count" },
  ...statistics.map(([value, title]) => ({ value, title, group: "Value of a property" as const, property: true })),
  ...statistics
    .filter(([value]) => value !== "sum")
    .map(([value, title]) => ({
      value: `${value}_count_per_actor`,
      title: `${title} per person`,
      group: "Events per person" as const,
    })),
  { value: "hogql", title: "SQL expression", group: "Anything else" },
];

// With the project's own kinds of groups: "unique_group/0" stands for the first one.
export function mathsWith(groupTypes: ReadonlyArray<{ index: number; title: string }>): MathEntry[] {
  const counts = maths.filter(({ group }) => group === "Count");
  const groups = groupTypes.map(({ index, title }) => ({
    value: `unique_group/${index}`,
    title: `Unique ${title.toLowerCase()}`,
    group: "Count" as const,
    groupType: index,
  }));
  return [...counts, ...groups, ...maths.filter(({ group }) => group !== "Count")];
}

const uniqueGroups: MathEntry = { value: "unique_group", title: "Unique groups", group: "Count" };

export const mathOf = (math: string | undefined): MathEntry =>
  math === "unique_group"
    ? uniqueGroups
    : (maths.find((each) => each.value === (math ?? "total")) ?? (maths[0] as MathEntry));

// Whether places of the series can be added up to a total that means something.
export function addsUp(math: string | null | undefined): boolean {
  return !math || ["total", "sum", "first_time_for_user", "first_matching_event_for_user"].includes(math);
}

// What the numbers of a series count.
export function unitOf(math: string | null | undefined): string {
  if (!math || math === "total") return "events";
  if (math === "unique_session") return "sessions";
  if (math === "unique_group") return "groups";
  return ["dau", "weekly_active", "monthly_active", "first_time_for_user", "first_matching_event_for_user"].includes(
    math,
  )
    ? "people"
    : "";
}
