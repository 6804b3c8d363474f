import { afterEach, expect, test } from "vitest";
import { pageFaults } from "#test/support/page-checks.ts";
import { goTo } from "#test/support/screens.ts";
import { phone, startWebApp, type WebApp } from "#test/support/web-app.ts";

let app: WebApp | undefined;

afterEach(async () => {
  await app?.close();
  app = undefined;
});

test("without passwords every screen says that the account is temporary and how to protect it", async () => {
  app = await startWebApp({ AUTH_MODE: "username" });
  await app.visit({ width: phone }, async (page) => {
    await page.getByLabel("Username").fill("Kim");
    await page.getByRole("button", { name: "Join" }).click();
    await page.getByLabel("What are you avoiding?").waitFor();
    const notice = page.getByText(/temporary account without a password/u);
    for (const place of ["Today", "Tasks", "Done", "Settings"] as const) {
      await goTo(page, place);
      await notice.waitFor();
      await page.getByRole("link", { name: "Protect it" }).waitFor();
      expect(await pageFaults(page)).toEqual([]);
    }
    await page.getByRole("link", { name: "Protect it" }).click();
    await page.getByLabel("Password").fill("a few words of Kim");
    await page.getByRole("button", { name: "Add a password" }).click();
    await page.getByText("Protected. You can now sign in anywhere").waitFor();
    await notice.waitFor({ state: "detached" });
  });
});

test("a place that takes no new people says so kindly and still lets its own people in", async () => {
  app = await startWebApp({ REGISTRATION: "closed" });
  await app.visit({ width: phone }, async (page) => {
    await page.getByText("This place takes no new people at the moment.").waitFor();
    expect(await page.getByRole("button", { name: "Try it" }).count()).toBe(0);
    expect(await pageFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "I have an account: sign in" }).click();
    await page.getByLabel("Username").waitFor();
  });
});

test("a full place says so kindly", async () => {
  app = await startWebApp({ MAX_USERS: "1" });
  await app.visit({ width: phone }, async (page) => {
    await page.getByRole("button", { name: "Try it" }).click();
    await page.getByLabel("What are you avoiding?").waitFor();
  });
  await app.visit({ width: phone }, async (page) => {
    await page.getByText("There is no room for another person just now.").waitFor();
    expect(await page.getByRole("button", { name: "Try it" }).count()).toBe(0);
  });
});
