import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const document = fileURLToPath(new URL("../docs/measurements.md", import.meta.url));

/** Puts a table between the two marks of that name in docs/measurements.md. */
export async function writeTable(mark: string, table: string): Promise<void> {
  const [begin, end] = [`<!-- ${mark} -->`, `<!-- /${mark} -->`];
  const text = await readFile(document, "utf8");
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error("docs/measurements.md has lost its marks.");
  await writeFile(document, `${before}${begin}\n\n${table}\n\n${end}${after}`);
}
