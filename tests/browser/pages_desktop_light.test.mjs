import { desktop } from "./app.mjs";
import { lookAtEveryPage } from "./every_page.mjs";

lookAtEveryPage("desktop-light", { viewport: desktop, theme: "light" });
