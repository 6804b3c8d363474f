import { afterAll, beforeAll, expect, test } from "vitest";
import type { EmotionView } from "#contract/emotion.ts";
import type { Problem } from "#contract/problem.ts";
import type { TaskView } from "#contract/task.ts";
import type { Client } from "#test/support/client.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { startTestServer, type TestServer } from "#test/support/test-server.ts";

interface Emotions {
  items: EmotionView[];
}

eachDialect((_engine, _open, more) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(more);
  });
  afterAll(async () => {
    await server.close();
  });

  async function guest(): Promise<Client> {
    const client = server.client();
    await client.guest();
    return client;
  }

  async function namesOf(client: Client): Promise<string[]> {
    return (await client.get<Emotions>("/emotions")).body.items.map((emotion) => emotion.positive);
  }

  test("an emotion is added once, removed, and comes back with the same id", async () => {
    const client = await guest();
    const usual = await namesOf(client);
    const zest = (await client.post<EmotionView>("/emotions", { positive: "Zest" })).body;
    expect(zest).toMatchObject({ kind: "custom", negative: null });
    expect((await client.post<EmotionView>("/emotions", { positive: " zest " })).body.id).toBe(zest.id);
    expect(await namesOf(client)).toEqual([...usual, "Zest"]);
    await client.delete(`/emotions/${zest.id}`);
    expect(await namesOf(client)).toEqual(usual);
    expect((await client.post<EmotionView>("/emotions", { positive: "ZEST" })).body.id).toBe(zest.id);
    expect(await namesOf(client)).toEqual([...usual, "Zest"]);
  });

  test("the longest names of any script are kept and found again", async () => {
    const client = await guest();
    const word = (start: number) =>
      Array.from({ length: 500 }, (_, index) => String.fromCodePoint(start + ((index * 7919) % 6000))).join(
        "",
      );
    const pair = { positive: word(0x4e00), negative: word(0x6600) };
    const first = await client.post<EmotionView>("/emotions", pair);
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject(pair);
    expect((await client.post<EmotionView>("/emotions", pair)).body.id).toBe(first.body.id);
    expect((await client.post<EmotionView>("/emotions", { positive: word(0x4e00) })).body.id).not.toBe(
      first.body.id,
    );
  });

  test("a task asks only for the person's own emotions, and goes on with one that was removed", async () => {
    const [ann, ben] = [await guest(), await guest()];
    const own = (await ann.post<EmotionView>("/emotions", { positive: "Zest" })).body.id;
    const refused = await ben.post<Problem>("/tasks", { name: "x", askedEmotions: [own] });
    expect([refused.status, Object.keys(refused.body.fields ?? {})]).toEqual([400, ["askedEmotions"]]);
    const { id } = (await ann.post<TaskView>("/tasks", { name: "x", askedEmotions: [own] })).body;
    await ann.delete(`/emotions/${own}`);
    const kept = await ann.patch<TaskView>(`/tasks/${id}`, { name: "y", askedEmotions: [own] });
    expect([kept.status, kept.body.askedEmotions]).toEqual([200, [own]]);
    expect((await ann.post<TaskView>(`/tasks/${id}/copy`)).body.askedEmotions).toEqual([]);
    const unknown = await ann.patch<Problem>(`/tasks/${id}`, { askedEmotions: ["no-such-emotion"] });
    expect(unknown.status).toBe(400);
    expect((await ben.delete<Problem>(`/emotions/${own}`)).status).toBe(404);
  });
});
