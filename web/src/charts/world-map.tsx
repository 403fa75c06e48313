// Numbers by country on an equal-area map of the world: exact values on hover and by arrow keys, a click picks a
// country. Beside it there is always a table of the same numbers.
import { geoEqualEarth, geoPath } from "d3-geo";
import type { FeatureCollection } from "geojson";
import { type KeyboardEvent, memo, type PointerEvent, useMemo, useRef, useState } from "react";
import { countryName } from "@/ui/countries";
import { mapSteps, shadeOf, stepText } from "./map-steps";
import type { FormatValue } from "./series";
import { ChartTooltip } from "./tooltip";
import { useWidth } from "./use-width";
import { countryPoints, countryShapes, isOnMap, middleOf } from "./world-shapes";

export interface CountryValue {
  // Two letters.
  code: string;
  name: string;
  value: number;
}

interface WorldMapProps {
  // What is counted: "Visitors".
  title: string;
  countries: readonly CountryValue[];
  format: FormatValue;
  exact: FormatValue;
  // The height it may take; it is as high as its width lets it be.
  height: number;
  // What a click does, said in the tooltip.
  hint?: string;
  chosen?: string;
  onPick?: (country: CountryValue) => void;
}

const legendPx = 26;
const pointPx = 3.5;

export default function WorldMap(props: WorldMapProps) {
  const { title, countries, format, exact, chosen, onPick, hint } = props;
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [shown, setShown] = useState<{ code: string; x: number; y: number } | null>(null);
  const sorted = useMemo(() => [...countries].sort((a, b) => b.value - a.value), [countries]);
  const byCode = useMemo(() => new Map(sorted.map((each) => [each.code, each])), [sorted]);
  const map = useMemo(() => drawn(width, props.height - legendPx), [width, props.height]);
  const beginnings = useMemo(() => mapSteps(sorted.map(({ value }) => value)), [sorted]);
  const total = sorted.reduce((sum, { value }) => sum + value, 0);
  const absent = sorted.filter(({ code, value }) => value > 0 && !isOnMap(code));
  const country = shown && byCode.get(shown.code);

  const show = (code: string | undefined) => {
    const at = code && middleOf(code);
    const place = at && map.projection(at);
    if (code && place) setShown({ code, x: place[0], y: place[1] });
  };
  const onMove = (event: PointerEvent<SVGSVGElement>) => {
    const code = (event.target as Element).getAttribute("data-country");
    const frame = box.current?.getBoundingClientRect();
    if (!code || !frame) return setShown(null);
    setShown({ code, x: event.clientX - frame.left, y: event.clientY - frame.top });
  };
  const onKeyDown = (press: KeyboardEvent) => {
    const onIt = sorted.filter(({ code }) => isOnMap(code));
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[press.key];
    if (step !== undefined && onIt.length > 0) {
      press.preventDefault();
      const at = onIt.findIndex(({ code }) => code === shown?.code);
      show(onIt[Math.max(0, Math.min(onIt.length - 1, at < 0 ? 0 : at + step))]?.code);
    } else if (press.key === "Enter" && country && onPick) onPick(country);
    else if (press.key === "Escape") setShown(null);
  };

  return (
    <div ref={box} className="relative" style={{ minHeight: width > 0 ? undefined : props.height }}>
      {width > 0 && (
        <svg
          width={width}
          height={map.height + legendPx}
          role="img"
          tabIndex={0}
          aria-label={describe(title, sorted, exact)}
          className="block touch-pan-y rounded-sm select-none focus-visible:outline-offset-2"
          onPointerMove={onMove}
          onPointerLeave={() => setShown(null)}
          onBlur={() => setShown(null)}
          onClick={(event) => {
            const picked = byCode.get((event.target as Element).getAttribute("data-country") ?? "");
            if (picked) onPick?.(picked);
          }}
          onKeyDown={onKeyDown}
          data-chart
        >
          <Countries map={map} byCode={byCode} beginnings={beginnings} pickable={onPick !== undefined} />
          {[chosen, shown?.code].map(
            (code, index) =>
              code && <Outline key={index === 0 ? "chosen" : "shown"} map={map} code={code} strong={index === 0} />,
          )}
          <MapLegend
            beginnings={beginnings}
            whole={sorted.every(({ value }) => Number.isInteger(value))}
            width={width}
            y={map.height + 8}
            format={format}
          />
        </svg>
      )}
      {shown && width > 0 && (
        <ChartTooltip
          title={country?.name ?? countryName(shown.code)}
          note={country ? undefined : "none"}
          rows={
            country
              ? [
                  {
                    key: country.code,
                    name: title,
                    colour: `var(--ramp-${shadeOf(country.value, beginnings)})`,
                    value: exact(country.value),
                    share: total > 0 ? `${((country.value / total) * 100).toFixed(1)}%` : undefined,
                  },
                ]
              : []
          }
          x={shown.x}
          y={shown.y + 12}
          width={width}
          hint={country ? hint : undefined}
        />
      )}
      {absent.length > 0 && (
        <p className="pt-1 text-xs text-ink-3">Not on the map: {absent.map(({ name }) => name).join(", ")}.</p>
      )}
    </div>
  );
}

