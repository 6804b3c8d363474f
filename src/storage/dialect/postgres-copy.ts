import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ClientBase } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Storable } from "./storable.ts";

type Rows = readonly (readonly Storable[])[];

/** Sends chunks of rows through COPY in its text format; resolves to how many rows there were. */
export async function copyInto(
  client: ClientBase,
  statement: string,
  chunks: AsyncIterable<Rows>,
): Promise<number> {
  const sink = client.query(copyFrom(statement, { highWaterMark: 1 << 20 }));
  await pipeline(Readable.from(asText(chunks), { objectMode: true, highWaterMark: 2 }), sink);
  return sink.rowCount;
}

async function* asText(chunks: AsyncIterable<Rows>): AsyncGenerator<Buffer> {
  for await (const rows of chunks) {
    let text = "";
    for (const row of rows) {
      let line = "";
      for (let index = 0; index < row.length; index++) {
        line += index === 0 ? field(row[index] ?? null) : `\t${field(row[index] ?? null)}`;
      }
      text += `${line}\n`;
    }
    yield Buffer.from(text, "utf8");
  }
}

const special = /[\\\t\n\r]/;
const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function field(value: Storable): string {
  if (value === null) return "\\N";
  if (typeof value === "string") {
    return special.test(value) ? value.replace(/[\\\t\n\r]/g, (found) => escapes[found] ?? found) : value;
  }
  if (typeof value === "number") return String(value);
  return `\\\\x${Buffer.from(value).toString("hex")}`;
}
