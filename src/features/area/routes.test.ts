import { afterAll, beforeAll, expect, test } from "vitest";
import type { AreaView } from "#contract/area.ts";
import type { TaskPage, TaskView } from "#contract/task.ts";
import type { Client } from "#test/support/client.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { startTestServer, type TestServer } from "#test/support/test-server.ts";

interface Areas {
  items: AreaView[];
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

  test("an area is made, changed field by field, and removed; its tasks stay", async () => {
    const client = await guest();
    const { id } = (await client.post<AreaView>("/areas", { name: "Home", taskType: "self-care" })).body;
    const task = (await client.post<TaskView>("/tasks", { name: "Sweep", areaIds: [id] })).body;
    await client.patch(`/areas/${id}`, { description: "Everything within four walls" });
    const changed = { id, name: "Home", taskType: "self-care", description: "Everything within four walls" };
    expect((await client.get<Areas>("/areas")).body.items).toEqual([changed]);
    expect((await client.get<TaskPage>(`/tasks?areaId=${id}`)).body.items).toHaveLength(1);
    await client.delete(`/areas/${id}`);
    expect((await client.get<Areas>("/areas")).body.items).toEqual([]);
    expect((await client.get<TaskView>(`/tasks/${task.id}`)).status).toBe(200);
    expect((await client.delete(`/areas/${id}`)).status).toBe(404);
    const edited = await client.patch<TaskView>(`/tasks/${task.id}`, { name: "Mop", areaIds: task.areaIds });
    expect([edited.status, edited.body.name]).toEqual([200, "Mop"]);
  });

  test("an area removed by mistake comes back with its tasks for 30 days", async () => {
    const [client, other] = [await guest(), await guest()];
    const { id } = (await client.post<AreaView>("/areas", { name: "Home" })).body;
    await client.post("/tasks", { name: "Sweep", areaIds: [id] });
    await client.delete(`/areas/${id}`);
    expect((await other.post(`/areas/${id}/restore`)).status).toBe(404);
    expect((await client.post<AreaView>(`/areas/${id}/restore`)).body.name).toBe("Home");
    expect((await client.get<TaskPage>(`/tasks?areaId=${id}`)).body.items).toHaveLength(1);
    await client.delete(`/areas/${id}`);
    server.pass(30 * 86_400_000 + 60_000);
    expect((await client.post(`/areas/${id}/restore`)).status).toBe(404);
    expect((await client.get<Areas>("/areas")).body.items).toEqual([]);
  });

  test("somebody else's area is not there", async () => {
    const [ann, ben] = [await guest(), await guest()];
    const { id } = (await ann.post<AreaView>("/areas", { name: "Home" })).body;
    await ann.post("/tasks", { name: "Sweep", areaIds: [id] });
    expect((await ben.get<Areas>("/areas")).body.items).toEqual([]);
    expect((await ben.patch(`/areas/${id}`, { name: "Mine" })).status).toBe(404);
    expect((await ben.delete(`/areas/${id}`)).status).toBe(404);
    expect((await ben.post("/tasks", { name: "x", areaIds: [id] })).status).toBe(400);
    expect((await ben.get<TaskPage>(`/tasks?areaId=${id}`)).body.items).toEqual([]);
    expect((await ann.get<Areas>("/areas")).body.items.map((area) => area.name)).toEqual(["Home"]);
  });
});
