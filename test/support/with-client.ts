import { Client } from "pg";

/** A bare connection to PostgreSQL, closed after the work; what the server does to it meanwhile is the work's to notice. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}
