import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServerView } from "#contract/server.ts";
import type { TaskView } from "#contract/task.ts";
import { everyone, openDatabase } from "#storage/database.ts";
import { updateAccount } from "#storage/user-account.ts";
import { Client } from "#test/support/client.ts";
import { pageFaults } from "#test/support/page-checks.ts";
import { goTo } from "#test/support/screens.ts";
import { desk, phone, startWebApp, type WebApp } from "#test/support/web-app.ts";

let app: WebApp;
let admin: Client;

beforeAll(async () => {
  app = await startWebApp();
  admin = new Client(app.url);
  const { id } = await admin.signUp("ann");
  const database = await openDatabase(app.place);
  await database.write(everyone, (tx) => updateAccount(tx, id, { role: "admin" }));
  await database.close();
  await admin.post("/tasks", { name: "Call the dentist" });
});

afterAll(() => app?.close());

const tasks = async () =>
  (await admin.get<{ items: TaskView[] }>("/tasks")).body.items.map(({ name }) => name).sort();

const notice = async () => (await admin.get<ServerView>("/server")).body.notice?.text;

// While the data is replaced the server answers 503 for a moment, and Chromium writes that down.
const awhile = /^Failed to load resource: .* 503 /u;

test("an admin makes a backup, sees it proven, downloads it and puts it back, all on one page", async () => {
  await app.visit({ width: desk, client: admin, expected: awhile }, async (page) => {
    await goTo(page, "Settings");
    await page.getByRole("link", { name: "Backups, and where the data is" }).click();
    await page.getByRole("heading", { level: 1, name: "This server" }).waitFor();
    await page.getByText("None yet. Make one below").waitFor();
    await page.getByText("Backups will be listed here").waitFor();

    await page.getByRole("button", { name: "Make a backup now" }).click();
    await page.getByText("The backup is made and proven.").waitFor({ timeout: 30_000 });
    await page.getByText(/^just now, \d+ rows, in 1 place$/u).waitFor();
    await page.getByRole("cell", { name: "by hand" }).or(page.getByText("by hand")).first().waitFor();

    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: /^Download, backup of/u }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^\d{4}-\d{2}-\d{2}T.*\.ndjson\.gz$/u);
    expect(gunzipSync(await readFile(await download.path())).toString()).toContain("Call the dentist");

    await admin.post("/tasks", { name: "Tax letter" });
    expect(await tasks()).toEqual(["Call the dentist", "Tax letter"]);
    await page.getByRole("button", { name: /^Restore, backup of/u }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("a backup of the present state is made first").waitFor();
    const go = dialog.getByRole("button", { name: "Restore it" });
    expect(await go.isDisabled()).toBe(true);
    await dialog.getByLabel("Type the word restore to go on").fill("restore");
    await go.click();
    await page.getByText("The backup is in place.").waitFor({ timeout: 30_000 });
    await page.getByText("before a restore").waitFor();
    expect(await tasks()).toEqual(["Call the dentist"]);

    await page
      .getByRole("button", { name: /^Prove, backup of/u })
      .last()
      .click();
    await page
      .getByText("It was restored for a trial, and every row was the same.")
      .waitFor({ timeout: 30_000 });
  });
}, 120_000);

test("the line for everybody is set and taken away by keyboard", async () => {
  await app.visit({ width: phone, client: admin, path: "/server" }, async (page) => {
    await page.getByLabel("The line").focus();
    await page.keyboard.type("The server is away from 20:00 to 20:30.");
    await page.keyboard.press("Enter");
    // The restore before has left a line of its own.
    await page.getByText("Everybody sees it now.").waitFor();
    expect(await notice()).toBe("The server is away from 20:00 to 20:30.");
    await page.getByRole("button", { name: "Take it away" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Show it", exact: true }).waitFor();
    expect(await notice()).toBeUndefined();
  });
});

test("who is no admin finds no way there, and nothing is there for them", async () => {
  const ben = new Client(app.url);
  await ben.signUp("ben");
  await app.visit({ client: ben }, async (page) => {
    await goTo(page, "Settings");
    expect(await page.getByRole("link", { name: "Backups, and where the data is" }).count()).toBe(0);
    await page.goto(`${app.url}/server`);
    await page.getByText("This page is for admins of this place.").waitFor();
  });
});

test("an admin reads how the browser reaches the server", async () => {
  await app.visit({ width: desk, client: admin, path: "/server" }, async (page) => {
    const part = page.getByRole("region", { name: "Connection" });
    await part.getByText(/^The request came directly, for http:/u).waitFor();
    await part.getByText(app.url, { exact: true }).waitFor();
    const cookies = part.getByText("Kept, and also sent over connections that are not encrypted.");
    expect(await cookies.isVisible()).toBe(true);
  });
});

test("a proxy that is not believed is named there, with the line to write", async () => {
  await app.visit({ width: phone, client: admin }, async (page) => {
    await page.setExtraHTTPHeaders({ "x-forwarded-for": "203.0.113.5", "x-forwarded-proto": "https" });
    await page.goto(`${app.url}/server`);
    const part = page.getByRole("region", { name: "Connection" });
    await part.getByText("TRUSTED_PROXIES=127.0.0.0/8,::1/128", { exact: true }).waitFor();
    await part.getByText("x-forwarded-for: 203.0.113.5").waitFor();
    expect(await pageFaults(page)).toEqual([]);
  });
});

const looks = [phone, desk].flatMap((width) =>
  (["light", "dark"] as const).map((theme) => ({ width, theme })),
);

test.each(looks)("every admin can use it at $width px, $theme", async (look) => {
  await app.visit({ ...look, client: admin, path: "/server" }, async (page) => {
    await page
      .getByRole("button", { name: /^Restore, backup of/u })
      .first()
      .waitFor();
    expect(await pageFaults(page)).toEqual([]);
    await page
      .getByRole("button", { name: /^Restore, backup of/u })
      .first()
      .click();
    await page.getByRole("dialog").waitFor();
    expect(await pageFaults(page)).toEqual([]);
  });
});
