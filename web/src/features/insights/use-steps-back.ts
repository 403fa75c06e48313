// Undo and redo of what was changed on a question, by buttons and by Ctrl Z.
import { useEffect, useRef, useState } from "react";
import { isTyping } from "@/app/shortcuts";
import type { InsightQuery } from "@/query/types";
import { arrive, begin, earlier, later } from "./steps-back";

export interface StepsBack {
  undo: (() => void) | undefined;
  redo: (() => void) | undefined;
}

export function useStepsBack(query: InsightQuery, onChange: (query: InsightQuery) => void): StepsBack {
  const [kept, setKept] = useState(() => begin(query));
  const steps = arrive(kept, query);
  if (steps !== kept) setKept(steps);
  const back = earlier(steps);
  const forth = later(steps);
  const undo = back && (() => onChange(back));
  const redo = forth && (() => onChange(forth));
  const current = useRef({ undo, redo });
  current.current = { undo, redo };
  useEffect(() => {
    const onKeyDown = (press: KeyboardEvent) => {
      if (!(press.ctrlKey || press.metaKey) || press.altKey || isTyping(press.target)) return;
      const key = press.key.toLowerCase();
      const run =
        key === "z"
          ? press.shiftKey
            ? current.current.redo
            : current.current.undo
          : key === "y"
            ? current.current.redo
            : undefined;
      if (!run) return;
      press.preventDefault();
      run();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
  return { undo, redo };
}
