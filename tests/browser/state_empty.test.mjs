// Every page of a project without an event.
import { it } from "node:test";
import { assertAccessible } from "./app.mjs";
import { lookInState } from "./every_state.mjs";

const at = lookInState("empty", () => {});

it("says what to do first", async () => {
  for (const path of ["home", "events", "live", "persons"]) {
    await at.open(path);
    await at.page.locator("#page").getByRole("link", { name: "Send your first event" }).waitFor();
    await assertAccessible(at.page);
  }
});
