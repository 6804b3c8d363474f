import { todaySchema } from "#contract/today.ts";
import type { Kernel } from "#http/kernel.ts";
import type { Tx } from "#storage/database.ts";
import { readToday } from "./read-today.ts";

export function todayRoutes(kernel: Kernel<Tx>): void {
  kernel.read({
    url: "/today",
    summary: "What runs, what is planned and the tasks used last",
    response: todaySchema,
    handler: ({ tx, person, at }) => readToday(tx, person, at),
  });
}
