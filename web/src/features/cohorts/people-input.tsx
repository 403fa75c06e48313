// A list of people to be pasted or read from a file: distinct ids, emails or person ids.
import { FileUp } from "lucide-react";
import { useId, useRef } from "react";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { inputClass } from "@/ui/field";
import { plural } from "@/ui/numbers";
import { toast } from "@/ui/toast";

const mostBytes = 15 * 1024 * 1024;

export const linesIn = (text: string): number => text.split(/\r?\n/).filter((line) => line.trim() !== "").length;

// A single column of emails says so itself: the server takes one column for distinct ids otherwise.
export function withHead(text: string): string {
  const first = text.split(/\r?\n/).find((line) => line.trim() !== "") ?? "";
  return /^[^,;\t]+@[^,;\t]+\.[^,;\t]+$/.test(first.trim()) ? `email\n${text}` : text;
}

export function PeopleInput({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const file = useRef<HTMLInputElement>(null);
  const id = useId();
  const count = linesIn(value);
  return (
    <div className="flex flex-col gap-2">
      <label htmlFor={id} className="text-sm font-medium">
        People
      </label>
      <textarea
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        rows={8}
        spellCheck={false}
        placeholder={"ada@example.com\ngrace@example.com"}
        className={cx(inputClass, "h-auto resize-y py-1.5 font-mono text-xs")}
      />
      <div className="flex flex-wrap items-center gap-3">
        <input
          ref={file}
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          aria-label="A file with people"
          className="hidden"
          onChange={async (event) => {
            const chosen = event.target.files?.[0];
            event.target.value = "";
            if (!chosen) return;
            if (chosen.size > mostBytes) toast("The file is larger than 15 MB. Take it in parts.", { kind: "failed" });
            else onChange(await chosen.text());
          }}
        />
        <Button small icon={FileUp} onClick={() => file.current?.click()}>
          From a CSV file
        </Button>
        <p className="min-w-0 flex-1 text-xs text-ink-3">
          {count > 0
            ? `${plural(count, "line")}. Who is not known here is left out.`
            : "One person a line: an email or a distinct id. A CSV with several columns names them person_id, distinct_id or email in its first line."}
        </p>
      </div>
    </div>
  );
}
