import type { Measured } from "./measure.ts";

export const engines = ["sqlite", "postgres"] as const;

/** Per engine: instances to figures. */
export type Results = Readonly<Record<(typeof engines)[number], Map<number, Measured>>>;

/** What the predecessor's own migration does, in rows per second. */
const predecessorRate = 470;

/** All figures as one Markdown table, the two engines side by side. */
export function tableOf({ sqlite, postgres }: Results, machine: string): string {
  const lines = [...sqlite].flatMap(([rows, lite]) => {
    const post = postgres.get(rows);
    if (post === undefined) return [];
    const both = (name: string, value: (one: Measured) => number, digits: number, unit: string) =>
      line([
        rows.toLocaleString("en"),
        name,
        `${fixed(value(lite), digits)} ${unit}`,
        `${fixed(value(post), digits)} ${unit}`,
        fixed(value(post) / value(lite), 2),
      ]);
    return [
      both("import", (one) => one.rowsPerSecond, 0, "rows/s"),
      both(
        `import, times the predecessor's ${predecessorRate}`,
        (one) => one.rowsPerSecond / predecessorRate,
        1,
        "×",
      ),
      both("Today, median", (one) => one.today.median, 1, "ms"),
      both("Today, 95 of 100 below", (one) => one.today.p95, 1, "ms"),
      both("finish, median", (one) => one.finish.median, 1, "ms"),
      both("finish, 95 of 100 below", (one) => one.finish.p95, 1, "ms"),
      both("memory of the server after start", (one) => one.memory.started, 0, "MB"),
      both("memory of the server after these requests", (one) => one.memory.loaded, 0, "MB"),
      both("memory of the import at its peak", (one) => one.memory.importPeak, 0, "MB"),
    ];
  });
  const head = line(["instances", "", "SQLite", "PostgreSQL", "PostgreSQL ÷ SQLite"]);
  return [`${machine}.`, "", head, line(["---:", "---", "---:", "---:", "---:"]), ...lines].join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function fixed(value: number, digits: number): string {
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
