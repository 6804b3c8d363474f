import type { Browser, LaunchOptions } from "playwright-core";
import { chromium } from "playwright-core";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { access, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;

const flags = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Only root cannot have the sandbox.
  ...(isRoot ? ["--no-sandbox"] : []),
];

const parts = ["chromium", "fonts.conf", "fonts/fonts", "al2023/lib/libnss3.so"];

interface Installed {
  executablePath: string;
  env: Record<string, string>;
}

let installed: Promise<Installed> | undefined;

/** A browser for the tests: the one inside the npm package, or the one that `CHROMIUM` names. */
export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const { executablePath, env } = await installedChromium();
  const args = [...flags, ...(options.args ?? [])];
  return chromium.launch({ ...options, executablePath, args, env: { ...process.env, ...env } });
}

/** Unpacks the browser once per machine and user, and sees to the libraries it needs; cheap after the first time. */
export function installedChromium(): Promise<Installed> {
  installed ??= findChromium();
  return installed;
}

async function findChromium(): Promise<Installed> {
  const named = process.env["CHROMIUM"];
  if (named) {
    await access(named).catch(() => {
      throw new Error(`CHROMIUM names ${named}, which does not exist.`);
    });
    return { executablePath: named, env: {} };
  }
  const folder = await unpacked();
  const executablePath = join(folder, "chromium");
  const env: Record<string, string> = {};
  if (!existsSync("/etc/fonts/fonts.conf")) env["FONTCONFIG_FILE"] = join(folder, "fonts.conf");
  if (await starts(executablePath, env)) return { executablePath, env };
  // The package brings the two libraries that a bare system lacks.
  const bundled = { ...env, LD_LIBRARY_PATH: join(folder, "al2023/lib") };
  if (await starts(executablePath, bundled)) return { executablePath, env: bundled };
  if (isRoot) await installLibraries();
  if (await starts(executablePath, env)) return { executablePath, env };
  throw new Error(
    "The test browser does not start: install the packages libnss3 and libnspr4, or set CHROMIUM.",
  );
}

async function unpacked(): Promise<string> {
  const source = dirname(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")));
  const described: { version: string } = JSON.parse(await readFile(join(source, "package.json"), "utf8"));
  const cached = join(tmpdir(), `tas-chromium-${described.version}-${process.getuid?.()}`);
  // Systems that tidy their temporary folder may have taken a part of it.
  if (parts.every((part) => existsSync(join(cached, part)))) return cached;
  await rm(cached, { recursive: true, force: true });
  const staging = await mkdtemp(join(tmpdir(), "tas-chromium-staging-"));
  // In a process of its own, because the package unpacks to wherever TMPDIR points.
  const program = `
    import chromium, { inflate } from "@sparticuz/chromium";
    await chromium.executablePath();
    await inflate(${JSON.stringify(join(source, "bin/al2023.tar.br"))});`;
  await run(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: source,
    env: { ...process.env, TMPDIR: staging },
  });
  await writeFile(
    join(staging, "fonts.conf"),
    `<fontconfig><dir>${join(cached, "fonts")}</dir></fontconfig>\n`,
  );
  await rename(staging, cached).catch(() => rm(staging, { recursive: true, force: true }));
  return cached;
}

async function starts(executablePath: string, env: Record<string, string>): Promise<boolean> {
  return run(executablePath, ["--version"], { env: { ...process.env, ...env } }).then(
    () => true,
    () => false,
  );
}

async function installLibraries(): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    await run("apt-get", ["update", "-qq"], { env });
    await run("apt-get", ["install", "-qq", "-y", "--no-install-recommends", "libnss3", "libnspr4"], { env });
  } catch {
    // Whether it helped shows at the next start of the browser.
  }
}
