import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  answer,
  everyWord,
  goTo,
  goToFinish,
  scale,
  startTask,
  tryIt,
  typeTask,
} from "#test/support/screens.ts";
import { desk, phone, startWebApp, type WebApp } from "#test/support/web-app.ts";

let app: WebApp;

beforeAll(async () => {
  app = await startWebApp();
});

afterAll(() => app?.close());

const seconds = async (page: Page) => {
  const clock = (await page.getByRole("timer").textContent()) ?? "";
  return clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
};

/** What was just said lies over the lower end of a phone's screen until it goes or is closed. */
async function closeToasts(page: Page): Promise<void> {
  const close = page.getByRole("button", { name: "Close", exact: true });
  while ((await close.count()) > 0) await close.first().click();
}

describe.each([phone, desk])("at %i px", (width) => {
  test("from a first visit to what one feared beside what it was", async () => {
    await app.visit({ width }, async (page) => {
      await tryIt(page);
      await typeTask(page, "Call the dentist");
      await startTask(page, "Call the dentist", 80);
      await page.waitForFunction(
        () => !document.querySelector('[role="timer"]')?.textContent?.endsWith("00"),
      );
      await page.reload();
      expect(await seconds(page)).toBeGreaterThan(0);

      await page.getByRole("button", { name: "Pause", exact: true }).click();
      await page.getByLabel("Why, if you like").fill("the door bell");
      await page.getByRole("button", { name: "Pause it" }).click();
      await page.getByRole("button", { name: "Go on" }).click();
      await page.getByRole("button", { name: "Pause", exact: true }).waitFor();

      await goToFinish(page);
      expect(await everyWord(page)).not.toMatch(/\b80\b/u);
      expect(await scale(page, "How bad was it really?").getAttribute("aria-valuetext")).toBe("not answered");
      await answer(page, "How bad was it really?", 35);
      await page.getByRole("button", { name: "Finish" }).click();
      await page.getByText("You expected 80. It was 35.").waitFor();

      await page.getByRole("link", { name: "Back to today" }).click();
      await page.getByRole("link", { name: "Start Call the dentist" }).click();
      await page.getByText("Call the dentist, 1 time").waitFor();
      await page.getByText("Last time you feared 80. It felt 35. Fear was higher in 1 of 1.").waitFor();
      expect(await page.locator("figure circle").count()).toBe(2);
    });
  });

  test("what is finished can be changed, taken back, reopened, deleted and restored", async () => {
    await app.visit({ width }, async (page) => {
      await tryIt(page);
      await typeTask(page, "Tax letter");
      await startTask(page, "Tax letter", 70);
      await goToFinish(page);
      await answer(page, "How bad was it really?", 20);
      await page.getByRole("button", { name: "Finish" }).click();
      await page.getByText("You expected 70. It was 20.").waitFor();

      await goTo(page, "Done");
      await page.getByRole("link", { name: "Tax letter" }).click();
      await page.getByRole("button", { name: "Edit" }).click();
      await answer(page, "How bad was it really?", 45);
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("You expected 70. It was 45.").waitFor();

      await closeToasts(page);
      await page.getByText("History of changes").click();
      await page.getByText("Edited", { exact: true }).waitFor();
      expect(await page.getByText(/Dread.*20.*45/u).count()).toBe(1);

      await page.getByRole("button", { name: "Take back the last edit" }).click();
      await page.getByText("You expected 70. It was 20.").waitFor();

      await page.getByRole("button", { name: "Reopen" }).click();
      await page.getByRole("button", { name: "Go on" }).click();
      await goToFinish(page);
      await answer(page, "How bad was it really?", 30);
      await page.getByRole("button", { name: "Finish" }).click();
      await page.getByText("You expected 70. It was 30.").waitFor();

      await goTo(page, "Done");
      await page.getByRole("link", { name: "Tax letter" }).click();
      await page.getByRole("button", { name: "Delete" }).click();
      await page.getByRole("button", { name: "Restore" }).click();
      await page.getByRole("button", { name: "Delete" }).waitFor();
      await goTo(page, "Done");
      await page.getByRole("link", { name: "Tax letter" }).waitFor();
    });
  });

  test("a guest keeps everything by adding a name and a password, and finds it again", async () => {
    await app.visit({ width }, async (page) => {
      await tryIt(page);
      await typeTask(page, "Water the plants");
      await goTo(page, "Settings");
      await page.getByLabel("Username").fill(`keeper${width}`);
      await page.getByLabel("Password").fill("a few words of a keeper");
      await page.getByRole("button", { name: "Keep it" }).click();
      await page.getByText("Kept. You can now sign in anywhere with this name.").waitFor();
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("button", { name: "I have an account: sign in" }).click();
      await page.getByLabel("Username").fill(`KEEPER${width}`);
      await page.getByLabel("Password").fill("a few words of a keeper");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("link", { name: "Start Water the plants" }).waitFor();
      await goTo(page, "Settings");
      expect(await page.getByText(`keeper${width}`, { exact: true }).count()).toBe(1);
    });
  });
});

