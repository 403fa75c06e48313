// Sums, shares and rates of the series: one formula for each line that is drawn.
import { Plus, X } from "lucide-react";
import type { FormulaNode, TrendsQuery } from "@/query/types";
import { Button, IconButton } from "@/ui/button";
import { formulasOf, withFormulas } from "../formulas";
import { TextBox } from "./lines";
import { Part } from "./section";

const most = 10;

export function FormulaPart({ query, onChange }: { query: TrendsQuery; onChange: (query: TrendsQuery) => void }) {
  const formulas = formulasOf(query);
  const set = (next: FormulaNode[]) => onChange(withFormulas(query, next));
  const change = (index: number, next: FormulaNode) => set(formulas.map((each, at) => (at === index ? next : each)));
  return (
    <Part title="Formula">
      <div className="flex flex-col gap-1.5">
        {[...formulas, ...(formulas.length === 0 ? [{ formula: "" }] : [])].map((node, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: formulas are known by their place
          <div key={index} className="flex items-center gap-1">
            <TextBox
              mono
              label="Formula"
              placeholder={query.series.length > 1 ? "A / B * 100" : "A / 7"}
              value={node.formula}
              onChange={(typed) => {
                const formula = typed.toUpperCase();
                if (index >= formulas.length) set([{ formula }]);
                else if (formula === "") set(formulas.filter((_, at) => at !== index));
                else change(index, { ...node, formula });
              }}
            />
            {formulas.length > 0 && (
              <>
                <TextBox
                  label="Name of the formula"
                  placeholder="Name"
                  value={node.custom_name ?? ""}
                  onChange={(name) => change(index, { ...node, custom_name: name || undefined })}
                />
                <IconButton
                  small
                  icon={X}
                  label={`Remove the formula ${node.formula}`}
                  onClick={() => set(formulas.filter((_, at) => at !== index))}
                />
              </>
            )}
          </div>
        ))}
      </div>
      {formulas.length > 0 && formulas.length < most ? (
        <Button
          small
          weight="quiet"
          icon={Plus}
          className="mt-1 text-ink-2"
          onClick={() => set([...formulas, { formula: "A" }])}
        >
          Another formula
        </Button>
      ) : (
        <p className="pt-1 text-2xs text-ink-3">Series by their letters, with + − * / and brackets.</p>
      )}
    </Part>
  );
}
