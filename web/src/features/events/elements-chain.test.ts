import { describe, expect, it } from "vitest";
import { parseElementsChain } from "./elements-chain";

describe("parseElementsChain", () => {
  it("reads tags, classes and attributes, target first", () => {
    const chain =
      'button.btn.md:flex:attr__data-id="7"attr_id="save"nth-child="2"nth-of-type="1"text="Save; now \\"here\\"";form;main.page';
    expect(parseElementsChain(chain)).toEqual([
      {
        tag_name: "button",
        attr_class: ["btn", "md:flex"],
        attr_id: "save",
        nth_child: 2,
        nth_of_type: 1,
        text: 'Save; now "here"',
        attributes: { "attr__data-id": "7" },
        order: 0,
      },
      { tag_name: "form", attributes: {}, order: 1 },
      { tag_name: "main", attr_class: ["page"], attributes: {}, order: 2 },
    ]);
  });

  it("keeps links whole", () => {
    expect(parseElementsChain('a:href="https://example.com/?a=1;b=2"text="x"')[0]).toMatchObject({
      href: "https://example.com/?a=1;b=2",
      text: "x",
    });
  });

  it("survives what is no chain", () => {
    for (const text of ["", ";;;", ":::", '"', 'div:text="never closed', "\\", 'a:="x"']) {
      expect(() => parseElementsChain(text)).not.toThrow();
    }
    expect(parseElementsChain("")).toEqual([]);
    expect(parseElementsChain("div")).toEqual([{ tag_name: "div", attributes: {}, order: 0 }]);
  });

  it("never reads more than a hundred elements", () => {
    expect(parseElementsChain("div;".repeat(5000))).toHaveLength(100);
  });
});
