// The edge of a column's head: dragged, or moved with the arrow keys, it makes the column wider or narrower; a double
// click gives the usual widths back.
import type { KeyboardEvent, PointerEvent } from "react";

interface ColumnHandleProps {
  title: string;
  // Pixels, as it stands on the screen.
  widthNow: () => number;
  onWidth: (pixels: number) => void;
  onReset: () => void;
}

const step = 16;

export function ColumnHandle({ title, widthNow, onWidth, onReset }: ColumnHandleProps) {
  const drag = (press: PointerEvent<HTMLElement>) => {
    if (press.button !== 0) return;
    press.preventDefault();
    const handle = press.currentTarget;
    const from = press.clientX;
    const width = widthNow();
    handle.setPointerCapture(press.pointerId);
    handle.dataset.dragged = "";
    const move = (event: globalThis.PointerEvent) => onWidth(width + event.clientX - from);
    const end = () => {
      delete handle.dataset.dragged;
      handle.removeEventListener("pointermove", move);
      handle.removeEventListener("pointerup", end);
      handle.removeEventListener("pointercancel", end);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", end);
    handle.addEventListener("pointercancel", end);
  };
  const onKeyDown = (press: KeyboardEvent) => {
    const by = press.key === "ArrowLeft" ? -step : press.key === "ArrowRight" ? step : 0;
    if (by === 0 && press.key !== "Enter") return;
    press.preventDefault();
    press.stopPropagation();
    if (by === 0) onReset();
    else onWidth(widthNow() + by);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be moved
    <span
      role="separator"
      aria-orientation="vertical"
      // The number means little to anybody; that it can be moved is what has to be said.
      aria-valuenow={0}
      aria-valuetext="arrow keys change it, Enter gives the usual width back"
      tabIndex={0}
      title={`Width of ${title}: drag it, double-click for the usual one`}
      onPointerDown={drag}
      onDoubleClick={onReset}
      onClick={(click) => click.stopPropagation()}
      onKeyDown={onKeyDown}
      className="group/handle absolute inset-y-0 right-0 z-10 flex w-2 translate-x-1/2 cursor-col-resize touch-none justify-center outline-none max-md:hidden"
    >
      <span className="h-full w-px bg-transparent transition-colors duration-[120ms] group-hover/handle:bg-control group-focus-visible/handle:w-0.5 group-focus-visible/handle:bg-focus group-data-dragged/handle:bg-accent" />
    </span>
  );
}
