// Makes the pictures of the README anew, of the invented product's history in a server of its own:
//   node script/readme-pictures.mjs
import { join } from "node:path";
import { openSignedIn } from "../tests/browser/app.mjs";
import { launchChromium } from "../tests/harness/browser.mjs";
import { repository } from "../tests/harness/directories.mjs";
import { startLeapfrog } from "../tests/harness/leapfrog.mjs";
import { until } from "../tests/harness/until.mjs";

const events = 60_000;
const small = { width: 1280, height: 800 };

const leapfrog = await startLeapfrog({ label: "readme-pictures" });
const browser = await launchChromium();
try {
  const project = await leapfrog.newProject("Hedgerow");
  const demo = `/api/projects/${project.id}/demo/`;
  await leapfrog.must(demo, { method: "POST", body: { events } });
  const filled = async () => (await leapfrog.must(demo)).state === "done";
  await until(filled, { timeout: 300_000, what: "the project filled" });
  const base = `/project/${project.id}`;

  const settled = async (page) => {
    await page.locator('[aria-label="Loading"]').first().waitFor({ state: "detached" });
    await page.waitForLoadState("networkidle");
    await page.evaluate(() => document.fonts.ready);
  };
  const take = async (name, { theme, viewport = small, path, before = async () => {} }) => {
    const page = await openSignedIn({ leapfrog, browser }, { theme, viewport });
    await page.goto(`${base}/${path}`);
    await settled(page);
    await before(page);
    await settled(page);
    await page.screenshot({ path: join(repository, `docs/images/${name}-${theme}.png`) });
    await page.context().close();
  };
  const openDashboard = (name) => async (page) => {
    await page.locator("#page").getByRole("link", { name, exact: true }).first().click();
    await page.waitForURL(/dashboards\/\d+/);
    await settled(page);
  };

  await take("home", { theme: "light", path: "home" });
  await take("dashboard", {
    theme: "dark",
    path: "dashboards",
    before: async (page) => {
      await openDashboard("Product overview")(page);
      const { x, y, width, height } = await page.locator("svg[data-chart]").first().boundingBox();
      await page.mouse.move(x + width * 0.45, y + height / 2);
    },
  });
  await take("funnel", { theme: "light", path: "dashboards", before: openDashboard("Growth") });
  const pathsFilter = { includeEventTypes: ["$pageview"], stepLimit: 5, edgeLimit: 50 };
  const paths = { kind: "PathsQuery", dateRange: { date_from: "-30d" }, pathsFilter };
  await take("paths", {
    theme: "dark",
    viewport: { width: 1440, height: 900 },
    path: `insights/new?q=${encodeURIComponent(JSON.stringify(paths))}`,
    before: (page) =>
      page
        .getByRole("button", { name: /^\/pricing/ })
        .first()
        .hover(),
  });
} finally {
  await browser.close();
  await leapfrog.stop();
}
