import { type Client, DatabaseError } from "pg";

/** Whatever is still connected as an ordinary role, or as `client`'s own, is sent away. */
const sendAway = `select pg_terminate_backend(a.pid) from pg_stat_activity a join pg_roles r on r.oid = a.usesysid
  where a.datname = $1 and pg_has_role(r.oid, 'member')`;

/**
 * Removes a database if it is there. Not "with (force)": that fails for an ordinary role while the server cleans up in
 * there (autovacuum); without it the server ends its own work itself.
 */
export async function dropDatabase(client: Client, name: string): Promise<void> {
  for (let attempts = 1; ; attempts++) {
    await client.query(sendAway, [name]);
    try {
      await client.query(`drop database if exists ${name}`);
      return;
    } catch (error) {
      // Somebody came back between the two.
      const isInUse = error instanceof DatabaseError && error.code === "55006";
      if (!isInUse || attempts === 3) throw error;
    }
  }
}
