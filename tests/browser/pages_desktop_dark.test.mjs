import { desktop } from "./app.mjs";
import { lookAtEveryPage } from "./every_page.mjs";

lookAtEveryPage("desktop-dark", { viewport: desktop, theme: "dark" });
