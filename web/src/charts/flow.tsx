// Ways people take, step by step. Hovering lights the whole way; a click on a step, on a way between two or on an end leads to
// the people there, and makes it the start or the end.
import { type MouseEvent, useMemo, useRef, useState } from "react";
import type { PathEdge } from "@/query/types";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/ui/menu";
import { compactNumber, durationText, exactNumber } from "@/ui/numbers";
import { connected, describeFlow, type FlowLink, type FlowNode, layoutFlow, nodeWidth } from "./flow-layout";
import { useWidth } from "./use-width";

// Whose people are asked for. Steps have their number in front: "2_/pricing".
export type FlowPlace = { node: string } | { from: string; to: string } | { ended: string };

interface FlowChartProps {
  edges: readonly PathEdge[];
  // Without them nothing leads to another question.
  onStart?: (name: string) => void;
  onEnd?: (name: string) => void;
  onExclude?: (name: string) => void;
  onPeople?: (place: FlowPlace) => void;
}

const labelWidth = 140;
const columnWidth = 150;
const shownLength = 26;

// The end of an address tells more than its beginning.
export function shorten(name: string): string {
  let text = name;
  try {
    const url = new URL(name);
    text = url.pathname === "/" ? url.host : decoded(url.pathname) + url.search;
  } catch {
    // An event's name.
  }
  return text.length > shownLength ? `…${text.slice(-shownLength + 1)}` : text;
}

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

// What a click has opened a menu for, and where.
interface Opened {
  x: number;
  y: number;
  at: { node: FlowNode } | { link: FlowLink };
}

