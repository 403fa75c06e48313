// What happened when: the latest annotations, with a field for another one.
import { Plus, Rocket, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button, IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { dateText, dayKey, dayStart } from "@/ui/dates";
import { controlClass } from "@/ui/field";
import { useNow, useZone } from "@/ui/time";
import { useAnnotations } from "./use-annotations";

const shown = 6;

export function ShippedList() {
  const zone = useZone();
  const now = useNow();
  const { list, write, remove } = useAnnotations();
  const written = list.data ?? [];
  const [adding, setAdding] = useState(false);

  const add = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const content = String(form.get("content") ?? "").trim();
    const day = String(form.get("day") ?? "");
    if (content === "") return;
    if (await write(content, dayStart(day || dayKey(new Date(), zone), zone))) setAdding(false);
  };

  return (
    <div className="pb-2">
      {written.length === 0 && !adding && (
        <p className="px-4 pb-1 text-sm text-ink-2">
          Write down what you ship: it is marked on every chart, so that you see what it did.
        </p>
      )}
      <ul>
        {written.slice(0, shown).map((annotation) => (
          <li key={annotation.id} className="group flex min-h-9 items-center gap-2.5 px-4 text-sm hover:bg-hover">
            <Rocket size={14} className="shrink-0 text-info" aria-hidden />
            <bdi className="min-w-0 flex-1 truncate" title={annotation.content}>
              {annotation.content}
            </bdi>
            <span className="tabular shrink-0 text-xs text-ink-3">
              {dateText(new Date(annotation.date_marker), now, zone)}
            </span>
            <IconButton
              small
              icon={Trash2}
              label={`Delete “${annotation.content}”`}
              onClick={() => void remove(annotation)}
              className="opacity-0 group-hover:opacity-100 focus:opacity-100"
            />
          </li>
        ))}
      </ul>
      {adding ? (
        <form onSubmit={add} className="flex flex-col gap-2 px-4 pt-1 pb-1">
          <input
            autoFocus
            name="content"
            aria-label="What happened"
            placeholder="4.2 shipped"
            maxLength={400}
            className={cx(controlClass, "w-full")}
          />
          <div className="flex gap-2">
            <input
              type="date"
              name="day"
              aria-label="On which day"
              defaultValue={dayKey(new Date(), zone)}
              className={cx(controlClass, "flex-1")}
            />
            <Button type="submit" weight="primary">
              Add
            </Button>
            <Button onClick={() => setAdding(false)}>Cancel</Button>
          </div>
        </form>
      ) : (
        <Button small weight="quiet" icon={Plus} className="ml-2" onClick={() => setAdding(true)}>
          Write something down
        </Button>
      )}
    </div>
  );
}
