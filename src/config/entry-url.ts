/**
 * The file of a program entry, for `new Worker(entryUrl("archive/import-worker"))`.
 * `name` is the path below src without its ending: src/archive/import-worker.ts. Run from the sources it is that file;
 * in the bundle every entry lies flat beside this code, so it is import-worker.js. The build takes up each
 * `*-worker.ts` by its name; two of the same name stop the build.
 */
export function entryUrl(name: string): URL {
  if (import.meta.url.endsWith(".ts")) return new URL(`../${name}.ts`, import.meta.url);
  return new URL(`./${name.slice(name.lastIndexOf("/") + 1)}.js`, import.meta.url);
}

/** The folder of the built web app, beside the server's, wherever this code runs from. */
export function builtWeb(): string {
  const fromSources = import.meta.url.endsWith(".ts");
  return new URL(fromSources ? "../../dist/web" : "../web", import.meta.url).pathname;
}
