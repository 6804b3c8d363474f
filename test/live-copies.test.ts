import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

// A copy of a SQLite file that is being written to is torn: pages of two moments, without what is still in its -wal. So no code
// of ours copies files, but for those named here; copies of a database are archives, read in one transaction.

const root = fileURLToPath(new URL("..", import.meta.url));

/** What of Node's file system hands on the bytes of a whole file. */
const copying = ["copyFile", "copyFileSync", "cp", "cpSync", "createReadStream"];

/** Who may, and why that is never a database of ours in use. */
const allowed: Readonly<Record<string, string>> = {
  "src/archive/backup/lock-archive.ts": "encrypts and measures a finished archive",
  "src/archive/portable/read-archive.ts": "reads an archive",
  "src/archive/predecessor/read/database-tables.ts":
    "the predecessor's file, which a person hands over; copied with its -wal, checked to be unchanged meanwhile",
  "src/features/export/routes.ts": "sends a finished export",
  "src/features/server/download-backup.ts": "sends a finished archive",
};

/** Modules that know of the files beside a database: whoever copies one by hand has to name them. */
const knowLogs = [
  "src/archive/places/",
  "src/archive/predecessor/",
  "src/archive/replication/",
  "src/archive/rescue/",
  "src/config/data-folder.ts",
  "src/storage/dialect/",
];

function violations(path: string, source: string): string[] {
  const code = source.replaceAll(/\/\*.*?\*\/|^\s*\/\/.*$/gms, "");
  const found: string[] = [];
  for (const [, clause = ""] of code.matchAll(/import\s+([^;]*?)\s+from\s+"(?:node:)?fs(?:\/promises)?"/g)) {
    const names = clause.match(/\w+/g) ?? [];
    // All of it at once would hide what is used.
    if (!clause.includes("{")) found.push(`${path} imports all of the file system`);
    const used = names.filter((name) => copying.includes(name));
    if (used.length > 0 && !(path in allowed)) found.push(`${path} imports ${used.join(", ")}`);
  }
  if (/import\(\s*"(?:node:)?fs/.test(code)) found.push(`${path} loads the file system where nobody looks`);
  if (/-wal\b/.test(code) && !knowLogs.some((home) => path.startsWith(home)) && !(path in allowed)) {
    found.push(`${path} deals with a database's log`);
  }
  return found;
}

/** Lines of scripts and guides that copy a database's file as it lies there. */
function copiedByHand(text: string): string[] {
  const lines = text.split("\n");
  return lines.filter((line) => /^\s*(sudo )?(cp|rsync|scp|tar|dd)\s.*(\.db\b|sqlite)/.test(line));
}

describe("no copy of a live database file", () => {
  test("is made by any module", () => {
    const paths = globSync("src/**/*.{ts,tsx}", { cwd: root }).filter((path) => !/\.test\.tsx?$/.test(path));
    expect(paths.length).toBeGreaterThan(100);
    expect(paths.flatMap((path) => violations(path, readFileSync(`${root}${path}`, "utf8")))).toEqual([]);
  });

  test("is allowed to modules that are no more", () => {
    const gone = Object.keys(allowed).filter((path) => {
      const [source] = globSync(path, { cwd: root });
      const used = source === undefined ? "" : readFileSync(`${root}${source}`, "utf8");
      return !copying.some((name) => used.includes(name));
    });
    expect(gone).toEqual([]);
  });

  test("is advised by any script or guide", () => {
    const paths = globSync("{deploy,docs,scripts,bin}/**/*", { cwd: root, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`)
      .filter((path) => /\.(md|sh|mjs|js|ts|ya?ml|conf|service|timer)$|Dockerfile/.test(path));
    const found = paths.flatMap((path) =>
      copiedByHand(readFileSync(path, "utf8")).map((line) => [path, line]),
    );
    expect(paths.length).toBeGreaterThan(5);
    expect(found).toEqual([]);
  });

  test.each([
    ["by name", `import { copyFile } from "node:fs/promises";`],
    ["under another name", `import { mkdir, cp as take } from "node:fs/promises";`],
    ["over several lines", `import {\n  stat,\n  createReadStream,\n} from "node:fs";`],
    ["with all of fs", `import fs from "node:fs";`],
    ["with a namespace", `import * as files from "fs";`],
    ["loaded later", `const fs = await import("node:fs/promises");`],
    ["by its log", `await rename(path + "-wal", kept);`],
  ])("that is planted %s is found", (_how, source) => {
    expect(violations("src/archive/planted.ts", source)).toHaveLength(1);
  });

  test("in a planted script is found", () => {
    expect(
      copiedByHand("cp data/task_aversion.db /backup/\n  sudo rsync -a data/mine.db host:"),
    ).toHaveLength(2);
    expect(copiedByHand("cp task_aversion_data.zip /tmp")).toEqual([]);
  });
});
