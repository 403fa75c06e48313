// The server goes away under an open page and comes back: the page says so and goes on by itself.
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { listedEvents, openSignedIn, picture, shows, startApp } from "./app.mjs";

let app;
let page;
before(async () => {
  app = await startApp("outage");
  await app.leapfrog.capture([anEvent({ event: "before the outage", distinct_id: "frog" })]);
  await app.leapfrog.flush();
  page = await openSignedIn(app);
});
after(() => app?.close());

const banner = () => page.getByRole("alert").filter({ hasText: "The server does not answer" });

it("keeps what is shown and says that the server is gone", async () => {
  await page.goto(`/project/${app.leapfrog.project.id}/live`);
  await page.getByRole("row", { name: /before the outage/ }).waitFor();
  await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
  await app.leapfrog.kill();
  await banner().waitFor();
  await page.getByRole("status").filter({ hasText: "Connection lost" }).waitFor();
  await shows(() => listedEvents(page), ["before the outage"]);
  await picture(page, "server-gone");
});

it("still changes pages", async () => {
  await page.getByRole("link", { name: "People" }).click();
  await page.getByRole("heading", { name: "People", level: 1 }).waitFor();
  await page.getByRole("link", { name: "Live events" }).click();
});

it("heals without a reload and shows what happened meanwhile", async () => {
  await app.leapfrog.start();
  await app.leapfrog.capture([anEvent({ event: "after the outage", distinct_id: "frog" })]);
  await banner().waitFor({ state: "detached" });
  await shows(() => listedEvents(page), ["after the outage", "before the outage"]);
  await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
});
