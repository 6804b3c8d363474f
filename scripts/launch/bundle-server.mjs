import { existsSync, globSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { root } from "./project.mjs";

const subpaths = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).imports;

/** `#domain/task/task.ts` is ours and goes into the bundle; without this it would count as a package. */
const ownSubpaths = {
  name: "own-subpaths",
  setup(builder) {
    builder.onResolve({ filter: /^#/ }, ({ path }) => {
      const key = `${path.split("/")[0]}/*`;
      const target = subpaths[key];
      if (!target) return { errors: [{ text: `package.json knows no import ${key}` }] };
      return { path: join(root, target.replace("*", path.slice(key.length - 1))) };
    });
  },
};

/** main, tas, and every worker; all flat in one folder, where src/config/entry-url.ts finds them. */
function entries() {
  const files = ["src/main.ts", "src/cli/tas.ts", ...globSync("src/**/*-worker.ts", { cwd: root })];
  const named = {};
  for (const file of files.filter((path) => existsSync(join(root, path)))) {
    const name = basename(file, ".ts");
    if (named[name]) throw new Error(`${named[name]} and ${file} would both become ${name}.js`);
    named[name] = file;
  }
  return named;
}

// Built beside and then moved, so that an interrupted build never looks like a finished one.
const staging = join(root, "dist/.server-staging");
rmSync(staging, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: entries(),
  outdir: staging,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node24",
  packages: "external",
  sourcemap: true,
  sourcesContent: false,
  logLevel: "error",
  plugins: [ownSubpaths],
});
rmSync(join(root, "dist/server"), { recursive: true, force: true });
renameSync(staging, join(root, "dist/server"));
