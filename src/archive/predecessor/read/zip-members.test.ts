import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ZipFile } from "yazl";
import { openSource } from "./open-source.ts";
import { SourceError } from "./source-error.ts";
import type { PredecessorSource } from "./source-rows.ts";

const fixture = readFileSync("test/fixtures/predecessor/export.zip");
const tasksCsv = "task_id,name,user_id\nt1,Walk,1\n";

async function zipOf(files: Record<string, string | Buffer>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

const open = (bytes: Buffer, name = "export.zip"): Promise<PredecessorSource> =>
  openSource([{ name, bytes }]);

async function expectRefusal(work: Promise<unknown>): Promise<SourceError> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SourceError);
  // One sentence.
  expect((error as SourceError).message).toMatch(/^[A-Z][^\n]*\.$/);
  return error as SourceError; // the line above made sure of it
}

describe("an export ZIP", () => {
  test("may hold its files in a folder and what a Mac adds, and other files are named", async () => {
    const source = await open(
      await zipOf({
        "task_aversion_data/tasks.csv": tasksCsv,
        "task_aversion_data/readme.txt": "hello",
        "__MACOSX/task_aversion_data/._tasks.csv": "x",
        "task_aversion_data/.DS_Store": "x",
      }),
    );
    expect(source.form).toBe("predecessor-zip");
    expect(source.rows.tasks.map((task) => task.name)).toEqual(["Walk"]);
    expect(source.notices).toEqual([
      {
        code: "unknown-file",
        table: null,
        count: 1,
        examples: ["task_aversion_data/readme.txt".split("/").at(-1)],
      },
    ]);
  });

  test("may hold the database", async () => {
    const source = await open(
      await zipOf({ "data/task_aversion.db": readFileSync("test/fixtures/predecessor/task_aversion.db") }),
    );
    expect(source.rows.task_instances).toHaveLength(473);
  });

  test("that leads outside of its folder is refused", async () => {
    // The writer refuses such names, so one is written over another of the same length, in both places it stands.
    const bytes = await zipOf({ "aa/tasks.csv": tasksCsv });
    const evil = Buffer.from(bytes.toString("latin1").replaceAll("aa/tasks", "../tasks"), "latin1");
    expect((await expectRefusal(open(evil))).kind).toBe("not-recognized");
    expect(
      (await expectRefusal(openSource([{ name: "../tasks.csv", bytes: Buffer.from(tasksCsv) }]))).kind,
    ).toBe("not-recognized");
  });

  test("that unpacks to far too much is refused while it unpacks", async () => {
    const bomb = await zipOf({ "tasks.csv": tasksCsv + "x".repeat(30_000_000) });
    expect(bomb.length).toBeLessThan(60_000);
    expect((await expectRefusal(open(bomb))).kind).toBe("too-large");
    const members = Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`file${at}.txt`, "x"]));
    expect((await expectRefusal(open(await zipOf(members)))).kind).toBe("too-large");
  });

  test("that lies about its size is refused all the same", async () => {
    const bomb = await zipOf({ "tasks.csv": tasksCsv + "x".repeat(30_000_000) });
    const size = Buffer.alloc(4);
    size.writeUInt32LE(30_000_000 + tasksCsv.length);
    const lie = Buffer.from(
      bomb.toString("latin1").replaceAll(size.toString("latin1"), "\x64\0\0\0"),
      "latin1",
    );
    await expectRefusal(open(lie));
  });

  test("without anything of the predecessor's is refused", async () => {
    expect((await expectRefusal(open(await zipOf({ "photo.csv": "a,b\n1,2\n" })))).kind).toBe(
      "not-recognized",
    );
  });

  test("changed in any one byte reads equal or is refused", async () => {
    const small = await zipOf({ "tasks.csv": tasksCsv, "notes.csv": "note_id,content\nn1,one\nn2,two\n" });
    const expected = JSON.stringify(await open(small));
    const silent: number[] = [];
    for (let at = 0; at < small.length; at += 1) {
      for (const flip of [1, 0x80, 0xff]) {
        const changed = Buffer.from(small);
        changed[at] = (changed[at] ?? 0) ^ flip;
        const outcome = await open(changed).then(
          (source) => JSON.stringify(source),
          (error: unknown) => error,
        );
        if (outcome !== expected && !(outcome instanceof SourceError)) silent.push(at);
      }
    }
    expect(silent).toEqual([]);
  });

  test("the fixture, changed in any byte or cut anywhere, reads equal or is refused", async () => {
    const expected = (await open(fixture)).rows;
    const change = fc.record({ at: fc.nat(fixture.length - 1), to: fc.nat(255), cut: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, to, cut }) => {
        const changed = Buffer.from(cut ? fixture.subarray(0, at) : fixture);
        if (!cut) changed[at] = to;
        const outcome = await open(changed).then(
          (source) => source.rows,
          (error: unknown) => error,
        );
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(SourceError);
        else expect(outcome).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });
});
