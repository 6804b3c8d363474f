import SqliteDatabase from "better-sqlite3";
import { openDatabase } from "#storage/database.ts";
import { migrate } from "#storage/migrate.ts";

const tasks = 60;
const words = [
  "water the plants",
  "die Steuererklärung",
  'call "the" bank',
  "tidy\tthe\nkitchen",
  "税務署へ行く",
];

/** A SQLite file with one person's instances, and two events and one interval of each. */
export async function writeMoveData(path: string, instances: number): Promise<number> {
  const database = await openDatabase({ engine: "sqlite", path });
  await migrate(database);
  await database.close();
  const file = new SqliteDatabase(path);
  file.pragma("synchronous = off");
  file.pragma("cache_size = -200000");
  const id = (kind: number, number: number) =>
    `01a00000-${kind.toString(16).padStart(4, "0")}-7000-8000-${number.toString(16).padStart(12, "0")}`;
  const owner = id(1, 1);
  const insert = (table: string, row: Record<string, unknown>) => {
    const names = Object.keys(row);
    const sql = `insert into "${table}" (${names.join(", ")}) values (${names.map(() => "?").join(", ")})`;
    return {
      statement: file.prepare(sql),
      values: (one: Record<string, unknown>) => names.map((name) => one[name]),
    };
  };
  const account = {
    id: owner,
    role: "person",
    time_zone: "Europe/Berlin",
    created_at: 1,
    last_seen_at: 1,
    settings: "{}",
  };
  const dates = (at: number) => ({ created_at: at, updated_at: at + 5_000, extra: "{}" });
  const task = (number: number) => ({
    user_id: owner,
    id: id(2, number),
    name: `${words[number % words.length]} ${number}`,
    search_text: "",
    description: "",
    version: 1,
    categories: "[]",
    notes: "",
    last_used_at: 1,
    ...dates(1_700_000_000_000),
  });
  const instance = (number: number) => {
    const at = 1_700_000_000_000 + number * 60_000;
    const rating = (salt: number) => (number * 7 + salt * 13) % 101;
    return {
      user_id: owner,
      id: id(3, number),
      task_id: id(2, number % tasks),
      task_version: 1,
      state: "completed",
      initialized_at: at,
      first_started_at: at + 1_000,
      completed_at: at + 1_800_000,
      time_zone: "Europe/Berlin",
      closed_on: new Date(at).toISOString().slice(0, 10),
      postponed_count: 0,
      description: words[number % words.length],
      forecast_aversion: rating(1),
      forecast_relief: rating(2),
      forecast_minutes: 30 + (number % 90) / 7,
      forecast_mental_energy: rating(3),
      forecast_difficulty: rating(4),
      emotions_before: '{"calm-anxious":40}',
      outcome_aversion: rating(5) / 3,
      outcome_relief: rating(6),
      outcome_minutes: 25.5,
      outcome_completion: 100,
      emotions_after: '{"calm-anxious":20,"happy-sad":70}',
      note: number % 4 === 0 ? `It went well enough, number ${number}; \\ and so on.` : "",
      cancel_reason: "",
      provenance: '{"forecastAversion":"touched","outcomeAversion":"touched"}',
      event_count: 2,
      ...dates(at),
    };
  };
  const event = (number: number, seq: number) => ({
    user_id: owner,
    instance_id: id(3, number),
    seq,
    type: seq === 1 ? "planned" : "completed",
    at: 1_700_000_000_000 + number * 60_000 + seq,
    time_zone: "Europe/Berlin",
    payload:
      seq === 1
        ? '{"taskVersion":1}'
        : '{"outcome":{"aversion":20,"relief":70,"minutes":25.5,"completion":100}}',
  });
  const interval = (number: number) => ({
    user_id: owner,
    id: id(4, number),
    instance_id: id(3, number),
    started_at: 1_700_000_000_000 + number * 60_000 + 1_000,
    ended_at: 1_700_000_000_000 + number * 60_000 + 1_800_000,
  });
  file.exec("begin");
  const put = (table: string, count: number, row: (number: number) => Record<string, unknown>) => {
    const { statement, values } = insert(table, row(0));
    for (let number = 0; number < count; number++) statement.run(values(row(number)));
  };
  put("user_account", 1, () => account);
  put("task", tasks, task);
  put("instance", instances, instance);
  put("instance_event", instances * 2, (number) => event(Math.floor(number / 2), (number % 2) + 1));
  put("work_interval", instances, interval);
  file.exec("commit");
  file.pragma("wal_checkpoint(truncate)");
  file.close();
  return 1 + tasks + instances * 4;
}
