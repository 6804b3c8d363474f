import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { firstLoadBudget } from "./scripts/first-load-budget.ts";
import { precompressedFiles } from "./scripts/precompressed-files.ts";

const server = `http://127.0.0.1:${process.env["PORT"] ?? "8080"}`;
// The server takes writes from its own origin only; behind this proxy the page's origin is another port.
const toServer = { target: server, changeOrigin: true, headers: { origin: server } };

export default defineConfig({
  root: fileURLToPath(new URL("src/web", import.meta.url)),
  // Below whatever path PUBLIC_URL names: the server puts the path into the page.
  base: "./",
  plugins: [react(), firstLoadBudget(), precompressedFiles()],
  build: {
    outDir: fileURLToPath(new URL("dist/web", import.meta.url)),
    emptyOutDir: true,
    // The content security policy allows files of our own only, so nothing becomes a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    // Compressing takes a second and is worth it; no need to warn about it.
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  server: {
    strictPort: false,
    proxy: Object.fromEntries(
      ["/api", "/healthz", "/readyz", "/metrics", "/docs"].map((path) => [path, toServer]),
    ),
  },
});
