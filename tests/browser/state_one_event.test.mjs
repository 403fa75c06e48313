// Every page of a project with a single event.
import { it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { lookInState } from "./every_state.mjs";

const at = lookInState("one-event", async (leapfrog, project) => {
  await leapfrog.capture(anEvent({ event: "signed up", distinct_id: "user-1" }), { token: project.token });
  await leapfrog.flush(project);
});

it("is found wherever one looks for it", async () => {
  for (const path of ["events", "live", "home", "data", "persons"]) {
    await at.open(path);
    const wanted = path === "persons" ? "user-1" : "signed up";
    await at.page.locator("#page").getByText(wanted, { exact: true }).first().waitFor();
  }
});
