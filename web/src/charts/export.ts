// Takes charts and tables out of the page: CSV, JSON and PNG files.

export function csvText(rows: ReadonlyArray<readonly unknown[]>): string {
  const cell = (value: unknown) => {
    if (value === null || value === undefined) return "";
    const text = typeof value === "object" ? JSON.stringify(value) : String(value);
    // A spreadsheet would run what begins like a formula.
    const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

export function fileName(title: string, extension: string): string {
  const name = title
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
  return `${name.slice(0, 80).toLowerCase() || "insight"}.${extension}`;
}

export function download(name: string, content: Blob | string, type = "text/plain") {
  const url = URL.createObjectURL(typeof content === "string" ? new Blob([content], { type }) : content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const drawn = ["fill", "stroke", "opacity", "font-family", "font-size", "font-weight", "stroke-dasharray"] as const;

// A picture of the first chart inside `element`, on the page's own background; undefined when there is none.
export async function pictureOf(element: HTMLElement): Promise<Blob | undefined> {
  const chart = element.querySelector<SVGSVGElement>("svg[data-chart]");
  if (!chart) return undefined;
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const originals = [chart, ...chart.querySelectorAll<SVGElement>("*")];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>("*")];
  // Outside of the page there are no variables and no style sheets.
  for (const [index, original] of originals.entries()) {
    const style = getComputedStyle(original);
    for (const name of drawn) copies[index]?.style.setProperty(name, style.getPropertyValue(name));
  }
  const { width, height } = chart.getBoundingClientRect();
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const source = new XMLSerializer().serializeToString(copy);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
  await image.decode();
  const scale = 2;
  const margin = 24;
  const canvas = document.createElement("canvas");
  canvas.width = (width + margin * 2) * scale;
  canvas.height = (height + margin * 2) * scale;
  const context = canvas.getContext("2d");
  if (!context) return undefined;
  context.scale(scale, scale);
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--surface");
  context.fillRect(0, 0, width + margin * 2, height + margin * 2);
  context.drawImage(image, margin, margin, width, height);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), "image/png"));
}