interface DrawnMap {
  height: number;
  projection: (at: [number, number]) => [number, number] | null;
  shapes: Array<{ code: string | undefined; path: string }>;
  points: Array<{ code: string; x: number; y: number }>;
}

// As large as both sides allow, with Russia in one piece.
function drawn(width: number, most: number): DrawnMap {
  const whole: FeatureCollection = { type: "FeatureCollection", features: countryShapes.map(({ shape }) => shape) };
  const projection = geoEqualEarth().rotate([-11, 0]).fitWidth(Math.max(1, width), whole);
  const bounds = geoPath(projection).bounds(whole);
  const natural = bounds[1][1] - bounds[0][1];
  const height = Math.max(80, Math.min(most, Math.ceil(natural)));
  projection.fitExtent(
    [
      [1, 1],
      [Math.max(2, width - 1), height - 1],
    ],
    whole,
  );
  const path = geoPath(projection).digits(1);
  return {
    height,
    projection,
    shapes: countryShapes.map(({ code, shape }) => ({ code, path: path(shape) ?? "" })),
    points: countryPoints.flatMap(({ code, at }) => {
      const place = projection(at);
      return place ? [{ code, x: place[0], y: place[1] }] : [];
    }),
  };
}

interface CountriesProps {
  map: DrawnMap;
  byCode: ReadonlyMap<string, CountryValue>;
  beginnings: readonly number[];
  pickable: boolean;
}

// Two hundred outlines, which a moving pointer must not draw again.
const Countries = memo(function Countries({ map, byCode, beginnings, pickable }: CountriesProps) {
  const look = (code: string | undefined) => {
    const value = code === undefined ? 0 : (byCode.get(code)?.value ?? 0);
    return {
      fill: `var(--ramp-${shadeOf(value, beginnings)})`,
      // Land without numbers is seen by its outline.
      stroke: value > 0 ? "var(--surface)" : "var(--line-strong)",
      style: { cursor: pickable && value > 0 ? "pointer" : "default" },
      "data-country": code,
    };
  };
  return (
    <g strokeWidth={0.6} strokeLinejoin="round">
      {map.shapes.map(({ code, path }) => (
        <path key={code ?? path.slice(0, 40)} d={path} {...look(code)} />
      ))}
      {map.points.map(
        ({ code, x, y }) =>
          (byCode.get(code)?.value ?? 0) > 0 && (
            <circle key={code} cx={x} cy={y} r={pointPx} {...look(code)} strokeWidth={1} />
          ),
      )}
    </g>
  );
});

function Outline({ map, code, strong }: { map: DrawnMap; code: string; strong: boolean }) {
  const look = { fill: "none", stroke: "var(--ink)", strokeWidth: strong ? 2 : 1.2, pointerEvents: "none" } as const;
  const shape = map.shapes.find((each) => each.code === code);
  if (shape) return <path d={shape.path} {...look} />;
  const point = map.points.find((each) => each.code === code);
  return point ? <circle cx={point.x} cy={point.y} r={pointPx + 1} {...look} /> : null;
}

interface MapLegendProps {
  beginnings: readonly number[];
  whole: boolean;
  width: number;
  y: number;
  format: FormatValue;
}

function MapLegend({ beginnings, whole, width, y, format }: MapLegendProps) {
  if (beginnings.length === 0) return null;
  const items = ["0", ...beginnings.map((_, at) => stepText(at, beginnings, whole, format))];
  const wide = items.map((text) => 17 + text.length * 6.4);
  const gap = Math.max(6, Math.min(20, (width - wide.reduce((sum, each) => sum + each, 0)) / items.length));
  const left = (at: number) => wide.slice(0, at).reduce((sum, each) => sum + each + gap, 0);
  return (
    <g transform={`translate(0 ${y})`} fontSize={11} aria-hidden>
      {items.map((text, at) => (
        <g key={text} transform={`translate(${left(at)} 0)`}>
          <rect
            width={12}
            height={12}
            rx={2}
            fill={`var(--ramp-${at === 0 ? 0 : shadeOf(beginnings[at - 1] ?? 0, beginnings)})`}
            stroke="var(--line-strong)"
            strokeWidth={0.5}
          />
          <text x={16} y={10} fill="var(--ink-2)" className="tabular">
            {text}
          </text>
        </g>
      ))}
    </g>
  );
}

function describe(title: string, sorted: readonly CountryValue[], format: FormatValue): string {
  const some = sorted.filter(({ value }) => value > 0);
  if (some.length === 0) return `${title} by country: none.`;
  const most = some.slice(0, 3).map(({ name, value }) => `${name} (${format(value)})`);
  return `${title} from ${some.length === 1 ? "one country" : `${some.length} countries`}, most from ${most.join(", ")}.`;
}
