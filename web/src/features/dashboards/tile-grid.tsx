// The tiles in their grid; in edit mode they are dragged by their handle and sized by their corner, by pointer or keys.
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";
import { useWidth } from "@/charts/use-width";
import { type Box, columns, move, type Placed, place, resize, rowsOf } from "./grid";

export interface GridTile {
  id: number;
  layouts: { sm?: Box };
  insight: object | null;
  text: object | null;
}

// Where a tile stands and how it is moved.
export interface TilePlace {
  // In pixels, inside of the tile.
  height: number;
  editing: boolean;
  onDrag: (event: PointerEvent) => void;
  onKeyMove: (event: KeyboardEvent) => void;
}

interface TileGridProps<T extends GridTile> {
  tiles: readonly T[];
  editing?: boolean;
  onPlaces?: (places: Placed[]) => void;
  renderTile: (tile: T, place: TilePlace) => ReactNode;
}

const rowHeight = 56;
const gap = 12;
const narrow = 760;

interface Drag {
  id: number;
  kind: "move" | "resize";
  startX: number;
  startY: number;
  from: Placed;
  base: Placed[];
}

export function TileGrid<T extends GridTile>(props: TileGridProps<T>) {
  const { tiles, editing = false, onPlaces = () => {}, renderTile } = props;
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [drag, setDrag] = useState<Drag | null>(null);
  const [live, setLive] = useState<Placed[] | null>(null);
  const saved = place(tiles.map((tile) => ({ id: tile.id, box: tile.layouts.sm })));
  const places = live ?? saved;
  const stacked = width < narrow;
  const unit = (width + gap) / columns;
  const heightOf = (h: number) => h * (rowHeight + gap) - gap;

  const begin = (id: number, kind: Drag["kind"]) => (event: PointerEvent) => {
    const from = saved.find((tile) => tile.id === id);
    if (!from) return;
    event.preventDefault();
    box.current?.setPointerCapture(event.pointerId);
    setDrag({ id, kind, startX: event.clientX, startY: event.clientY, from, base: saved });
    setLive(saved);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!drag) return;
    const x = Math.round((event.clientX - drag.startX) / unit);
    const y = Math.round((event.clientY - drag.startY) / (rowHeight + gap));
    const { from, base, id } = drag;
    setLive(drag.kind === "move" ? move(base, id, from.x + x, from.y + y) : resize(base, id, from.w + x, from.h + y));
  };
  const onPointerUp = () => {
    if (live && drag) onPlaces(live);
    setDrag(null);
    setLive(null);
  };
  const onKeyMove = (id: number) => (press: KeyboardEvent) => {
    const steps: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const step = steps[press.key];
    const tile = saved.find((each) => each.id === id);
    if (!step || !tile) return;
    press.preventDefault();
    const [x, y] = step;
    onPlaces(press.shiftKey ? resize(saved, id, tile.w + x, tile.h + y) : move(saved, id, tile.x + x, tile.y + y));
  };

  return (
    <div
      ref={box}
      className={stacked ? "flex flex-col gap-3" : "relative"}
      style={stacked ? undefined : { height: heightOf(rowsOf(places)) + (editing ? rowHeight * 2 : 0) }}
      onPointerMove={drag ? onPointerMove : undefined}
      onPointerUp={drag ? onPointerUp : undefined}
      onPointerCancel={drag ? onPointerUp : undefined}
    >
      {width > 0 &&
        places.map((spot) => {
          const tile = tiles.find((each) => each.id === spot.id);
          if (!tile) return null;
          const height = heightOf(stacked && tile.insight ? Math.max(spot.h, 5) : spot.h);
          const dragged = drag?.id === spot.id;
          return (
            <div
              key={spot.id}
              className={
                stacked
                  ? "relative"
                  : `absolute ${dragged ? "z-20 shadow-float" : "transition-[left,top,width,height] duration-[140ms]"}`
              }
              style={
                stacked
                  ? { height: tile.text ? undefined : height }
                  : {
                      left: spot.x * unit,
                      top: spot.y * (rowHeight + gap),
                      width: spot.w * unit - gap,
                      height,
                    }
              }
            >
              {renderTile(tile, {
                height,
                editing: editing && !stacked,
                onDrag: begin(spot.id, "move"),
                onKeyMove: onKeyMove(spot.id),
              })}
              {editing && !stacked && (
                <div
                  aria-hidden
                  onPointerDown={begin(spot.id, "resize")}
                  className="absolute right-0 bottom-0 z-10 size-5 cursor-nwse-resize touch-none"
                >
                  <span className="absolute right-1.5 bottom-1.5 size-2 border-r-2 border-b-2 border-control" />
                </div>
              )}
            </div>
          );
        })}
    </div>
  );
}
