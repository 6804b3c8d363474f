import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pageFaults } from "#test/support/page-checks.ts";
import { answer, goTo, goToFinish, startTask, tryIt, typeTask } from "#test/support/screens.ts";
import { desk, phone, startWebApp, type WebApp } from "#test/support/web-app.ts";

let app: WebApp;
let folder: string;

beforeAll(async () => {
  app = await startWebApp();
  folder = await mkdtemp(join(tmpdir(), "tas-restore-e2e-"));
});

afterAll(async () => {
  await app?.close();
  await rm(folder, { recursive: true, force: true });
});

async function downloadEverything(page: Page, path: string): Promise<void> {
  await goTo(page, "Settings");
  const begun = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download everything" }).click();
  const file = await begun;
  expect(file.suggestedFilename()).toMatch(/^task_aversion_archive_\d{8}_\d{6}\.ndjson\.gz$/u);
  await file.saveAs(path);
}

/** Chooses a file and waits until the app says what would happen. */
async function lookAt(page: Page, path: string): Promise<void> {
  await goTo(page, "Settings");
  await page.getByRole("link", { name: "Restore my data, or bring it from elsewhere" }).click();
  await page.locator("input[type=file]").setInputFiles(path);
  await page.getByRole("heading", { name: "What would happen" }).waitFor();
}

describe.each([phone, desk])("at %i px", (width) => {
  test("everything is downloaded, comes back to an account that has lost it, and can be taken out again", async () => {
    const path = join(folder, `${width}.ndjson.gz`);
    await app.visit({ width }, async (page) => {
      await tryIt(page);
      await typeTask(page, "Call the dentist");
      await startTask(page, "Call the dentist", 80);
      await goToFinish(page);
      await answer(page, "How bad was it really?", 35);
      await page.getByRole("button", { name: "Finish" }).click();
      await page.getByText("You expected 80. It was 35.").waitFor();
      await downloadEverything(page, path);
      expect(await pageFaults(page)).toEqual([]);
      // Nothing is missing here, so nothing would come.
      await lookAt(page, path);
      await page.getByText("Everything in it is here already.").waitFor();
    });
    // A new account, and only the file is left.
    await app.visit({ width }, async (page) => {
      await tryIt(page);
      await lookAt(page, path);
      expect(await pageFaults(page)).toEqual([]);
      expect(await page.getByLabel("Times in these files are in").count()).toBe(0);
      await page.getByRole("button", { name: "Bring it in" }).click();
      await page.getByText("It is here.").waitFor();
      expect(await pageFaults(page)).toEqual([]);
      const imported = page.url();
      await goTo(page, "Done");
      await page.getByRole("link", { name: "Call the dentist" }).click();
      await page.getByText("80").first().waitFor();
      await page.goto(imported);
      await page.getByRole("button", { name: "Undo this import" }).click();
      await page.getByText("The import is undone.").waitFor();
      await goTo(page, "Tasks");
      expect(await page.getByRole("link", { name: "Call the dentist" }).count()).toBe(0);
    });
  });
});
