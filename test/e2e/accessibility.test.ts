import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { InstanceView } from "#contract/instance.ts";
import type { TaskView } from "#contract/task.ts";
import { Client } from "#test/support/client.ts";
import { pageFaults, sidewaysFault } from "#test/support/page-checks.ts";
import { desk, phone, startWebApp, type WebApp } from "#test/support/web-app.ts";

let app: WebApp;

interface Screen {
  readonly name: string;
  readonly path: string;
  /** Opens what is folded away or asked in between. */
  readonly open?: (page: Page) => Promise<void>;
}

beforeAll(async () => {
  app = await startWebApp();
});

afterAll(() => app?.close());

/** A guest of their own, because the server counts what each person reads. */
async function somebody(): Promise<{ client: Client; screens: Screen[] }> {
  const client = new Client(app.url);
  await client.guest();
  return { client, screens: screensOf(await fill(client)) };
}

/** One of everything a screen can show. */
async function fill(person: Client) {
  const task = async (name: string) => (await person.post<TaskView>("/tasks", { name })).body.id;
  const plan = async (taskId: string, more = {}) =>
    (await person.post<InstanceView>("/instances", { taskId, ...more })).body.id;
  const forecast = { aversion: 80, relief: 60, minutes: 20 };
  const done = async (taskId: string) => {
    const id = await plan(taskId);
    await person.post(`/instances/${id}/start`, { forecast });
    await person.post(`/instances/${id}/complete`, {
      outcome: { aversion: 35, relief: 70, completion: 100 },
      note: "It went well enough.",
    });
    return id;
  };
  const dentist = await task("Call the dentist");
  const finished = await done(dentist);
  await person.patch(`/instances/${finished}`, { outcome: { aversion: 40 } });
  await done(dentist);
  const letter = await task(
    "A tax letter with a name so long that it has to go over more than one line on a phone",
  );
  const cancelled = await plan(letter);
  await person.post(`/instances/${cancelled}/cancel`, { category: "other", reason: "not mine after all" });
  const removed = await done(letter);
  await person.delete(`/instances/${removed}`);
  const running = await plan(await task("Sort the papers"));
  await person.post(`/instances/${running}/start`, { forecast });
  const paused = await plan(await task("Water the plants"));
  await person.post(`/instances/${paused}/start`, { forecast });
  await person.post(`/instances/${paused}/pause`, { reason: "the door bell" });
  await plan(await task("Pay the rent"), { dueAt: new Date(Date.now() - 3 * 86_400_000).toISOString() });
  await person.post("/areas", { name: "home" });
  return { dentist, finished, cancelled, removed, running, paused };
}

function screensOf(made: Awaited<ReturnType<typeof fill>>): Screen[] {
  const unfold = async (page: Page) => {
    await page.evaluate(() => {
      for (const fold of document.querySelectorAll("details")) fold.open = true;
    });
  };
  const press = (name: string) => async (page: Page) => {
    await page.getByRole("button", { name, exact: true }).first().click();
    await page.getByRole("dialog").waitFor();
  };
  return [
    { name: "Today", path: "/" },
    { name: "Tasks", path: "/tasks" },
    { name: "a task", path: `/tasks/${made.dentist}`, open: unfold },
    { name: "deleting a task", path: `/tasks/${made.dentist}`, open: press("Delete") },
    { name: "starting", path: `/tasks/${made.dentist}/start`, open: unfold },
    { name: "a running go", path: `/instances/${made.running}` },
    { name: "pausing", path: `/instances/${made.running}`, open: press("Pause") },
    { name: "putting off", path: `/instances/${made.running}`, open: press("Later") },
    { name: "letting go", path: `/instances/${made.running}`, open: press("Not this") },
    { name: "a paused go", path: `/instances/${made.paused}` },
    { name: "finishing", path: `/instances/${made.running}/finish`, open: unfold },
    { name: "the reveal", path: `/instances/${made.finished}/reveal` },
    { name: "a finished go", path: `/instances/${made.finished}`, open: unfold },
    {
      name: "editing a finished go",
      path: `/instances/${made.finished}`,
      open: async (page) => {
        await page.getByRole("button", { name: "Edit", exact: true }).click();
        await unfold(page);
      },
    },
    { name: "a go let go", path: `/instances/${made.cancelled}` },
    { name: "a deleted go", path: `/instances/${made.removed}` },
    { name: "Done", path: "/done", open: unfold },
    { name: "Settings", path: "/settings", open: unfold },
    { name: "bringing data", path: "/import" },
    { name: "an address of nothing", path: "/nothing/here" },
  ];
}

