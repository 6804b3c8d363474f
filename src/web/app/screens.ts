import { basePath } from "../lib/base-path.ts";

/** Every screen but Today, which comes with the first load. */
export const screens = {
  tasks: () => import("./screens/tasks-screen.tsx"),
  task: () => import("./screens/task-screen.tsx"),
  start: () => import("./screens/start-screen.tsx"),
  instance: () => import("./screens/instance-screen.tsx"),
  finish: () => import("./screens/finish-screen.tsx"),
  reveal: () => import("./screens/reveal-screen.tsx"),
  done: () => import("./screens/done-screen.tsx"),
  settings: () => import("./screens/settings-screen.tsx"),
  server: () => import("./screens/server-screen.tsx"),
  bringData: () => import("./screens/import-screen.tsx"),
};

const betweenTriesMs = 2_000;

/**
 * Fetches a screen. While the server cannot be reached it waits, because the router answers a failure by loading the
 * page anew, which without a network leaves a person with nothing at all.
 */
export function patiently<Screen>(fetchScreen: () => Promise<Screen>): () => Promise<Screen> {
  return async () => {
    try {
      return await fetchScreen();
    } catch (error) {
      let wait = 0;
      for (; !(await serverAnswers()); wait++) {
        await new Promise((resolve) => setTimeout(resolve, betweenTriesMs));
      }
      // By these words the router knows what to do: it loads the page anew, once for each message.
      const reason = wait > 0 ? `waited until ${Date.now()}` : String(error);
      throw new TypeError(`Failed to fetch dynamically imported module: ${reason}`, { cause: error });
    }
  };
}

/** Fetches the other screens while nothing else happens, so that they open without a network too. */
export function fetchScreensAhead(): void {
  setTimeout(() => {
    if (!navigator.onLine) return;
    for (const fetchScreen of Object.values(screens)) fetchScreen().catch(() => undefined);
  }, betweenTriesMs);
}

async function serverAnswers(): Promise<boolean> {
  return fetch(`${basePath}healthz`, { cache: "no-store" }).then(
    () => true,
    () => false,
  );
}
