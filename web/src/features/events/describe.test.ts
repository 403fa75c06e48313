import { describe, expect, it } from "vitest";
import { cursorOf, fromWire } from "./api";
import { eventDetail, eventDetailText, eventMatches, eventTitle } from "./describe";

const click = fromWire({
  uuid: "u",
  event: "$autocapture",
  distinct_id: "d",
  properties: { $event_type: "click", $current_url: "https://app.example.com/pricing?a=1" },
  elements_chain: 'button.btn:nth-child="2"nth-of-type="1"text="Say \\"hi\\"";div;body',
});

describe("an event in words", () => {
  it("says what was clicked, from the chain or the parsed elements", () => {
    expect(eventTitle(click)).toBe('Clicked button “Say "hi"”');
    expect(eventTitle({ ...click, elements: [{ tag_name: "a", text: "Docs" }] })).toBe("Clicked link “Docs”");
    expect(eventTitle({ ...click, elements: [] })).toBe("Clicked element");
  });

  it("keeps the name of an event of one's own", () => {
    expect(eventTitle(fromWire({ event: "report created" }))).toBe("report created");
    expect(eventTitle(fromWire({ event: "$pageview" }))).toBe("Page view");
  });

  it("says where", () => {
    expect(eventDetail(click)).toEqual({ main: "/pricing?a=1", aside: "app.example.com" });
    const at = (url: string) => eventDetailText(fromWire({ properties: { $current_url: url } }));
    expect(at("https://example.com/")).toBe("/ example.com");
    expect(at("not a url")).toBe("not a url");
    expect(eventDetailText(fromWire({}))).toBe("");
  });

  it("finds words in name, id, title and properties", () => {
    for (const text of ["AUTOCAPTURE", "d", "say", "pricing"]) expect(eventMatches(click, text)).toBe(true);
    expect(eventMatches(click, "absent")).toBe(false);
  });
});

it("reads both names of an event's id", () => {
  expect(fromWire({ id: "a" }).uuid).toBe("a");
  expect(fromWire({ id: "a", uuid: "b" }).uuid).toBe("b");
});

it("goes on where the server's next page says", () => {
  expect(cursorOf("http://h/api/projects/1/events/?limit=100&before=2026-11-03T00%3A00%3A00Z")).toEqual({
    limit: "100",
    before: "2026-11-03T00:00:00Z",
  });
  expect(cursorOf(null)).toBeUndefined();
});
