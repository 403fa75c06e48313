import { phone } from "./app.mjs";
import { lookAtEveryPage } from "./every_page.mjs";

lookAtEveryPage("phone-dark", { viewport: phone, theme: "dark", isMobile: true, hasTouch: true });
