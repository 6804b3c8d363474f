import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { onlyUser } from "./only-user.ts";
import { openSource } from "./open-source.ts";
import { SourceError } from "./source-error.ts";
import type { PredecessorSource } from "./source-rows.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tas-read-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const csv = (name: string, content: string | Buffer): Promise<PredecessorSource> =>
  openSource([{ name, bytes: Buffer.from(content) }]);
const kindOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "read",
    (error: unknown) => (error instanceof SourceError ? error.kind : error),
  );

describe("a CSV that went through other programs", () => {
  test("may have a byte order mark, semicolons and Windows line ends", async () => {
    const source = await csv(
      "tasks.csv",
      '\uFEFFTask_ID;Name;description\r\nt1;"Reply; now";Straße\r\n\r\nt2;Two;\r\n',
    );
    expect(source.rows.tasks.map(({ id, name, description }) => [id, name, description])).toEqual([
      ["t1", "Reply; now", "Straße"],
      ["t2", "Two", null],
    ]);
    expect(source.notices.map((notice) => notice.code)).toEqual(["separator"]);
  });

  test("may be Windows-1252, or UTF-8 with a bad byte", async () => {
    const western = await csv(
      "emotions.csv",
      Buffer.from("emotion\nEnnui (\xe9tat) \x80\n".replace("\x80", "\x80"), "latin1"),
    );
    expect(western.rows.emotions[0]?.emotion).toBe("Ennui (état) €");
    expect(western.notices).toMatchObject([{ code: "encoding", examples: ["windows-1252"] }]);
    const torn = await csv(
      "emotions.csv",
      Buffer.concat([Buffer.from("emotion\nétat\nöde"), Buffer.from([0xff]), Buffer.from("\n")]),
    );
    expect(torn.rows.emotions.map((row) => row.emotion)).toEqual(["état", "öde\uFFFD"]);
    expect(torn.repairedCounts).toEqual({ emotions: { "replaced-characters": 1 } });
    const utf16 = await csv("emotions.csv", Buffer.from("\uFEFFemotion\nétat\n", "utf16le"));
    expect(utf16.rows.emotions[0]?.emotion).toBe("état");
  });

  test("may repeat its header, have short and long rows, and NULs", async () => {
    const source = await csv(
      "tasks.csv",
      "task_id,name,notes\nt1,One\ntask_id,name,notes\nt2,Two,x,more,\nt3,a\0b,\n",
    );
    expect(source.rows.tasks.map((task) => [task.id, task.name])).toEqual([
      ["t1", "One"],
      ["t2", "Two"],
      ["t3", "a\uFFFDb"],
    ]);
    expect(source.rows.tasks[1]?.raw).toEqual({ task_id: "t2", name: "Two", notes: "x", column_4: "more" });
    expect(source.repairedCounts).toEqual({
      tasks: { ragged: 2, "repeated-header": 1, "replaced-characters": 1 },
    });
  });

  test("with a quote that never closes keeps what came before", async () => {
    const source = await csv("tasks.csv", 'task_id,name\nt1,One\nt2,"Two\nt3,Three\n');
    expect(source.rows.tasks.map((task) => task.id)).toEqual(["t1"]);
    expect(source.setAside).toMatchObject([
      { code: "unreadable", table: "tasks", raw: { unreadable_text: 't2,"Two\nt3,Three\n' } },
    ]);
  });

  test("may have quotes where none belong", async () => {
    const source = await csv("tasks.csv", 'task_id,name\nt1,say "hi"\nt2,Two\n');
    expect(source.rows.tasks.map((task) => task.name)).toEqual(['say "hi"', "Two"]);
  });

  test("reads back whatever text was written, in every column", async () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom('"', ",", ";", "\n", "\r", "\r\n", "\0", "&amp;", "é", "😴"),
        fc.string({ unit: "binary" }),
      ),
    });
    const rows = fc.array(fc.record({ name: text, description: text, notes: text, own: text }), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.constantFrom(",", ";"),
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        async (written, delimiter, lineEnd, quoted) => {
          const header = ["task_id", "name", "description", "notes", "my column"];
          const records = written.map((row, at) => [`t${at}`, row.name, row.description, row.notes, row.own]);
          const content = stringify([header, ...records], {
            delimiter,
            record_delimiter: lineEnd,
            quoted,
            quoted_match: /[\r\n]/,
          });
          const source = await csv("tasks.csv", content);
          const expected = records.map((cells) =>
            cells.map((cell) => cell.replaceAll("\0", "\uFFFD").toWellFormed()),
          );
          expect(source.rows.tasks.map((task) => header.map((column) => task.raw[column]))).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("odd rows", () => {
  test("of one id: the fullest stays, of equals the last, in its place", async () => {
    const source = await csv(
      "tasks.csv",
      "task_id,name,notes\nt1,old,nan\nt2,two,\nt1,full,note\nt1,poor,\nt2,last,\n",
    );
    expect(source.rows.tasks.map((task) => [task.id, task.name])).toEqual([
      ["t1", "full"],
      ["t2", "last"],
    ]);
    expect(source.repairedCounts).toEqual({ tasks: { duplicate: 3 } });
  });

  test("without an id are set aside with all they hold", async () => {
    const source = await csv("task_instances.csv", "instance_id,task_name\n,Walk\nnan,Run\ni1,Sit\n");
    expect(source.rows.task_instances).toHaveLength(1);
    expect(source.setAside.map((row) => [row.code, row.line, row.raw.task_name])).toEqual([
      ["no-id", 1, "Walk"],
      ["no-id", 2, "Run"],
    ]);
  });

  test("of several people are listed, and one of them can be chosen", async () => {
    const source = await csv("tasks.csv", "task_id,name,user_id\nt1,a,1\nt2,b,2.0\nt3,c,1\nt4,d,\n");
    expect(source.users).toEqual([
      { id: "1", rows: 2 },
      { id: "2", rows: 1 },
    ]);
    expect(source.rows.tasks).toHaveLength(4);
    expect(onlyUser(source, "2").rows.tasks.map((task) => task.id)).toEqual(["t2", "t4"]);
  });
});

describe("cells", () => {
  test("say nothing in many spellings, and keep what cannot be read", async () => {
    const source = await csv(
      "task_instances.csv",
      "instance_id,relief_score,duration_minutes,net_relief,is_completed,completed_at,started_at,created_by\n" +
        "i1,nan,50.0,many,maybe,NaT,yesterday,me\n",
    );
    const [row] = source.rows.task_instances;
    expect(row?.columns).toMatchObject({ reliefScore: null, durationMinutes: 50, netRelief: null });
    expect(row).toMatchObject({ isCompleted: null, completedAt: null, startedAt: null });
    expect(row?.raw).toMatchObject({ net_relief: "many", started_at: "yesterday", created_by: "me" });
    expect(source.repairedCounts).toEqual({ task_instances: { number: 1, boolean: 1, time: 1 } });
    expect(source.unknownColumns).toEqual({ task_instances: ["created_by"] });
    expect(JSON.stringify([source.notices, source.repaired])).not.toMatch(/yesterday|many/);
  });

  test("of JSON may be encoded twice, hold JSON in a text, Python's NaN or halves of characters", async () => {
    const cells = [
      '{"expected_aversion": 25, "emotions": ["calm"], "emotion_values": {"calm": 50}}',
      JSON.stringify(
        JSON.stringify({
          expected_aversion: "30",
          emotion_values: '{"calm": 20}',
          emotions: ["calm", "sad"],
        }),
      ),
      '{"expected_aversion": NaN, "description": "NaN \\ud83d end", "estimate": 15, "expected_cognitive": 40}',
      '{"expected_aversion": 2',
      "[1, 2]",
      '{"aversion": 0, "expected_mental_energy": 0, "expected_cognitive_load": 40}',
    ];
    const source = await csv(
      "task_instances.csv",
      stringify([["instance_id", "predicted"], ...cells.map((cell, at) => [`i${at}`, cell])]),
    );
    const [plain, twice, python, broken, list, old] = source.rows.task_instances.map(
      (row) => row.predictedValues,
    );
    expect(plain).toMatchObject({
      expectedAversion: 25,
      emotions: { values: new Map([["calm", 50]]), bareNames: [] },
    });
    expect(twice).toMatchObject({
      expectedAversion: 30,
      emotions: { values: new Map([["calm", 20]]), bareNames: ["sad"] },
    });
    expect(python).toMatchObject({
      expectedAversion: null,
      description: "NaN \uFFFD end",
      timeEstimateMinutes: 15,
      expectedMentalEnergy: 40,
      expectedDifficulty: 40,
    });
    expect([broken?.expectedAversion, list?.expectedAversion]).toEqual([null, null]);
    expect(old).toMatchObject({ expectedAversion: 0, expectedMentalEnergy: 0, expectedDifficulty: 40 });
    expect(source.rows.task_instances.map((row) => row.raw.predicted)).toEqual(cells);
    expect(source.repairedCounts.task_instances).toEqual({
      "double-encoded-json": 1,
      json: 3,
      "replaced-characters": 1,
    });
  });

  test("of JSON may nest as deep as they like without harm", async () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const source = await csv(
      "task_instances.csv",
      `instance_id,predicted\ni1,"${deep}"\ni2,"{""a"": ${deep}}"\n`,
    );
    expect(source.rows.task_instances.map((row) => row.predicted)).toEqual([null, null]);
  });

  test("prefer JSON over the column, and a real 0 over everything", async () => {
    const source = await csv(
      "task_instances.csv",
      stringify([
        [
          "instance_id",
          "actual",
          "relief_score",
          "mental_energy_needed",
          "task_difficulty",
          "emotional_load",
          "duration_minutes",
        ],
        ["i1", '{"actual_relief": 0, "actual_cognitive": 30}', "50", "70", "70", "20", "15"],
      ]),
    );
    expect(source.rows.task_instances[0]?.actualValues).toMatchObject({
      relief: 0,
      mentalEnergy: 30,
      difficulty: 30,
      emotional: 20,
      timeActualMinutes: 15,
    });
  });

  test("named to do harm stay plain names", async () => {
    const source = await csv("tasks.csv", "task_id,__proto__,constructor,toString\nt1,a,b,c\n");
    expect(Object.entries(source.rows.tasks[0]?.raw ?? {})).toEqual([
      ["task_id", "t1"],
      ["column___proto__", "a"],
      ["constructor", "b"],
      ["toString", "c"],
    ]);
  });
});

describe("what is no source", () => {
  test.each<[string, string, Buffer | string, string]>([
    ["a picture", "holiday.jpg", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), "not-recognized"],
    [
      "a picture called tasks.csv",
      "tasks.csv",
      Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) % 256)),
      "not-recognized",
    ],
    ["someone else's table", "tasks.csv", "a,b\n1,2\n", "not-recognized"],
    ["an empty file", "tasks.zip", "", "not-recognized"],
    ["the first bytes of a ZIP", "export.zip", Buffer.from("PK\x03\x04 and no more"), "damaged"],
    [
      "the first bytes of a database",
      "task_aversion.db",
      Buffer.from("SQLite format 3\0 and no more"),
      "damaged",
    ],
  ])("%s is refused with a sentence", async (_, name, content, kind) => {
    expect(await kindOf(csv(name, content))).toBe(kind);
    writeFileSync(join(folder, name), content);
    expect(await kindOf(openSource(join(folder, name)))).toBe(kind);
    rmSync(join(folder, name));
  });

  test("too many rows are refused, none is dropped in silence", async () => {
    const limits = { maxBytes: 1e6, maxRatio: 100, maxMembers: 50, maxRows: 2 };
    const bytes = Buffer.from("emotion\na\nb\nc\n");
    expect(await kindOf(openSource([{ name: "emotions.csv", bytes }], limits))).toBe("too-large");
    expect(await kindOf(openSource([{ name: "emotions.csv", bytes }], { ...limits, maxBytes: 5 }))).toBe(
      "too-large",
    );
  });

  test("a missing path or an empty folder is refused", async () => {
    expect(await kindOf(openSource(join(folder, "nowhere")))).toBe("not-recognized");
    mkdirSync(join(folder, "empty"));
    expect(await kindOf(openSource(join(folder, "empty")))).toBe("not-recognized");
  });
});

