import { lookAtEveryPage } from "./every_page.mjs";

lookAtEveryPage("narrow-light", { viewport: { width: 1280, height: 800 }, theme: "light" });