export function FlowChart({ edges, onStart, onEnd, onExclude, onPeople }: FlowChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [over, setOver] = useState<string | null>(null);
  const [overLink, setOverLink] = useState<FlowLink | null>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const steps = new Set(edges.flatMap((edge) => [edge.source.split("_")[0], edge.target.split("_")[0]])).size;
  const drawn = Math.max(width, steps * columnWidth);
  const flow = useMemo(() => layoutFlow(edges, drawn, labelWidth), [edges, drawn]);
  const stride = steps > 1 ? (drawn - labelWidth - nodeWidth) / (steps - 1) : drawn;
  const lit = useMemo(() => (over ? connected(flow, over) : null), [flow, over]);
  const label = useMemo(() => describeFlow(edges), [edges]);
  const active = onPeople !== undefined || onStart !== undefined;
  const open = (at: Opened["at"]) => (event: MouseEvent) => {
    const frame = box.current?.getBoundingClientRect();
    if (!active || !frame) return;
    setOpened({ at, x: event.clientX - frame.left + (box.current?.scrollLeft ?? 0), y: event.clientY - frame.top });
  };
  const cursor = active ? "pointer" : "default";

  return (
    <div ref={box} className="overflow-x-auto">
      {width > 0 && (
        <div className="relative" style={{ width: drawn, height: flow.height + 8 }}>
          <svg width={drawn} height={flow.height + 8} role="img" aria-label={label} data-chart>
            {flow.links.map((link) => {
              const x1 = link.source.x + nodeWidth;
              const middle = (x1 + link.target.x) / 2;
              const on = overLink ? overLink === link : !lit || (lit.has(link.source.id) && lit.has(link.target.id));
              const strong = on && (lit !== null || overLink !== null);
              return (
                // biome-ignore lint/a11y/noStaticElementInteractions: the table below leads to the same people by keyboard
                <path
                  key={`${link.source.id} ${link.target.id}`}
                  d={`M${x1} ${link.from}C${middle} ${link.from} ${middle} ${link.to} ${link.target.x} ${link.to}`}
                  fill="none"
                  stroke={strong ? "var(--chart-1)" : "var(--ink-3)"}
                  strokeWidth={link.thickness}
                  opacity={on ? (strong ? 0.45 : 0.2) : 0.06}
                  style={{ cursor }}
                  data-way={`${link.source.id} → ${link.target.id}`}
                  onPointerEnter={() => setOverLink(link)}
                  onPointerLeave={() => setOverLink(null)}
                  onClick={open({ link })}
                >
                  <title>
                    {`${link.source.name} → ${link.target.name}: ${exactNumber(link.value)}, on average after ${durationText(link.averageMs / 1000)}`}
                  </title>
                </path>
              );
            })}
            {flow.nodes.map((node) => (
              // biome-ignore lint/a11y/noStaticElementInteractions: its name beside it is a button that does the same
              <g
                key={node.id}
                opacity={!lit || lit.has(node.id) ? 1 : 0.25}
                style={{ cursor }}
                data-step={node.id}
                onPointerEnter={() => setOver(node.id)}
                onPointerLeave={() => setOver(null)}
                onClick={open({ node })}
              >
                <rect x={node.x} y={node.y} width={nodeWidth} height={node.height} rx={2} fill="var(--chart-1)">
                  <title>{`${node.name}: ${exactNumber(node.value)}`}</title>
                </rect>
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
          {flow.nodes.map((node) => {
            const name = (
              <>
                <bdi className="truncate">{shorten(node.name)}</bdi>
                <span className="tabular shrink-0 text-ink-3">{compactNumber(node.value)}</span>
              </>
            );
            const look = {
              title: `${node.name}: ${exactNumber(node.value)}`,
              style: { maxWidth: Math.min(stride, 190) - nodeWidth - 10 },
              className: "flex items-baseline gap-1.5 rounded-sm px-1 text-left text-xs",
            };
            return (
              <div
                key={node.id}
                className="absolute"
                style={{ left: node.x + nodeWidth + 4, top: node.y - 2, opacity: !lit || lit.has(node.id) ? 1 : 0.3 }}
              >
                {active ? (
                  <Menu
                    trigger={
                      <button
                        type="button"
                        onPointerEnter={() => setOver(node.id)}
                        onPointerLeave={() => setOver(null)}
                        onFocus={() => setOver(node.id)}
                        onBlur={() => setOver(null)}
                        {...look}
                        className={`${look.className} hover:bg-hover`}
                      >
                        {name}
                      </button>
                    }
                  >
                    <NodeItems node={node} {...{ onStart, onEnd, onExclude, onPeople }} />
                  </Menu>
                ) : (
                  <span {...look}>{name}</span>
                )}
              </div>
            );
          })}
          {opened && (
            <Menu
              open
              onOpenChange={(next) => !next && setOpened(null)}
              trigger={
                <span aria-hidden tabIndex={-1} className="absolute size-0" style={{ left: opened.x, top: opened.y }} />
              }
            >
              {"node" in opened.at ? (
                <NodeItems node={opened.at.node} {...{ onStart, onEnd, onExclude, onPeople }} />
              ) : (
                <LinkItems link={opened.at.link} {...{ onStart, onEnd, onPeople }} />
              )}
            </Menu>
          )}
        </div>
      )}
    </div>
  );
}

type ItemsProps = Pick<FlowChartProps, "onStart" | "onEnd" | "onExclude" | "onPeople">;

function NodeItems({ node, onStart, onEnd, onExclude, onPeople }: ItemsProps & { node: FlowNode }) {
  return (
    <>
      <MenuLabel>
        <bdi className="block truncate">{node.name}</bdi>
      </MenuLabel>
      {onPeople && <MenuItem onSelect={() => onPeople({ node: node.id })}>See the people</MenuItem>}
      {onPeople && node.ended > 0 && (
        <MenuItem onSelect={() => onPeople({ ended: node.id })}>See who went no further</MenuItem>
      )}
      {onPeople && onStart && <MenuSeparator />}
      {onStart && <MenuItem onSelect={() => onStart(node.name)}>Show ways from here</MenuItem>}
      {onEnd && <MenuItem onSelect={() => onEnd(node.name)}>Show ways to here</MenuItem>}
      {onExclude && <MenuItem onSelect={() => onExclude(node.name)}>Leave it out</MenuItem>}
    </>
  );
}

function LinkItems({ link, onStart, onEnd, onPeople }: ItemsProps & { link: FlowLink }) {
  const { source, target } = link;
  return (
    <>
      <MenuLabel>
        <bdi className="block truncate">{`${shorten(source.name)} → ${shorten(target.name)}`}</bdi>
      </MenuLabel>
      {onPeople && (
        <MenuItem onSelect={() => onPeople({ from: source.id, to: target.id })}>See the people who took it</MenuItem>
      )}
      {onPeople && onStart && <MenuSeparator />}
      {onStart && <MenuItem onSelect={() => onStart(source.name)}>{`Show ways from ${shorten(source.name)}`}</MenuItem>}
      {onEnd && <MenuItem onSelect={() => onEnd(target.name)}>{`Show ways to ${shorten(target.name)}`}</MenuItem>}
    </>
  );
}