describe("a database", () => {
  const fixture = "test/fixtures/predecessor/task_aversion.db";

  test("in use is read with its log, and nothing beside it is written", async () => {
    const path = join(folder, "live.db");
    copyFileSync(fixture, path);
    const app = new Database(path);
    app.pragma("journal_mode = WAL");
    app.pragma("wal_autocheckpoint = 0");
    app.prepare("update tasks set name = 'Only in the log' where task_id = 't1781726474'").run();
    const nameOf = (source: PredecessorSource): string | null | undefined =>
      source.rows.tasks.find((task) => task.id === "t1781726474")?.name;
    expect(nameOf(await openSource(path))).toBe("Only in the log");
    const upload = [path, `${path}-wal`].map((file) => ({
      name: file.slice(folder.length + 1),
      bytes: readFileSync(file),
    }));
    // As a crash or a copy would leave it: the log without its index.
    mkdirSync(join(folder, "left"));
    for (const { name, bytes } of upload) writeFileSync(join(folder, "left", name), bytes);
    app.close();
    expect(nameOf(await openSource(upload))).toBe("Only in the log");
    expect(nameOf(await openSource(join(folder, "left")))).toBe("Only in the log");
    expect(readdirSync(join(folder, "left"))).toEqual(["live.db", "live.db-wal"]);
    expect(readFileSync(join(folder, "left", "live.db-wal"))).toEqual(upload[1]?.bytes);
  });

  test("is completed by the files the predecessor keeps beside it", async () => {
    const data = join(folder, "app", "data");
    mkdirSync(data, { recursive: true });
    copyFileSync(fixture, join(data, "task_aversion.db"));
    for (const name of ["user_preferences.csv", "survey_responses.csv", "notes.csv"]) {
      copyFileSync(join("test/fixtures/predecessor/export", name), join(data, name));
    }
    const source = await openSource(join(folder, "app"));
    expect(source.form).toBe("predecessor-database");
    expect([source.rows.user_preferences.length, source.rows.survey_responses.length]).toEqual([1, 5]);
    expect(source.notices).toContainEqual({
      code: "superseded-file",
      table: "notes",
      count: 1,
      examples: ["notes.csv"],
    });
    expect(source.timezone).toBe("UTC");
  });

  test("cut or changed anywhere reads or is refused", async () => {
    const bytes = readFileSync(fixture);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), fc.boolean(), async (at, to, cut) => {
        const changed = Buffer.from(cut ? bytes.subarray(0, at) : bytes);
        if (!cut) changed[at] = to;
        expect(["read", "damaged", "not-recognized"]).toContain(
          await kindOf(csv("task_aversion.db", changed)),
        );
      }),
      { numRuns: 40 },
    );
  });
});
