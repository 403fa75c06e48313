// Ways people take, step by step. Hovering lights the whole way; a node can become the start or the end.
import { useMemo, useRef, useState } from "react";
import type { PathEdge } from "@/query/types";
import { Menu, MenuItem, MenuLabel } from "@/ui/menu";
import { compactNumber, durationText, exactNumber } from "@/ui/numbers";
import { connected, type FlowNode, layoutFlow, nodeWidth } from "./flow-layout";
import { useWidth } from "./use-width";

interface FlowChartProps {
  edges: readonly PathEdge[];
  onStart: (name: string) => void;
  onEnd: (name: string) => void;
  onExclude: (name: string) => void;
  // With the number of the step: "2_/pricing".
  onPeople?: (id: string) => void;
}

const labelWidth = 140;
const columnWidth = 150;
const shownLength = 26;

// The end of an address tells more than its beginning.
function shorten(name: string): string {
  let text = name;
  try {
    const url = new URL(name);
    text = url.pathname === "/" ? url.host : url.pathname + url.search;
  } catch {
    // An event's name.
  }
  return text.length > shownLength ? `…${text.slice(-shownLength + 1)}` : text;
}

export function FlowChart({ edges, onStart, onEnd, onExclude, onPeople }: FlowChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [over, setOver] = useState<string | null>(null);
  const [menu, setMenu] = useState<FlowNode | null>(null);
  const steps = new Set(edges.flatMap((edge) => [edge.source.split("_")[0], edge.target.split("_")[0]])).size;
  const drawn = Math.max(width, steps * columnWidth);
  const flow = useMemo(() => layoutFlow(edges, drawn, labelWidth), [edges, drawn]);
  const stride = steps > 1 ? (drawn - labelWidth - nodeWidth) / (steps - 1) : drawn;
  const lit = useMemo(() => (over ? connected(flow, over) : null), [flow, over]);
  const strongest = [...edges].sort((a, b) => b.value - a.value)[0];
  const label = strongest
    ? `${edges.length} ways between steps; the most taken leads from ${strongest.source.replace(/^\d+_/, "")} to ${strongest.target.replace(/^\d+_/, "")} (${exactNumber(strongest.value)} times).`
    : "No ways.";

  return (
    <div ref={box} className="overflow-x-auto">
      {width > 0 && (
        <div className="relative" style={{ width: drawn, height: flow.height + 8 }}>
          <svg width={drawn} height={flow.height + 8} role="img" aria-label={label} data-chart>
            {flow.links.map((link) => {
              const x1 = link.source.x + nodeWidth;
              const middle = (x1 + link.target.x) / 2;
              const on = !lit || (lit.has(link.source.id) && lit.has(link.target.id));
              return (
                <path
                  key={`${link.source.id} ${link.target.id}`}
                  d={`M${x1} ${link.from}C${middle} ${link.from} ${middle} ${link.to} ${link.target.x} ${link.to}`}
                  fill="none"
                  stroke={on && lit ? "var(--chart-1)" : "var(--ink-3)"}
                  strokeWidth={link.thickness}
                  opacity={on ? (lit ? 0.4 : 0.16) : 0.05}
                >
                  <title>
                    {`${link.source.name} → ${link.target.name}: ${exactNumber(link.value)}, on average after ${durationText(link.averageMs / 1000)}`}
                  </title>
                </path>
              );
            })}
            {flow.nodes.map((node) => (
              <g key={node.id} opacity={!lit || lit.has(node.id) ? 1 : 0.25}>
                <rect x={node.x} y={node.y} width={nodeWidth} height={node.height} rx={2} fill="var(--chart-1)" />
                {node.ended > 0 && (
                  <rect
                    x={node.x}
                    y={node.y + node.height * (1 - node.ended / node.value)}
                    width={nodeWidth}
                    height={node.height * (node.ended / node.value)}
                    rx={2}
                    fill="var(--chart-6)"
                  >
                    <title>{`${exactNumber(node.ended)} went no further`}</title>
                  </rect>
                )}
              </g>
            ))}
          </svg>
          {flow.nodes.map((node) => (
            <div
              key={node.id}
              className="absolute"
              style={{ left: node.x + nodeWidth + 4, top: node.y - 2, opacity: !lit || lit.has(node.id) ? 1 : 0.3 }}
            >
              <Menu
                trigger={
                  <button
                    type="button"
                    onPointerEnter={() => setOver(node.id)}
                    onPointerLeave={() => setOver(null)}
                    onFocus={() => setOver(node.id)}
                    onBlur={() => setOver(null)}
                    onClick={() => setMenu(node)}
                    title={`${node.name}: ${exactNumber(node.value)}`}
                    style={{ maxWidth: Math.min(stride, 190) - nodeWidth - 10 }}
                    className="flex items-baseline gap-1.5 rounded-sm px-1 text-left text-xs hover:bg-hover"
                  >
                    <bdi className="truncate">{shorten(node.name)}</bdi>
                    <span className="tabular shrink-0 text-ink-3">{compactNumber(node.value)}</span>
                  </button>
                }
              >
                <MenuLabel>
                  <span className="block truncate">{(menu ?? node).name}</span>
                </MenuLabel>
                {onPeople && <MenuItem onSelect={() => onPeople(node.id)}>See the people</MenuItem>}
                <MenuItem onSelect={() => onStart(node.name)}>Show ways from here</MenuItem>
                <MenuItem onSelect={() => onEnd(node.name)}>Show ways to here</MenuItem>
                <MenuItem onSelect={() => onExclude(node.name)}>Leave it out</MenuItem>
              </Menu>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
