import { spawn } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const password = "a few quiet words";
/** Of bsdutils, which every Debian and Ubuntu has. */
const terminalProgram = "script";
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-docs-"));
  await mkdir(join(folder, "bin"));
  // In the place of the launcher, which would install and build first.
  const npx = `#!/bin/sh\nshift\nexec "${process.execPath}" "${root}src/cli/tas.ts" "$@"\n`;
  await writeFile(join(folder, "bin/npx"), npx);
  await chmod(join(folder, "bin/npx"), 0o755);
  const archive = join(root, "test/fixtures/predecessor/export.zip");
  await copyFile(archive, join(folder, "task_aversion_data.zip"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function documented(): Promise<string[]> {
  const text = await readFile(join(root, "docs/host/command-line.md"), "utf8");
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gmsu)].map(([, block = ""]) => block);
  return blocks.flatMap((block) => block.trimEnd().split("\n"));
}

/** Runs a line on a terminal (which another program gives it) and types the password whenever it is asked for. */
function typed(line: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(terminalProgram, ["--quiet", "--return", "--command", line, "/dev/null"], {
      cwd: folder,
      env: {
        PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`,
        SHELL: "/bin/sh",
        NEW_PASSWORD: password,
      },
    });
    let output = "";
    let answered = 0;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const asked = output.match(/(Password|The same again): /gu)?.length ?? 0;
      for (; answered < asked; answered++) child.stdin.write(`${password}\r`);
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

test("every documented command works as it stands there, one after the other", async () => {
  const lines = await documented();
  expect(lines.length).toBeGreaterThan(8);
  // It would not end; that it serves is tested by itself.
  const ending = lines.filter((line) => line !== "npx tas serve");
  for (const line of ending) {
    const { code, output } = await typed(line);
    expect({ line, code, output: code === 0 ? "" : output }).toEqual({ line, code: 0, output: "" });
    expect(output).not.toContain(password);
  }
}, 300_000);
