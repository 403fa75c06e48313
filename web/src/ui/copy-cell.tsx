// One small button that goes to whichever cell the pointer is over, and copies what the cell says; on the keyboard the
// cell is chosen with left and right, and copied as everywhere.
import { Check, Copy } from "lucide-react";
import { type PointerEvent, type RefObject, useEffect, useState } from "react";
import { copyText } from "./copy";
import { toast } from "./toast";

interface Place {
  cell: HTMLElement;
  top: number;
  right: number;
  height: number;
}

// What a cell reads; a cell may say it otherwise in `data-copy`.
export function cellText(cell: HTMLElement): string {
  return cell.dataset.copy ?? (cell.textContent ?? "").trim();
}

export async function copyCell(cell: HTMLElement) {
  const text = cellText(cell);
  if (text === "") return;
  if (await copyText(text)) toast(`Copied “${text.length > 60 ? `${text.slice(0, 59)}…` : text}”`);
  else toast("The browser did not allow copying. Select the text and copy it by hand.", { kind: "failed" });
}

// `frame` is what the table stands in, positioned; cells are `td` and `[role=gridcell]`.
export function useCopyCell(frame: RefObject<HTMLElement | null>) {
  const [place, setPlace] = useState<Place | null>(null);
  const onPointerOver = (event: PointerEvent) => {
    if (event.pointerType !== "mouse") return;
    const target = event.target as HTMLElement;
    if (target.closest("[data-copy-button]")) return;
    const cell = target.closest<HTMLElement>("td,[role=gridcell]");
    const box = frame.current?.getBoundingClientRect();
    if (!cell || !box || cell.querySelector("input,select,[role=switch],[data-no-copy]") || cellText(cell) === "") {
      setPlace(null);
      return;
    }
    const { top, right, height } = cell.getBoundingClientRect();
    setPlace({ cell, top: top - box.top, right: box.right - right, height });
  };
  return { place, onPointerOver, onPointerLeave: () => setPlace(null) };
}

export function CopyCellButton({ place }: { place: Place | null }) {
  const [copied, setCopied] = useState<HTMLElement | null>(null);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(null), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  if (!place) return null;
  const Icon = copied === place.cell ? Check : Copy;
  return (
    <button
      type="button"
      data-copy-button
      // The keyboard has its own way; a second one in the order of focus would be in the way.
      tabIndex={-1}
      aria-label="Copy this cell"
      title="Copy"
      onClick={async (click) => {
        click.stopPropagation();
        if (await copyText(cellText(place.cell))) setCopied(place.cell);
      }}
      style={{ top: place.top + (place.height - 24) / 2, right: place.right + 4 }}
      className="absolute z-10 flex size-6 items-center justify-center rounded-md border border-line bg-raised text-ink-3 hover:text-ink"
    >
      <Icon size={12} aria-hidden />
    </button>
  );
}
