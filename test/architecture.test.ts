import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { importsOf } from "./support/module-imports.ts";
import { wallViolations } from "./support/wall-violations.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

function projectModules(): Map<string, string> {
  const paths = globSync("{src,test,bench}/**/*.{ts,tsx}", { cwd: root }).sort();
  return new Map(paths.map((path) => [path, readFileSync(`${root}${path}`, "utf8")]));
}

/** What the walls say about one planted module, with further modules beside it. */
function planted(path: string, source: string, others: Record<string, string> = {}): string[] {
  return wallViolations(new Map([[path, source], ...Object.entries(others)]));
}

describe("the project", () => {
  test("keeps every wall", () => {
    const modules = projectModules();
    expect(modules.size).toBeGreaterThan(10);
    expect(wallViolations(modules)).toEqual([]);
  });
});

describe("a planted violation is found:", () => {
  test.each([
    ["a domain module that imports storage", "src/domain/task/a.ts", `import { x } from "#storage/task.ts";`],
    ["the same by a relative path", "src/domain/task/a.ts", `import { x } from "../../storage/task.ts";`],
    ["the same as a type", "src/domain/task/a.ts", `import type { X } from "#storage/task.ts";`],
    [
      "the same over several lines",
      "src/domain/a.ts",
      `import {\n  type X,\n  y,\n} from '#storage/task.ts'`,
    ],
    ["a re-export", "src/contract/a.ts", `export * from "#storage/task.ts";`],
    ["a side-effect import", "src/storage/a.ts", `import "#http/app.ts";`],
    ["a dynamic import", "src/http/a.ts", `const x = await import("#storage/task.ts");`],
    ["an import type expression", "src/http/a.ts", `type X = import("#storage/task.ts").X;`],
    ["the web reaching for storage", "src/web/lib/a.ts", `import type { X } from "#storage/task.ts";`],
    [
      "the web reaching for a server slice",
      "src/web/lib/a.ts",
      `import type { X } from "#features/task/a.ts";`,
    ],
    ["the command line reaching for the web", "src/cli/a.ts", `import { x } from "#web/lib/a.ts";`],
    ["a config that knows a layer", "src/config/a.ts", `import { x } from "#domain/a.ts";`],
    ["a layer nobody drew", "src/extra/a.ts", `import { x } from "#domain/a.ts";`],
    ["one server slice importing another", "src/features/task/a.ts", `import { x } from "../instance/b.ts";`],
    [
      "one web feature importing another",
      "src/web/features/a/x.tsx",
      `import { B } from "#web/features/b/x.tsx";`,
    ],
    ["kysely outside storage", "src/features/task/a.ts", `import { sql } from "kysely";`],
    ["pg outside the dialect", "src/storage/task.ts", `import { Pool } from "pg";`],
    ["better-sqlite3 in a feature", "src/features/a/a.ts", `import Database from "better-sqlite3";`],
    [
      "a migration that uses living code",
      "src/storage/migrations/2026-a.ts",
      `import { x } from "../task.ts";`,
    ],
    ["test support in the product", "src/http/a.ts", `import { x } from "#test/support/cast.ts";`],
    ["the clock in the domain", "src/domain/a.ts", "export const now = Date.now();"],
    ["today in the domain", "src/domain/a.ts", "export const today = new Date();"],
    ["chance in the domain", "src/domain/a.ts", "export const dice = Math.random();"],
    ["Node in the domain", "src/domain/a.ts", `import { readFileSync } from "node:fs";`],
    ["an engine's name in a feature", "src/features/a/a.ts", `if (db.engine === "postgres") go();`],
    ["the environment read elsewhere", "src/http/a.ts", `const x = process.env["PORT"];`],
    ["a barrel", "src/domain/task/index.ts", `export { x } from "./x.ts";`],
    ["a name that says nothing", "src/domain/task-utils.ts", "export const x = 1;"],
    ["a file too long to read", "src/domain/long.ts", "export {};\n".repeat(301)],
  ])("%s", (_what, path, source) => {
    const found = planted(path, source);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(path);
  });

  test("the web taking values from a contract module that loads zod, also by a detour", () => {
    const others = {
      "src/contract/task.ts": `import { name } from "./name.ts";`,
      "src/contract/name.ts": `import { z } from "zod";`,
    };
    expect(
      planted("src/web/lib/a.ts", `import { taskSchema } from "#contract/task.ts";`, others),
    ).toHaveLength(1);
  });
});

describe("what the walls allow:", () => {
  test.each([
    ["a layer's own modules", "src/domain/task/a.ts", `import { x } from "../time/b.ts";`],
    ["a drawn arrow", "src/features/task/actions.ts", `import { x } from "#storage/task.ts";`],
    ["a slice's own modules", "src/features/task/actions.ts", `import { x } from "./access.ts";`],
    ["an import that is only spoken of", "src/domain/a.ts", `// import { x } from "#storage/task.ts";\n`],
    ["a date out of an argument", "src/domain/a.ts", "export const day = (at: number) => new Date(at);"],
    ["a test that reaches everywhere", "src/domain/a.test.ts", `import { x } from "#test/support/cast.ts";`],
    ["reading the predecessor's database", "src/archive/predecessor/a.ts", `import D from "better-sqlite3";`],
    ["the list of migrations", "src/storage/migrations/index.ts", `import * as a from "./2026-a.ts";`],
  ])("%s", (_what, path, source) => {
    expect(planted(path, source)).toEqual([]);
  });

  test("the web taking types from any contract module, and values from one without zod", () => {
    const others = {
      "src/contract/task.ts": `import { z } from "zod";`,
      "src/contract/task-form.ts": `import * as z from "zod/mini";\nimport type { Task } from "./task.ts";`,
    };
    const source = `import type { Task } from "#contract/task.ts";\nimport { form } from "#contract/task-form.ts";`;
    expect(planted("src/web/lib/a.ts", source, others)).toEqual([]);
  });
});

test("imports are read with what is imported as a type told apart", () => {
  const source = `import a, { type B } from "./b.ts";\nimport { type C, type D } from "pg";\nimport "@x/y/z.css";`;
  expect(importsOf("src/web/a.ts", source).map(({ target, typeOnly }) => [target, typeOnly])).toEqual([
    ["src/web/b.ts", false],
    ["pg", true],
    ["@x/y", false],
  ]);
});
