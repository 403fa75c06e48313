// What comes with a flag besides its value: JSON for each variant, checked while it is typed.
import { useId } from "react";
import { cx } from "@/ui/class-names";
import { Card } from "@/ui/page";
import type { FlagFilters } from "./api";
import { payloadProblem, payloadText, variantsOf, withPayload } from "./words";

interface PayloadsProps {
  filters: FlagFilters;
  encrypted: boolean;
  onChange: (filters: FlagFilters) => void;
}

export function Payloads({ filters, encrypted, onChange }: PayloadsProps) {
  const values = ["true", ...variantsOf(filters).map((variant) => variant.key)].slice(
    variantsOf(filters).length > 0 ? 1 : 0,
  );
  return (
    <Card>
      <h2 className="px-4 pt-3 text-sm font-semibold">Payload</h2>
      <p className="px-4 pb-2 text-xs text-ink-3">
        {encrypted
          ? "Encrypted: shown to nobody here, given to your servers by their key."
          : "JSON that apps get together with the flag. Empty is nothing."}
      </p>
      {values.map((value) => (
        <Payload
          key={value}
          value={value}
          text={payloadText(filters, value)}
          onChange={(text) => onChange(withPayload(filters, value, text))}
        />
      ))}
    </Card>
  );
}

function Payload({ value, text, onChange }: { value: string; text: string; onChange: (text: string) => void }) {
  const id = useId();
  const wrong = payloadProblem(text);
  return (
    <div className="flex flex-col gap-1 border-t border-line px-4 py-2">
      <label htmlFor={id} className="text-xs text-ink-2">
        {value === "true" ? "When it is on" : <bdi className="font-mono">{value}</bdi>}
      </label>
      <textarea
        id={id}
        rows={Math.min(8, Math.max(1, text.split("\n").length))}
        value={text}
        spellCheck={false}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={wrong ? `${id}-note` : undefined}
        onChange={(event) => onChange(event.target.value)}
        className={cx(
          "w-full rounded-md border border-line-strong bg-surface px-2.5 py-1.5 font-mono text-xs text-ink",
          "focus:border-focus focus:outline-2 focus:-outline-offset-1 focus:outline-focus aria-invalid:border-bad",
        )}
      />
      {wrong && (
        <p id={`${id}-note`} role="alert" className="text-xs text-bad">
          {wrong}
        </p>
      )}
    </div>
  );
}
