import { setTimeout as wait } from "node:timers/promises";
import type { Answer, Browser } from "./browser.ts";
import type { Timings } from "./timings.ts";

export interface Pace {
  /** Mean time between two things a person does, in milliseconds. */
  readonly thinking: number;
  /** Epoch milliseconds. */
  readonly until: number;
  /** 0 to 1, evenly spread. */
  readonly chance: () => number;
}

/** Joins, then adds, starts and finishes tasks and looks at lists, as somebody does who clears a morning, until the time is over. */
export async function live(browser: Browser, timings: () => Timings, pace: Pace): Promise<void> {
  const does = async (
    verb: string,
    method: string,
    path: string,
    content?: object,
  ): Promise<Answer | undefined> => {
    // Evenly from half to one and a half of the mean: people do not act in step.
    await wait(pace.thinking * (0.5 + pace.chance()));
    if (Date.now() >= pace.until) return undefined;
    const seen = timings();
    try {
      const answer = await browser.ask(method, path, content);
      if (answer.status === 503) seen.shed += 1;
      else if (answer.status >= 400) seen.failed(`${verb}: ${answer.status} ${codeOf(answer.body)}`);
      else seen.answered(verb, answer.milliseconds);
      return answer;
    } catch (error) {
      seen.failed(`${verb}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  const at = (path: string) => `/api/v1${path}`;

  while (Date.now() < pace.until) {
    await does("page", "GET", "/");
    const joined = await does("join", "POST", at("/session/guest"), { timeZone: "Europe/Berlin" });
    if (joined?.status === 201) break;
  }
  for (let round = 1; Date.now() < pace.until; round++) {
    await does("today", "GET", at("/today"));
    const task = await does("add task", "POST", at("/tasks"), { name: `Something put off, ${round}` });
    const taskId = idOf(task?.body);
    if (taskId === undefined) continue;
    const instance = idOf((await does("plan", "POST", at("/instances"), { taskId }))?.body);
    if (instance === undefined) continue;
    const forecast = { aversion: Math.round(100 * pace.chance()), minutes: 20 };
    await does("start", "POST", at(`/instances/${instance}/start`), { forecast });
    await does("today", "GET", at("/today"));
    const outcome = { aversion: Math.round(100 * pace.chance()), relief: 60, completion: 100 };
    await does("finish", "POST", at(`/instances/${instance}/complete`), { outcome });
    await does("tasks", "GET", at("/tasks?limit=50"));
    await does("done list", "GET", at("/instances?show=closed&limit=50"));
  }
}

function field(holder: unknown, name: string): unknown {
  return typeof holder === "object" && holder !== null ? Reflect.get(holder, name) : undefined;
}

function idOf(body: unknown): string | undefined {
  const id = field(body, "id");
  return typeof id === "string" ? id : undefined;
}

function codeOf(body: unknown): string {
  const code = field(body, "code");
  return typeof code === "string" ? code : "";
}
