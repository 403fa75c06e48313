// Builds the web app into web/dist: one index.html without inline scripts and hashed files under assets/, which the
// server may cache for ever.
import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.LEAPFROG_URL ?? "http://127.0.0.1:8000";

export default defineConfig({
  root: here("."),
  cacheDir: here("../build/vite"),
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": here("./src") } },
  build: {
    outDir: here("./dist"),
    emptyOutDir: true,
    target: "es2022",
    // Everything is a file: a data: URL would need an exception in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 800,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  server: {
    fs: { strict: false },
    proxy: { "/api": server, "/_preflight": server, "/healthz": server },
  },
});
