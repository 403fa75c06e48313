import { expect, it } from "vitest";
import { platforms, snippetSteps } from "./snippets";

it("fills host and token into every platform", () => {
  for (const { value } of platforms) {
    const code = snippetSteps(value, "https://frog.example", "phc_token")
      .map((step) => step.code)
      .join("\n");
    expect(code, value).toContain("https://frog.example");
    expect(code, value).toContain("phc_token");
  }
});

it("gives a loader that browsers can run", () => {
  const html = snippetSteps("snippet", "https://frog.example", "phc_token")[0]?.code ?? "";
  const script = html.replace(/^<script>/, "").replace(/<\/script>$/, "");
  const inserted: string[] = [];
  const head = { appendChild: (tag: { src: string }) => inserted.push(tag.src) };
  const page = {
    document: { createElement: () => ({}), head },
    window: {} as Record<string, { _i: unknown[][]; capture: (name: string) => void } & unknown[]>,
  };
  // As in a browser, where properties of window are variables.
  new Function("window", "document", `with (window) { ${script} }`)(page.window, page.document);
  page.window.posthog?.capture("early");
  expect(inserted).toEqual(["https://frog.example/static/array.js"]);
  expect(page.window.posthog?._i[0]?.[0]).toBe("phc_token");
  expect([...(page.window.posthog ?? [])]).toContainEqual(["capture", "early"]);
});
