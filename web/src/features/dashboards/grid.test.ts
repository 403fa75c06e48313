import { describe, expect, it } from "vitest";
import { columns, leastHeight, leastWidth, move, type Placed, place, resize, rowsOf, settle } from "./grid";
import { rangeIn, readDashboardSearch } from "./search";

const overlap = (a: Placed, b: Placed) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

function wellPlaced(tiles: readonly Placed[]) {
  for (const [index, a] of tiles.entries()) {
    expect(a.x).toBeGreaterThanOrEqual(0);
    expect(a.x + a.w).toBeLessThanOrEqual(columns);
    for (const b of tiles.slice(index + 1)) expect(overlap(a, b), JSON.stringify([a, b])).toBe(false);
  }
}

describe("the grid", () => {
  it("puts new tiles below the others, two in a row", () => {
    const tiles = place([
      { id: 1, box: { x: 0, y: 0, w: 12, h: 4 } },
      { id: 2, box: undefined },
      { id: 3, box: undefined },
    ]);
    expect(tiles.map(({ id, x, y }) => [id, x, y])).toEqual([
      [1, 0, 0],
      [2, 0, 4],
      [3, 6, 4],
    ]);
    expect(rowsOf(tiles)).toBe(9);
  });

  it("lets tiles fall upwards", () => {
    expect(settle([{ id: 1, x: 0, y: 7, w: 6, h: 3 }])[0]?.y).toBe(0);
  });

  it("makes room for the tile that is moved or sized", () => {
    const start = place([1, 2, 3, 4].map((id) => ({ id, box: undefined })));
    const wide = resize(start, 1, 12, 5);
    expect(wide.find((tile) => tile.id === 1)).toMatchObject({ x: 0, y: 0, w: 12 });
    wellPlaced(wide);
    const moved = move(start, 1, 6, 0);
    expect(moved.find((tile) => tile.id === 1)).toMatchObject({ x: 6, y: 0 });
    wellPlaced(moved);
  });

  it("never overlaps or leaves the grid, whatever is done", () => {
    let seed = Number(process.env.LEAPFROG_SEED ?? 7);
    console.log(`seed ${seed}`);
    const random = (below: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return seed % below;
    };
    let tiles = place(Array.from({ length: 9 }, (_, id) => ({ id, box: undefined })));
    for (let round = 0; round < 300; round++) {
      const id = random(9);
      tiles = random(2) === 0 ? move(tiles, id, random(20) - 4, random(30)) : resize(tiles, id, random(16), random(12));
      wellPlaced(tiles);
      const tile = tiles.find((each) => each.id === id);
      expect(tile?.w).toBeGreaterThanOrEqual(leastWidth);
      expect(tile?.h).toBeGreaterThanOrEqual(leastHeight);
    }
  });
});

it("keeps dates and modes in the address", () => {
  const search = readDashboardSearch({ from: "-30d", to: "2026-11-01", edit: true, full: "yes" });
  expect(search).toEqual({ from: "-30d", to: "2026-11-01", edit: true });
  expect(rangeIn(search)).toEqual({ date_from: "-30d", date_to: "2026-11-01" });
  expect(rangeIn(readDashboardSearch({ from: "<script>" }))).toBeUndefined();
});
