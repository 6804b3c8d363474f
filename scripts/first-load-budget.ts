import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const limit = 150_000;

/** Prints the gzipped JavaScript that the first screen needs, and fails the build above 150 kB. */
export function firstLoadBudget(): Plugin {
  return {
    name: "first-load-budget",
    apply: "build",
    generateBundle(_options, bundle) {
      const needed = new Set<string>();
      const visit = (fileName: string) => {
        const chunk = bundle[fileName];
        if (chunk?.type !== "chunk" || needed.has(fileName)) return;
        needed.add(fileName);
        for (const imported of chunk.imports) visit(imported);
      };
      for (const chunk of Object.values(bundle))
        if (chunk.type === "chunk" && chunk.isEntry) visit(chunk.fileName);
      let bytes = 0;
      for (const fileName of needed) {
        const chunk = bundle[fileName];
        if (chunk?.type === "chunk") bytes += gzipSync(chunk.code).length;
      }
      const size = `${(bytes / 1000).toFixed(1)} kB of JavaScript (gzipped) on the first load`;
      if (bytes > limit) this.error(`${size}; the limit is ${limit / 1000} kB: load something later.`);
      process.stdout.write(`${size}, of ${limit / 1000} kB allowed\n`);
    },
  };
}
