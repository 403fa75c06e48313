// The formulas of a trend, in whichever of their three forms a saved insight has them. Pure.
import type { FormulaNode, InsightQuery, TrendsQuery } from "@/query/types";

export function formulasOf(query: TrendsQuery): FormulaNode[] {
  const { formula, formulas, formulaNodes } = query.trendsFilter ?? {};
  if (formulaNodes?.length) return formulaNodes;
  if (formulas?.length) return formulas.map((each) => ({ formula: each }));
  return formula ? [{ formula }] : [];
}

// The plainest form that says the same.
export function withFormulas(query: TrendsQuery, nodes: readonly FormulaNode[]): TrendsQuery {
  const { formula: _one, formulas: _several, formulaNodes: _nodes, ...rest } = query.trendsFilter ?? {};
  const wanted = nodes.filter(({ formula }) => formula !== "");
  const [first] = wanted;
  if (!first) return { ...query, trendsFilter: rest };
  if (wanted.length === 1 && !first.custom_name) return { ...query, trendsFilter: { ...rest, formula: first.formula } };
  return { ...query, trendsFilter: { ...rest, formulaNodes: wanted } };
}

// Numbers that are computed from others have nobody behind them.
export const isComputed = (query: InsightQuery) => query.kind === "TrendsQuery" && formulasOf(query).length > 0;
