// The grid of a dashboard: twelve columns, tiles fall upwards until they touch something. Pure.

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Placed extends Box {
  id: number;
}

export const columns = 12;
export const leastWidth = 3;
export const leastHeight = 3;
export const usual = { w: 6, h: 5 };

const overlaps = (a: Box, b: Box) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

const byPlace = (a: Placed, b: Placed) => a.y - b.y || a.x - b.x || a.id - b.id;

export function bounded(box: Box): Box {
  const w = Math.max(leastWidth, Math.min(columns, Math.round(box.w)));
  return {
    w,
    h: Math.max(leastHeight, Math.min(40, Math.round(box.h))),
    x: Math.max(0, Math.min(columns - w, Math.round(box.x))),
    y: Math.max(0, Math.round(box.y)),
  };
}

// Lets every tile fall upwards. `held` is placed first and keeps its row as far as it can: the others make room.
export function settle(tiles: readonly Placed[], held?: number): Placed[] {
  const done: Placed[] = [];
  const first = tiles.find((tile) => tile.id === held);
  const rest = tiles.filter((tile) => tile.id !== held).sort(byPlace);
  const fall = (tile: Placed, from: number): Placed => {
    let y = from;
    while (y > 0 && !done.some((other) => overlaps({ ...tile, y: y - 1 }, other))) y--;
    while (done.some((other) => overlaps({ ...tile, y }, other))) y++;
    return { ...tile, y };
  };
  if (first) done.push(first);
  for (const tile of rest) done.push(fall(tile, tile.y));
  if (!first) return done.sort(byPlace);
  // Nothing may float below a gap that the held tile left above itself.
  const others = done.filter((tile) => tile.id !== held);
  let y = first.y;
  while (y > 0 && !others.some((other) => overlaps({ ...first, y: y - 1 }, other))) y--;
  return [...others, { ...first, y }].sort(byPlace);
}

interface Unplaced {
  id: number;
  box: Box | undefined;
}

// Tiles that nobody has placed go below the others, two in a row.
export function place(tiles: readonly Unplaced[]): Placed[] {
  const placed: Placed[] = [];
  const fresh: Unplaced[] = [];
  for (const tile of tiles) {
    if (tile.box && [tile.box.x, tile.box.y, tile.box.w, tile.box.h].every(Number.isFinite)) {
      placed.push({ id: tile.id, ...bounded(tile.box) });
    } else fresh.push(tile);
  }
  const bottom = Math.max(0, ...placed.map((tile) => tile.y + tile.h));
  for (const [index, tile] of fresh.entries()) {
    placed.push({ id: tile.id, ...usual, x: (index % 2) * usual.w, y: bottom + Math.floor(index / 2) * usual.h });
  }
  return settle(placed);
}

export function move(tiles: readonly Placed[], id: number, x: number, y: number): Placed[] {
  return settle(
    tiles.map((tile) => (tile.id === id ? { ...tile, ...bounded({ ...tile, x, y }) } : tile)),
    id,
  );
}

export function resize(tiles: readonly Placed[], id: number, w: number, h: number): Placed[] {
  return settle(
    tiles.map((tile) =>
      tile.id === id ? { ...tile, ...bounded({ ...tile, w: Math.min(w, columns - tile.x), h }) } : tile,
    ),
    id,
  );
}

export const rowsOf = (tiles: readonly Placed[]) => Math.max(0, ...tiles.map((tile) => tile.y + tile.h));