/** The screen stands still: read, drawn, and opened where it is folded. */
async function settle(page: Page, screen: Screen): Promise<void> {
  await untilLoaded(page);
  await screen.open?.(page);
  await untilLoaded(page);
}

async function untilLoaded(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const places = [...document.querySelectorAll("output")];
    const waiting = places.some(
      (place) => place.checkVisibility() && place.textContent?.startsWith("Loading"),
    );
    return document.querySelector("nav ~ * h1") !== null && !waiting;
  });
}

const looks = [phone, desk].flatMap((width) =>
  (["light", "dark"] as const).map((theme) => ({ width, theme })),
);

test.each(looks)("everybody can use every screen at $width px, $theme", async (look) => {
  const { client, screens } = await somebody();
  const faults: Record<string, string[]> = {};
  await app.visit({ ...look, client }, async (page) => {
    for (const screen of screens) {
      await page.goto(app.url + screen.path);
      await settle(page, screen);
      const found = await pageFaults(page);
      if (found.length > 0) faults[screen.name] = found;
    }
  });
  expect(faults).toEqual({});
});

test.each(looks)("everybody can come in at $width px, $theme", async (look) => {
  await app.visit(look, async (page) => {
    await page.getByRole("button", { name: "Try it" }).waitFor();
    expect(await pageFaults(page)).toEqual([]);
    for (const way of ["Sign up with a name and a password", "I have an account: sign in"]) {
      await page.getByRole("button", { name: way }).click();
      await page.getByLabel("Username").waitFor();
      expect(await pageFaults(page)).toEqual([]);
      await page.getByRole("button", { name: "Back" }).click();
    }
  });
});

// 1280 px at 200 % and at 400 %.
test.each([640, 320])("at %i px, as if zoomed in, no screen scrolls sideways", async (width) => {
  const { client, screens } = await somebody();
  const faults: Record<string, string[]> = {};
  await app.visit({ width, client }, async (page) => {
    for (const screen of screens) {
      await page.goto(app.url + screen.path);
      await settle(page, screen);
      const found = await sidewaysFault(page);
      if (found.length > 0) faults[screen.name] = found;
    }
  });
  expect(faults).toEqual({});
});

test("on a phone nothing lies over what the keyboard is at", async () => {
  const { client, screens } = await somebody();
  const covered: string[] = [];
  await app.visit({ width: phone, client }, async (page) => {
    for (const screen of screens.filter(({ name }) => ["a finished go", "Settings"].includes(name))) {
      await page.goto(app.url + screen.path);
      await settle(page, screen);
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press("Tab");
        const found = await page.evaluate(() => {
          const focused = document.activeElement;
          if (focused === null || focused === document.body) return "end";
          const { x, y, width, height } = focused.getBoundingClientRect();
          const top = document.elementFromPoint(x + width / 2, y + height / 2);
          const around = focused.closest("label, [data-scale-track], nav") ?? focused;
          return around.contains(top) || top?.contains(focused) ? "" : focused.outerHTML.slice(0, 120);
        });
        if (found === "end") break;
        if (found !== "") covered.push(`${screen.name}: ${found}`);
      }
    }
  });
  expect(covered).toEqual([]);
});
