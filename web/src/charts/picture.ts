// Takes what is drawn out of the page: a PNG file of a chart, a table or a diagram as it looks.

// What makes an element look as it does; everything else follows from its place and size.
const looks = [
  ...["display", "position", "left", "top", "right", "bottom", "box-sizing", "width", "height", "margin", "padding"],
  ...["border", "border-radius", "border-collapse", "border-spacing", "background-color", "background-image", "color"],
  ...["font-family", "font-size", "font-weight", "font-variant-numeric", "line-height", "letter-spacing", "text-align"],
  ...["text-decoration", "vertical-align", "white-space", "overflow", "text-overflow", "opacity", "transform"],
  ...["flex-direction", "flex-wrap", "flex-grow", "flex-shrink", "flex-basis", "align-items", "align-self"],
  ...["justify-content", "column-gap", "row-gap", "grid-template-columns", "list-style", "clip-path", "visibility"],
  ...["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "paint-order"],
  "text-anchor",
] as const;

// Outside of the page there are no variables and no style sheets: everything that is drawn says itself how it looks.
function frozen(element: HTMLElement): HTMLElement {
  const copy = element.cloneNode(true) as HTMLElement;
  const originals = [element, ...element.querySelectorAll<HTMLElement | SVGElement>("*")];
  const copies = [copy, ...copy.querySelectorAll<HTMLElement | SVGElement>("*")];
  for (const [index, original] of originals.entries()) {
    const style = getComputedStyle(original);
    const twin = copies[index];
    if (!twin) continue;
    twin.removeAttribute("class");
    // A picture cannot be scrolled.
    twin.setAttribute("style", looks.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";"));
    if (/auto|scroll/.test(style.overflow)) twin.style.overflow = "hidden";
  }
  copy.style.margin = "0";
  return copy;
}

// The page's own font, as a picture has none but what it brings along; empty where it cannot be had.
async function ownFont(): Promise<string> {
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSFontFaceRule) || !/Inter/.test(rule.style.getPropertyValue("font-family"))) continue;
      // Of its parts the one with the letters and digits of most languages.
      if (!/U\+0+(-|,|$)|U\+0-/i.test(rule.style.getPropertyValue("unicode-range"))) continue;
      const source = /url\("?([^")]+)"?\)/.exec(rule.style.getPropertyValue("src"))?.[1];
      if (!source) continue;
      const file = await (await fetch(new URL(source, sheet.href ?? document.baseURI))).blob();
      return rule.cssText.replace(/url\("?[^")]+"?\)/, `url(${await dataUrl(file)})`);
    }
  }
  return "";
}

function dataUrl(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

const scale = 2;
const margin = 24;
const headHeight = 36;

// A picture of what `element` shows, under its title, on the page's own background; undefined when it is empty.
export async function pictureOf(element: HTMLElement, title: string): Promise<Blob | undefined> {
  const width = element.clientWidth;
  const height = element.scrollHeight;
  if (width === 0 || height === 0 || element.childElementCount === 0) return undefined;
  const font = await ownFont().catch(() => "");
  const body = new XMLSerializer().serializeToString(frozen(element));
  const source = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><style>${font}</style><foreignObject width="100%" height="100%">${body}</foreignObject></svg>`;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = (width + margin * 2) * scale;
  canvas.height = (height + headHeight + margin * 2) * scale;
  const context = canvas.getContext("2d");
  if (!context) return undefined;
  const page = getComputedStyle(document.documentElement);
  context.scale(scale, scale);
  context.fillStyle = page.getPropertyValue("--surface");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = page.getPropertyValue("--ink");
  context.font = `600 18px ${getComputedStyle(element).fontFamily}`;
  context.fillText(title, margin + 16, margin + 20, width - 32);
  context.drawImage(image, margin, margin + headHeight, width, height);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), "image/png"));
}
