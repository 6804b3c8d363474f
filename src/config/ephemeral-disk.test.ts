import { expect, test } from "vitest";
import { loadConfig } from "./config.ts";
import { readEnv } from "./env.ts";
import { ephemeralNotice } from "./ephemeral-disk.ts";

function notices(environment: Record<string, string>): readonly string[] {
  return loadConfig(readEnv(environment, null), "/srv/app").notices;
}

test("Heroku keeps no file, so SQLite there is warned of with what to do", () => {
  expect(notices({ DYNO: "web.1" })).toEqual([
    'Heroku throws this disk away at least once a day, and the database in "/srv/app/data" with it; add Heroku Postgres and set DATABASE_URL to its address before anybody writes here.',
  ]);
  expect(notices({ DYNO: "web.1", DATABASE_URL: "postgres://u:p@db/tasks" })).toEqual([]);
});

test("Railway keeps what lies on its volume", () => {
  const railway = { RAILWAY_ENVIRONMENT: "production" };
  expect(notices(railway)).toEqual([expect.stringContaining("attach a volume")]);
  expect(notices({ ...railway, RAILWAY_VOLUME_MOUNT_PATH: "/srv/app/data" })).toEqual([]);
  expect(notices({ ...railway, RAILWAY_VOLUME_MOUNT_PATH: "/srv/app/" })).toEqual([]);
  expect(notices({ ...railway, RAILWAY_VOLUME_MOUNT_PATH: "/srv/app/dat" })).toHaveLength(1);
});

test("Render keeps what lies on a disk of its own", () => {
  const render = { name: "Render", volume: null } as const;
  expect(ephemeralNotice(render, "/srv/app/data", () => true)).toBeNull();
  expect(ephemeralNotice(render, "/srv/app/data", () => false)).toContain("add a disk");
  // The root folder is on the disk of the system by definition.
  expect(notices({ RENDER: "true", DATABASE_URL: "sqlite:/no-such-folder/x.db" })).toHaveLength(1);
});

test("elsewhere nothing is said", () => {
  expect(notices({})).toEqual([]);
  expect(readEnv({ DYNO: "", RENDER: "false" }, null)).toEqual({});
});
