// Whether people are counted, or the companies, teams and other groups they belong to.
import { useQuery } from "@tanstack/react-query";
import { useProject } from "@/features/accounts/api";
import { groupTypesQuery } from "@/features/groups/api";
import { typeTitle } from "@/features/groups/words";
import type { InsightQuery } from "@/query/types";
import { NativeSelect } from "@/ui/field";
import { Line, small } from "./lines";
import { Part } from "./section";

type Counting = Exclude<InsightQuery, { kind: "HogQLQuery" | "TrendsQuery" }>;

interface WhosePartProps {
  query: Counting;
  onChange: (query: InsightQuery) => void;
}

export function WhosePart({ query, onChange }: WhosePartProps) {
  const project = useProject();
  const types = useQuery(groupTypesQuery(project.id)).data ?? [];
  const chosen = query.aggregation_group_type_index;
  if (types.length === 0 && chosen === undefined) return null;
  return (
    <Part title="Who is counted">
      <Line label="Each counts once">
        <NativeSelect
          value={chosen ?? ""}
          onChange={(event) => {
            const text = event.target.value;
            onChange({ ...query, aggregation_group_type_index: text === "" ? undefined : Number(text) });
          }}
          className={small}
        >
          <option value="">People</option>
          {types.map((type) => (
            <option key={type.group_type_index} value={type.group_type_index}>
              {typeTitle(type)}
            </option>
          ))}
        </NativeSelect>
      </Line>
    </Part>
  );
}
