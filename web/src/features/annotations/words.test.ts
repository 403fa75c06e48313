import { expect, it } from "vitest";
import { around, readAnnotationsSearch } from "./words";

it("keeps the search and what is being changed in the URL", () => {
  expect(readAnnotationsSearch({ search: 42, edit: "7" })).toEqual({ search: "42", edit: 7 });
  expect(readAnnotationsSearch({ search: "", edit: "new" })).toEqual({ edit: "new" });
  expect(readAnnotationsSearch({ edit: "old" })).toEqual({});
});

it("asks for two weeks on either side, in the project's days", () => {
  const { dateRange } = around("2026-11-03T23:30:00Z", "Europe/Berlin"); // the 4th there
  expect(dateRange).toEqual({ date_from: "2026-10-21", date_to: "2026-11-18" });
});
