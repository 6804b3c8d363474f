import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Variable, variables } from "./variables.ts";

function file(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
}

const table = Object.entries<Variable>(variables);

test(".env.example offers every variable with its default and description, and no other", () => {
  const blocks = table.map(([name, { secret, fallback, fallbackNote, description }]) =>
    [
      `# ${description}`,
      ...(secret ? [`# Or: ${name}_FILE=/path/to/a/file`] : []),
      ...(fallback === null ? [`# Default: ${fallbackNote}.`, `# ${name}=`] : [`# ${name}=${fallback}`]),
    ].join("\n"),
  );
  const [, ...written] = file(".env.example").trimEnd().split("\n\n");
  expect(written).toEqual(blocks);
});

test("the host's page of settings says the same", () => {
  const rows = table.map(([name, { secret, fallback, fallbackNote, description }]) => {
    const standard = fallback === null ? fallbackNote : `\`${fallback}\``;
    return `| \`${name}\` | ${standard} | ${description}${secret ? ` Also as \`${name}_FILE\`.` : ""} |`;
  });
  const written = file("docs/host/configuration.md").split("\n");
  expect(written.filter((line) => /^\| `[A-Z]/u.test(line))).toEqual(rows);
});

test("every variable without a default says what happens instead", () => {
  const silent = table.filter(
    ([, { fallback, fallbackNote }]) => fallback === null && fallbackNote === undefined,
  );
  expect(silent).toEqual([]);
});
