import { AxeBuilder } from "@axe-core/playwright";
import react from "@vitejs/plugin-react";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "#test/support/chromium.ts";

const web = fileURLToPath(new URL("../../src/web", import.meta.url));
const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
};

let folder: string;
let server: Server;
let browser: Browser;
let address: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-gallery-"));
  await build({
    configFile: false,
    root: web,
    logLevel: "error",
    plugins: [react()],
    build: {
      outDir: folder,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      rolldownOptions: { input: join(web, "ui/gallery.html") },
    },
  });
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    readFile(join(folder, pathname)).then(
      (file) => {
        // As strict as the app's own policy: what breaks there must break here.
        response.setHeader("content-security-policy", "default-src 'self'");
        response.setHeader("content-type", types[extname(pathname)] ?? "application/octet-stream");
        response.end(file);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("The gallery has no port.");
  address = `http://127.0.0.1:${bound.port}/ui/gallery.html`;
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

async function withPage(
  place: { part: string; width?: number; theme?: string; touch?: boolean },
  look: (page: Page) => Promise<void>,
) {
  const context = await browser.newContext({
    viewport: { width: place.width ?? 390, height: 844 },
    hasTouch: place.touch ?? false,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  try {
    await page.goto(`${address}?part=${place.part}&theme=${place.theme ?? "light"}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await look(page);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
}

const places = ["scales", "charts", "fields", "words"].flatMap((part) =>
  [390, 1280].flatMap((width) => ["light", "dark"].map((theme) => ({ part, width, theme }))),
);

test.each(places)("$part at $width px, $theme: axe finds nothing, nothing sticks out", async (place) => {
  await withPage(place, async (page) => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map((found) => [found.id, found.nodes.map((node) => node.html)])).toEqual([]);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
  });
});

test("at 320 px, which is 1280 px zoomed four times, no part scrolls sideways", async () => {
  for (const part of ["scales", "charts", "fields", "words"]) {
    await withPage({ part, width: 320 }, async (page) => {
      const wider = () => document.documentElement.scrollWidth - window.innerWidth;
      expect([part, await page.evaluate(wider)]).toEqual([part, 0]);
    });
  }
});

describe("a scale", () => {
  const first = (page: Page) => page.getByRole("slider", { name: "How much do you dread it?" }).first();
  const said = (page: Page) => first(page).getAttribute("aria-valuetext");

  test("is empty until touched, answers to keys, and can be emptied again", async () => {
    await withPage({ part: "scales" }, async (page) => {
      expect(await said(page)).toBe("not answered");
      await first(page).focus();
      await page.keyboard.press("ArrowRight");
      expect(await said(page)).toBe("50");
      await page.keyboard.press("PageUp");
      await page.keyboard.press("ArrowLeft");
      expect(await said(page)).toBe("74");
      await page.keyboard.press("Home");
      expect(await said(page)).toBe("0");
      await page.keyboard.press("Backspace");
      expect(await said(page)).toBe("not answered");
    });
  });

  test("takes the very middle from assistive technology, although it stands there unseen", async () => {
    await withPage({ part: "scales" }, async (page) => {
      await first(page).fill("50");
      expect(await said(page)).toBe("50");
      await page.getByRole("button", { name: "Clear How much do you dread it?" }).first().click();
      expect(await said(page)).toBe("not answered");
      expect(await first(page).evaluate((input) => input === document.activeElement)).toBe(true);
    });
  });

  test("a tap lands on a stop, a drag on every number", async () => {
    await withPage({ part: "scales" }, async (page) => {
      const box = await page.locator("[data-scale-track]").first().boundingBox();
      if (box === null) throw new Error("The scale has no place on the screen.");
      const y = box.y + box.height - 22;
      await page.mouse.click(box.x + box.width * 0.27, y);
      expect(await said(page)).toBe("25");
      await page.mouse.move(box.x + box.width * 0.25, y);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.6, y, { steps: 5 });
      await page.mouse.move(box.x + box.width, y, { steps: 5 });
      await page.mouse.up();
      expect(await said(page)).toBe("100");
    });
  });

  test("a finger that taps answers, a finger that scrolls past does not", async () => {
    await withPage({ part: "scales", touch: true }, async (page) => {
      const box = await page.locator("[data-scale-track]").first().boundingBox();
      if (box === null) throw new Error("The scale has no place on the screen.");
      const x = box.x + box.width / 2;
      const y = box.y + box.height - 22;
      const session = await page.context().newCDPSession(page);
      await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
      for (let moved = 12; moved <= 120; moved += 12) {
        const touchPoints = [{ x, y: y - moved }];
        await session.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints });
      }
      await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
      await page.waitForFunction(() => window.scrollY > 0);
      expect(await said(page)).toBe("not answered");
      const place = await page.locator("[data-scale-track]").first().boundingBox();
      await page.touchscreen.tap(x, (place?.y ?? 0) + (place?.height ?? 0) - 22);
      expect(await said(page)).toBe("50");
    });
  });
});

test("a dialog keeps the focus, closes by Escape and gives the focus back", async () => {
  await withPage({ part: "words" }, async (page) => {
    const opener = page.getByRole("button", { name: "Delete…" });
    await opener.click();
    const dialog = page.getByRole("dialog", { name: /Delete “Call the dentist”/ });
    await dialog.waitFor();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map((found) => found.id)).toEqual([]);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    expect(await opener.evaluate((button) => button === document.activeElement)).toBe(true);
  });
});

test("an answer from chips can be taken back by choosing it again", async () => {
  await withPage({ part: "fields" }, async (page) => {
    const home = page.getByRole("radio", { name: "Home" });
    expect(await home.isChecked()).toBe(true);
    await page.getByText("Home", { exact: true }).first().click();
    expect(await home.isChecked()).toBe(false);
    await home.focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.getByRole("radio", { name: "Outside" }).isChecked()).toBe(true);
  });
});
