import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  cacheDir: here("../build/vitest"),
  resolve: { alias: { "@": here("./src") } },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
