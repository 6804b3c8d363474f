import { basename } from "node:path";
import {
  arrows,
  engineNameHomes,
  indexHomes,
  longestFile,
  longestTest,
  migrationWords,
  packageHomes,
  separateSlices,
  vagueNames,
} from "./import-walls.ts";
import { type Import, importsOf, withoutComments } from "./module-imports.ts";

/** The project's modules: path from the root to source text. */
export type Modules = ReadonlyMap<string, string>;

/** Every break of a wall, as one sentence each that begins with the file. Test files may import what they like. */
export function wallViolations(modules: Modules): string[] {
  return [...modules].flatMap(([path, source]) => [
    ...nameViolations(path, source),
    ...(isTest(path) || !path.startsWith("src/") ? [] : codeViolations(path, source, modules)),
  ]);
}

function codeViolations(path: string, source: string, modules: Modules): string[] {
  return [
    ...importsOf(path, source).flatMap((found) => [
      ...arrowViolations(path, found),
      ...sliceViolations(path, found),
      ...packageViolations(path, found),
      ...webViolations(path, found, modules),
      ...migrationViolations(path, found),
    ]),
    ...purityViolations(path, source),
    ...engineViolations(path, source),
    ...environmentViolations(path, source),
  ];
}

/** The layer of a path: the folder below src, or the file itself for the composition root. */
function layerOf(path: string): string | undefined {
  return /^src\/([^/.]+)/.exec(path)?.[1];
}

function arrowViolations(path: string, { target }: Import): string[] {
  if (target.startsWith("test/")) return [`${path} imports ${target}: test support stays in tests`];
  const from = layerOf(path);
  const to = layerOf(target);
  if (from === undefined || to === undefined || from === to) return [];
  const allowed = arrows[from];
  if (!allowed) return [`${path} lies in the unknown layer ${from}`];
  return allowed.includes(to) ? [] : [`${path} imports ${target}: no arrow from ${from} to ${to}`];
}

function sliceViolations(path: string, { target }: Import): string[] {
  return separateSlices.flatMap((folder) => {
    const own = sliceIn(folder, path);
    const other = sliceIn(folder, target);
    return own && other && own !== other ? [`${path} imports ${target}: slices do not know each other`] : [];
  });
}

function sliceIn(folder: string, path: string): string | undefined {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1).split("/")[0] : undefined;
}

function packageViolations(path: string, { target }: Import): string[] {
  const homes = packageHomes[target];
  if (!homes || homes.some((home) => path.startsWith(home))) return [];
  return [`${path} imports ${target}: only ${homes.join(" and ")} may`];
}

/** The web takes the contract's types; values only from contract modules that do not bring the whole of zod along. */
function webViolations(path: string, found: Import, modules: Modules): string[] {
  if (layerOf(path) !== "web" || layerOf(found.target) !== "contract" || found.typeOnly) return [];
  if (!bringsZod(found.target, modules, new Set())) return [];
  return [`${path} imports ${found.target}: the web takes its types only (import type), it would load zod`];
}

function bringsZod(path: string, modules: Modules, seen: Set<string>): boolean {
  const source = modules.get(path);
  if (source === undefined || seen.has(path)) return false;
  seen.add(path);
  return importsOf(path, source).some(
    ({ specifier, target, typeOnly }) =>
      !typeOnly && (specifier === "zod" || specifier.startsWith("zod/v") || bringsZod(target, modules, seen)),
  );
}

/** Migrations are frozen, so they lean on nothing but the words they are written in, which may only grow. */
function migrationViolations(path: string, { target }: Import): string[] {
  const folder = "src/storage/migrations/";
  if (!path.startsWith(folder) || indexHomes.includes(path) || !target.startsWith("src/")) return [];
  if (migrationWords.includes(target)) return [];
  return [`${path} imports ${target}: a migration imports its words only`];
}

const impure: readonly [RegExp, string][] = [
  [/\bDate\.now\b/, "Date.now"],
  [/\bnew Date\(\s*\)/, "new Date()"],
  [/\bMath\.random\b/, "Math.random"],
  [/\bfrom\s*["']node:/, "a module of Node"],
  [/\bprocess\./, "process"],
];

function purityViolations(path: string, source: string): string[] {
  if (layerOf(path) !== "domain") return [];
  const code = withoutComments(source);
  return impure
    .filter(([pattern]) => pattern.test(code))
    .map(([, name]) => `${path} uses ${name}: the domain is pure, such things are arguments`);
}

function engineViolations(path: string, source: string): string[] {
  if (engineNameHomes.some((home) => path.startsWith(home))) return [];
  const named = /["'`](sqlite|postgres)["'`]/.exec(withoutComments(source));
  return named ? [`${path} names the engine ${named[1]}: only ${engineNameHomes.join(", ")} may`] : [];
}

function environmentViolations(path: string, source: string): string[] {
  if (path === "src/config/env.ts" || !/\bprocess\.env\b/.test(withoutComments(source))) return [];
  return [`${path} reads process.env: only src/config/env.ts does`];
}

function nameViolations(path: string, source: string): string[] {
  const words = basename(path).split(/[-.]/);
  const vague = words.find((word) => vagueNames.includes(word));
  const lines = source.split("\n").length - 1;
  const longest = isTest(path) ? longestTest : longestFile;
  return [
    ...(vague ? [`${path} is called ${vague}: name it after what it does`] : []),
    ...(/^index\.[jt]sx?$/.test(basename(path)) && !indexHomes.includes(path)
      ? [`${path} is an index: import from the file itself`]
      : []),
    ...(lines > longest ? [`${path} has ${lines} lines: ${longest} at most`] : []),
  ];
}

function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}
