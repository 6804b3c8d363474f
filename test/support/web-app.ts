import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { RawEnvironment } from "#config/env.ts";
import { launchBrowser } from "./chromium.ts";
import type { Client } from "./client.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

export const phone = 390;
export const desk = 1280;

export interface Look {
  readonly width?: number;
  readonly theme?: "light" | "dark";
  /** Where to begin, below the app's address. */
  readonly path?: string;
  /** Whose browser this is: their cookies come along. */
  readonly client?: Client;
  /** Complaints of the browser that the test brings about itself. */
  readonly expected?: RegExp;
}

/** The real server with the built web app and a browser in front of it. */
export interface WebApp {
  readonly url: string;
  /** Where its database is. */
  readonly place: { readonly engine: "sqlite"; readonly path: string };
  /** Opens a browser of its own, lets `use` use it, and throws if the browser complained about anything. */
  visit(look: Look, use: (page: Page) => Promise<void>): Promise<void>;
  /** Ends the server in the middle of whatever it does. */
  killServer(): Promise<void>;
  /** Starts it again at the same address. */
  startAgain(): Promise<void>;
  close(): Promise<void>;
}

const built = fileURLToPath(new URL("../../dist/web/index.html", import.meta.url));

/** Starts the server on a fresh SQLite file, and a browser. */
export async function startWebApp(env: RawEnvironment = {}): Promise<WebApp> {
  if (!existsSync(built))
    throw new Error("The browser tests need the built web app: run npm run build first.");
  const folder = await mkdtemp(join(tmpdir(), "tas-web-app-"));
  const place = { engine: "sqlite", path: join(folder, "app.db") } as const;
  const browser = await launchBrowser();
  let server: ServerProcess = await startServerProcess(place, { env });
  const { url } = server;
  return {
    url,
    place,
    visit: (look, use) => visit(browser, url, look, use),
    killServer: () => server.kill(),
    async startAgain() {
      server = await startServerProcess(place, { env: { ...env, PORT: new URL(url).port } });
    },
    async close() {
      await browser.close();
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

// A stranger's browser asks who it is and is told "nobody"; Chromium writes every answer above 399 to its console.
const nobody = /^Failed to load resource: .* 401 .*\/api\/v1\/me$/u;

async function visit(browser: Browser, url: string, look: Look, use: (page: Page) => Promise<void>) {
  const context = await browser.newContext({
    viewport: { width: look.width ?? desk, height: 844 },
    colorScheme: look.theme ?? "light",
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
  });
  try {
    if (look.client) await context.addCookies(cookiesOf(look.client, url));
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const complaints = listenTo(context, page, url);
    await page.goto(url + (look.path ?? "/"));
    await use(page);
    const unexpected = complaints.filter((one) => !nobody.test(one) && !look.expected?.test(one));
    if (unexpected.length > 0) throw new Error(`The browser complained:\n${unexpected.join("\n")}`);
  } finally {
    await context.close();
  }
}

/** Warnings, errors, what the content policy refused, and requests that went anywhere else. */
function listenTo(context: BrowserContext, page: Page, url: string): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (!["error", "warning"].includes(message.type())) return;
    complaints.push(`${message.text()} ${message.location().url}`);
  });
  context.on("request", (request) => {
    if (!request.url().startsWith(`${url}/`)) complaints.push(`A request went to ${request.url()}`);
  });
  return complaints;
}

function cookiesOf(client: Client, url: string) {
  return [...client.cookies].map(([name, value]) => ({ name, value, url }));
}