test("several goes can be open at once, and what is not for today goes without a fuss", async () => {
  await app.visit({ width: phone }, async (page) => {
    await tryIt(page);
    for (const name of ["Dishes", "Laundry"]) {
      await typeTask(page, name);
      await startTask(page, name, 50);
      await goTo(page, "Today");
    }
    await page.getByRole("timer").nth(1).waitFor();
    expect(await page.getByRole("timer").count()).toBe(2);
    await page.getByRole("link", { name: "Laundry" }).click();
    await page.getByRole("button", { name: "Not this" }).click();
    await page.getByText("Nothing is counted against you.").waitFor();
    await page.getByRole("button", { name: "Let it go" }).click();
    await page.getByText('"Laundry" was let go.').waitFor();
    await page.getByRole("link", { name: "Dishes" }).click();
    await page.getByRole("button", { name: "Later" }).click();
    await page.getByRole("button", { name: "Put it off" }).click();
    await page.getByText("Put off.").waitFor();
  });
});

test("a failed save keeps what was typed and saves it once the server is back", async () => {
  // A server that is starting answers 503 until it is ready.
  const expected =
    /ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_NETWORK_CHANGED|status of 503/u;
  await app.visit({ width: phone, expected }, async (page) => {
    await tryIt(page);
    await typeTask(page, "Write to Kim");
    await startTask(page, "Write to Kim", 60);
    await goToFinish(page);
    await answer(page, "How bad was it really?", 25);
    await app.killServer();
    await page.getByRole("button", { name: "Finish" }).click();
    await page.getByText("What you entered is kept; trying again.").waitFor();
    expect(await scale(page, "How bad was it really?").getAttribute("aria-valuetext")).toBe("25");
    await app.startAgain();
    await page.getByText("You expected 60. It was 25.").waitFor();

    await page.getByRole("link", { name: "Back to today" }).click();
    await page.getByLabel("What are you avoiding?").waitFor();
    await page.context().setOffline(true);
    await page.getByText("You are offline. What you type is kept.").waitFor();
    await page.getByLabel("What are you avoiding?").fill("Sort the papers");
    await page.getByLabel("What are you avoiding?").press("Enter");
    await page.getByText("saving", { exact: true }).waitFor();
    await page.context().setOffline(false);
    await page.getByRole("link", { name: "Start Sort the papers" }).waitFor();
    expect(await page.getByText("Sort the papers").count()).toBeLessThanOrEqual(2);
  });
});

test("a form that was left half filled in is as it was after a reload", async () => {
  await app.visit({ width: phone }, async (page) => {
    await tryIt(page);
    await typeTask(page, "Tidy the desk");
    await page.getByRole("link", { name: "Start Tidy the desk" }).click();
    await answer(page, "How much do you dread it?", 65);
    await page.reload();
    await page.getByText("What you entered earlier is still here.").waitFor();
    expect(await scale(page, "How much do you dread it?").getAttribute("aria-valuetext")).toBe("65");
  });
});

test("the whole loop goes by keyboard alone", async () => {
  await app.visit({ width: desk }, async (page) => {
    const tabTo = async (name: RegExp) => {
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press("Tab");
        const focused = await page.evaluate(() => {
          const element = document.activeElement;
          const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null;
          return label ?? element?.textContent ?? "";
        });
        if (name.test(focused)) return;
      }
      throw new Error(`Tab never comes to ${String(name)}.`);
    };
    await page.getByRole("button", { name: "Try it" }).waitFor();
    await tabTo(/^Try it$/u);
    await page.keyboard.press("Enter");
    await page.getByLabel("What are you avoiding?").waitFor();
    await tabTo(/What are you avoiding/u);
    await page.keyboard.type("Open the mail");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Start Open the mail" }).waitFor();
    await tabTo(/^Start Open the mail$/u);
    await page.keyboard.press("Enter");
    await scale(page, "How much do you dread it?").waitFor();
    await tabTo(/How much do you dread it/u);
    await page.keyboard.press("End");
    await tabTo(/^Start$/u);
    await page.keyboard.press("Enter");
    await page.getByRole("timer").waitFor();
    await tabTo(/^Done with it$/u);
    await page.keyboard.press("Enter");
    await scale(page, "How bad was it really?").waitFor();
    await tabTo(/How bad was it really/u);
    await page.keyboard.press("Home");
    await tabTo(/^Finish$/u);
    await page.keyboard.press("Enter");
    const sentence = page.getByText("You expected 100. It was 0.");
    await sentence.waitFor();
    expect(await sentence.isVisible()).toBe(true);
  });
});
