import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "pg";
import type { DatabaseTarget } from "../database.ts";
import { fromPostgres } from "./postgres-errors.ts";

/** A database that holds nothing yet and is thrown away after use. */
export interface Scratch {
  readonly target: DatabaseTarget;
  drop(): Promise<void>;
}

/** For a scratch database that needs no server, whatever the data lives in. */
export const localScratch: DatabaseTarget = { engine: "sqlite", path: "" };

/** Older ones were left behind by a process that was killed. */
const oldest = 24 * 60 * 60_000;
const names = /^tas_scratch_(\d+)_[0-9a-f]{8}$/;

/**
 * Makes an empty database of the same engine: a file in `folder`, or a PostgreSQL database beside `like`; where the
 * role may not create databases, a schema in it. Removes those that were left behind.
 */
export async function makeScratch(like: DatabaseTarget, folder: string): Promise<Scratch> {
  const name = `tas_scratch_${Date.now()}_${crypto.randomUUID().slice(0, 8)}`;
  if (like.engine === "postgres") return postgresScratch(like.url, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const leftBehind = (await readdir(folder)).filter((file) => isOld(file.replace(/\.db.*$/, "")));
  for (const file of leftBehind) await rm(join(folder, file), { force: true });
  const path = join(folder, `${name}.db`);
  return {
    target: { engine: "sqlite", path },
    async drop() {
      for (const end of ["", "-wal", "-shm"]) await rm(path + end, { force: true });
    },
  };
}

async function postgresScratch(url: string, name: string): Promise<Scratch> {
  const alone = await connected(url, async (client) => {
    const { rows } = await client.query<{ may: boolean }>(
      "select rolcreatedb or rolsuper as may from pg_roles where rolname = current_user",
    );
    const databases = rows[0]?.may === true;
    await dropOld(client, databases);
    // template0 has the same encoding, whatever somebody put into template1.
    await client.query(databases ? `create database ${name} template template0` : `create schema ${name}`);
    return databases;
  });
  return {
    target: { engine: "postgres", url: alone ? inDatabase(url, name) : inSchema(url, name) },
    async drop() {
      await connected(url, (client) =>
        client.query(alone ? `drop database if exists ${name}` : `drop schema if exists ${name} cascade`),
      );
    },
  };
}

async function dropOld(client: Client, databases: boolean): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    databases
      ? "select datname as name from pg_database where pg_get_userbyid(datdba) = current_user"
      : "select nspname as name from pg_namespace where pg_get_userbyid(nspowner) = current_user",
  );
  for (const { name } of rows.filter((row) => isOld(row.name))) {
    await client.query(
      databases ? `drop database if exists ${name}` : `drop schema if exists ${name} cascade`,
    );
  }
}

function isOld(name: string): boolean {
  const made = names.exec(name)?.[1];
  return made !== undefined && Date.now() - Number(made) > oldest;
}

async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: "task-aversion-system" });
  client.on("error", () => {});
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw fromPostgres(error);
  } finally {
    await client.end().catch(() => {});
  }
}

function inDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

function inSchema(url: string, name: string): string {
  const changed = new URL(url);
  const options = changed.searchParams.get("options");
  changed.searchParams.set("options", `${options === null ? "" : `${options} `}-c search_path=${name}`);
  return changed.href;
}
