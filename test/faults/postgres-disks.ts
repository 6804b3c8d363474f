import { chmod, chown, mkdir, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { dropDatabase } from "#test/support/drop-database.ts";
import { startPostgres } from "#test/support/postgres-server.ts";
import { serverAccount, sharedTemporaryFolder } from "#test/support/unprivileged.ts";
import { withClient } from "#test/support/with-client.ts";
import { mountDisk, type SmallDisk } from "./small-disk.ts";

type Server = Awaited<ReturnType<typeof startPostgres>>;

/** Databases of a PostgreSQL server of its own that lie on small disks (as tablespaces; the server's log of changes does not). */
export class PostgresDisks {
  #server: Promise<Server> | undefined;
  /** One at a time: while a disk is full the server can make and drop no database, wherever that lies. */
  #free: Promise<void> = Promise.resolve();

  async make(megabytes: number): Promise<SmallDisk | string> {
    const { promise, resolve: release } = Promise.withResolvers<void>();
    const before = this.#free;
    this.#free = promise;
    await before;
    try {
      const disk = await this.#make(megabytes);
      if (typeof disk === "string") {
        release();
        return disk;
      }
      return { ...disk, remove: () => disk.remove().finally(release) };
    } catch (error) {
      release();
      throw error;
    }
  }

  async #make(megabytes: number): Promise<SmallDisk | string> {
    const home = await mkdtemp(join(await sharedTemporaryFolder(), "tas-fault-disk-"));
    await chmod(home, 0o755);
    const disk = await mountDisk(home, megabytes, "0755");
    if (typeof disk === "string") return disk;
    this.#server ??= startPostgres({ synchronous_commit: "on" });
    const server = await this.#server;
    const files = join(home, "tables");
    const account = await serverAccount();
    await mkdir(files, { mode: 0o700 });
    if (account) await chown(files, account.uid, account.gid);
    const name = `small_${crypto.randomUUID().slice(0, 8)}`;
    await withClient(server.superuserUrl, async (client) => {
      await client.query(`create tablespace ${name} owner tas location '${files}'`);
      await client.query(`create database ${name} owner tas template template0 tablespace ${name}`);
    });
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    return {
      ...disk,
      place: { engine: "postgres", url: url.href },
      async remove() {
        const dropped = withClient(server.superuserUrl, async (client) => {
          const { rows } = await client.query<{ name: string }>(
            `select datname as name from pg_database d join pg_tablespace t on t.oid = d.dattablespace where spcname = '${name}'`,
          );
          for (const found of rows) await dropDatabase(client, found.name);
          await client.query(`drop tablespace ${name}`);
        });
        try {
          await dropped;
        } finally {
          await disk.remove();
        }
      },
    };
  }

  async close(): Promise<void> {
    await (await this.#server)?.stop();
  }
}
