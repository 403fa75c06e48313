import { describe, expect, it } from "vitest";
import { activityText, changeText } from "./activity-text";
import { deviceText } from "./device";
import { scopesOf, scopesText } from "./scopes";
import { settingsSections } from "./sections";
import { filterOf, filterText } from "./test-filters";

it("has one section per address", () => {
  expect(new Set(settingsSections.map((section) => section.slug)).size).toBe(settingsSections.length);
});

describe("scopes", () => {
  it("lets writing include reading", () => {
    expect(scopesOf({ person: "write", group: "read", query: "none" })).toEqual([
      "person:read",
      "person:write",
      "group:read",
    ]);
  });

  it("has words for them", () => {
    expect(scopesText(["*"])).toBe("Everything");
    expect(scopesText([])).toBe("Nothing");
    expect(scopesText(["person:read", "person:write", "group:read"])).toBe("People (write), Groups");
  });
});

describe("test-account filters", () => {
  it("compares lists for is, text for contains, nothing for is set", () => {
    expect(filterOf("person", " email ", "not_icontains", "@x.io").value).toBe("@x.io");
    expect(filterOf("person", "seats", "exact", "5").value).toEqual([5]);
    expect(filterOf("person", "name", "is_not", "Test").value).toEqual(["Test"]);
    expect(filterOf("event", "x", "is_set", "").value).toBe("is_set");
  });

  it("reads as a sentence", () => {
    expect(filterText(filterOf("person", "email", "not_icontains", "@x.io"))).toBe(
      "Person email does not contain “@x.io”",
    );
    expect(filterText(filterOf("event", "$host", "exact", "localhost"))).toBe("Event $host is “localhost”");
    expect(filterText(filterOf("event", "x", "is_not_set", ""))).toBe("Event x is not set");
  });
});

it("names devices", () => {
  expect(deviceText("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/128.0 Safari/537.36")).toBe(
    "Chrome on macOS",
  );
  expect(deviceText("curl/8.5.0")).toBe("curl");
  expect(deviceText(null)).toBe("Unknown device");
});

it("tells a change as a sentence", () => {
  const entry = { id: 1, activity: "updated", scope: "Team", detail: { name: "Web" }, created_at: "" };
  expect(activityText(entry)).toBe("changed project settings “Web”");
  expect(activityText({ ...entry, activity: "created", scope: "FeatureFlag", detail: null })).toBe(
    "created feature flag",
  );
  expect(changeText({ field: "timezone", before: "UTC", after: "Asia/Tokyo" })).toBe("timezone: UTC → Asia/Tokyo");
  expect(changeText({ field: "name", before: "x", after: null })).toBe("name: x removed");
});
