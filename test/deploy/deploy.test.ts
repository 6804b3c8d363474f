import { globSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectFolder, runTool, whyWithout } from "./run-tool.ts";
import { nginxSettings, unitsIn } from "./server-files.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-deploy-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const inProject = (...patterns: string[]) =>
  patterns.flatMap((path) => globSync(path, { cwd: projectFolder }));
const scripts = inProject("deploy/**/*.{sh,bash}", "deploy/rehearsal/run", "scripts/release", ".ci/*");
const suites = inProject("deploy/test/*.bats");

const noShellcheck = whyWithout("shellcheck");
test.skipIf(noShellcheck !== "")(`shellcheck has nothing to say about the scripts${noShellcheck}`, () => {
  expect(scripts.length).toBeGreaterThan(20);
  expect(runTool("shellcheck", ["-x", ...scripts])).toMatchObject({ code: 0, stdout: "" });
});

test("every script ends at the first failure, and those in parts are not run by themselves", async () => {
  for (const path of scripts) {
    const text = await readFile(join(projectFolder, path), "utf8");
    const ends = /^set -(?:Ee|e)u(?:o pipefail)?$|^set -eu$/mu.test(text);
    expect(text.startsWith("#!") ? ends : /^# shellcheck shell=bash/mu.test(text), path).toBe(true);
  }
});

const noBats = whyWithout("bats");
describe.skipIf(noBats !== "")(`scripts on machines that only seem to be there${noBats}`, () => {
  test.each(suites)("%s", { timeout: 180_000 }, (suite) => {
    const { code, stdout } = runTool("bats", ["--tap", suite]);
    expect(stdout).not.toMatch(/^not ok/mu);
    expect(code).toBe(0);
  });
});

const noSystemd = whyWithout("systemd-analyze");
describe.skipIf(noSystemd !== "")(`the units${noSystemd}`, () => {
  test("systemd has nothing to say about them", async () => {
    const units = await unitsIn(folder);
    expect(units).toHaveLength(3);
    expect(runTool("systemd-analyze", ["verify", "--man=no", ...units])).toMatchObject({
      code: 0,
      stderr: "",
    });
  });

  test("and would name a misspelt line", async () => {
    const units = await unitsIn(folder, (text) => text.replace("ProtectHome=", "ProtectHouse="));
    expect(runTool("systemd-analyze", ["verify", "--man=no", ...units]).stderr).toContain("ProtectHouse");
  });

  test("each is walled in: an exposure of 2.0 at most", async () => {
    const words = ["security", "--offline=true", "--no-pager", "--threshold=20"];
    for (const unit of await unitsIn(folder))
      expect(runTool("systemd-analyze", [...words, unit]).code, unit).toBe(0);
    const [open] = await unitsIn(folder, (text) => text.replace(/^(?:Protect|System|Restrict).*\n/gmu, ""));
    expect(runTool("systemd-analyze", [...words, open ?? ""]).code).toBe(1);
  });
});

const noNginx = whyWithout("nginx", "-v") || whyWithout("openssl", "version");
describe.skipIf(noNginx !== "")(`the settings of nginx${noNginx}`, () => {
  const sayOf = (main: string) => runTool("nginx", ["-t", "-q", "-p", folder, "-e", "stderr", "-c", main]);

  test.each(["https", "plain", "waiting"])("are right for the %s site", async (site) => {
    expect(sayOf(await nginxSettings(folder, site))).toMatchObject({ code: 0, stderr: "" });
  });

  test("and a wrong line would be named", async () => {
    const main = await nginxSettings(folder, "https", (text) => text.replace("http {", "http {\ngzzip on;"));
    expect(sayOf(main)).toMatchObject({ code: 1, stderr: expect.stringContaining("gzzip") });
  });
});
