// Places the nodes and edges of a path diagram: a column for each step, nodes as tall as the people in them. Pure.
import type { PathEdge } from "@/query/types";
import { exactNumber } from "@/ui/numbers";

export interface FlowNode {
  id: string;
  // Without the number of the step.
  name: string;
  step: number;
  value: number;
  // Who went no further, as far as the edges tell.
  ended: number;
  x: number;
  y: number;
  height: number;
}

export interface FlowLink {
  source: FlowNode;
  target: FlowNode;
  value: number;
  averageMs: number;
  // Middle of the band at both ends, and how thick it is.
  from: number;
  to: number;
  thickness: number;
}

export interface Flow {
  nodes: FlowNode[];
  links: FlowLink[];
  width: number;
  height: number;
}

export const nodeWidth = 10;
const gap = 26;
const leastHeight = 3;

// "2_/pricing" is step 2, "/pricing".
export function splitStep(id: string): { step: number; name: string } {
  const match = /^(\d+)_([\s\S]*)$/.exec(id);
  return match ? { step: Number(match[1]), name: match[2] ?? "" } : { step: 1, name: id };
}

export function layoutFlow(edges: readonly PathEdge[], width: number, labelWidth: number): Flow {
  const nodes = new Map<string, FlowNode & { incoming: number; outgoing: number }>();
  const node = (id: string) => {
    let found = nodes.get(id);
    if (!found) {
      found = { id, ...splitStep(id), value: 0, ended: 0, x: 0, y: 0, height: 0, incoming: 0, outgoing: 0 };
      nodes.set(id, found);
    }
    return found;
  };
  for (const edge of edges) {
    node(edge.source).outgoing += edge.value;
    node(edge.target).incoming += edge.value;
  }
  const last = Math.max(1, ...[...nodes.values()].map((each) => each.step));
  for (const each of nodes.values()) {
    each.value = Math.max(each.incoming, each.outgoing);
    each.ended = each.step < last ? Math.max(0, each.incoming - each.outgoing) : 0;
  }

  const columns = new Map<number, FlowNode[]>();
  for (const each of nodes.values()) columns.set(each.step, [...(columns.get(each.step) ?? []), each]);
  const fullest = Math.max(
    1,
    ...[...columns.values()].map((column) => column.reduce((sum, each) => sum + each.value, 0)),
  );
  const longest = Math.max(1, ...[...columns.values()].map((column) => column.length));
  const body = Math.max(220, longest * 14);
  const scale = body / fullest;
  const steps = [...columns.keys()].sort((a, b) => a - b);
  const stride = steps.length > 1 ? (width - labelWidth - nodeWidth) / (steps.length - 1) : 0;
  let height = 0;
  for (const [place, step] of steps.entries()) {
    let y = 0;
    for (const each of (columns.get(step) ?? []).sort((a, b) => b.value - a.value)) {
      each.x = place * stride;
      each.y = y;
      each.height = Math.max(leastHeight, each.value * scale);
      y += each.height + gap;
    }
    height = Math.max(height, y);
  }

  const used = new Map<string, { out: number; in: number }>();
  const links = [...edges]
    .map((edge) => ({ edge, source: node(edge.source), target: node(edge.target) }))
    .sort((a, b) => a.target.y - b.target.y || a.source.y - b.source.y)
    .map(({ edge, source, target }) => {
      const thickness = Math.max(1, edge.value * scale);
      const atSource = used.get(source.id) ?? { out: 0, in: 0 };
      const from = source.y + atSource.out + thickness / 2;
      atSource.out += thickness;
      used.set(source.id, atSource);
      const atTarget = used.get(target.id) ?? { out: 0, in: 0 };
      const to = target.y + atTarget.in + thickness / 2;
      atTarget.in += thickness;
      used.set(target.id, atTarget);
      return { source, target, value: edge.value, averageMs: edge.average_conversion_time, from, to, thickness };
    });
  return { nodes: [...nodes.values()], links, width, height };
}

// The nodes that lie on a way through `id`, before and after it.
export function connected(flow: Flow, id: string): Set<string> {
  const found = new Set([id]);
  const walk = (from: string, next: (link: FlowLink) => [string, string]) => {
    for (const link of flow.links) {
      const [near, far] = next(link);
      if (near === from && !found.has(far)) {
        found.add(far);
        walk(far, next);
      }
    }
  };
  walk(id, (link) => [link.source.id, link.target.id]);
  walk(id, (link) => [link.target.id, link.source.id]);
  return found;
}

export function describeFlow(edges: readonly PathEdge[]): string {
  let strongest = edges[0];
  for (const edge of edges) if (strongest && edge.value > strongest.value) strongest = edge;
  if (!strongest) return "No ways.";
  const [from, to] = [splitStep(strongest.source).name, splitStep(strongest.target).name];
  const ways = edges.length === 1 ? "One way" : `${edges.length} ways`;
  return `${ways} between steps; the most taken leads from ${from} to ${to} (${exactNumber(strongest.value)} times).`;
}
