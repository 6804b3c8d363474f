import { afterAll, beforeAll, expect, test } from "vitest";
import type { InstanceView } from "#contract/instance.ts";
import type { TaskView } from "#contract/task.ts";
import type { TodayView } from "#contract/today.ts";
import type { Client } from "#test/support/client.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { startTestServer, type TestServer } from "#test/support/test-server.ts";

const day = 86_400_000;

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

  async function newTask(client: Client, name: string): Promise<TaskView> {
    return (await client.post<TaskView>("/tasks", { name })).body;
  }

  async function plan(client: Client, taskId: string, dueAt?: string): Promise<InstanceView> {
    return (await client.post<InstanceView>("/instances", { taskId, dueAt })).body;
  }

  async function today(client: Client): Promise<TodayView> {
    return (await client.get<TodayView>("/today")).body;
  }

  test("on the first visit there is nothing, and nobody is welcomed back", async () => {
    expect(await today(await guest())).toEqual({
      running: [],
      planned: [],
      plannedCount: 0,
      tasks: [],
      taskCount: 0,
      closedToday: 0,
      daysAway: null,
    });
  });

  test("what runs, what is planned, and the tasks that are free", async () => {
    const client = await guest();
    const letter = await newTask(client, "Write to the landlord");
    const dishes = await newTask(client, "Dishes");
    const taxes = await newTask(client, "Taxes");
    const running = await plan(client, letter.id);
    await client.post(`/instances/${running.id}/start`);
    const paused = await plan(client, letter.id);
    await client.post(`/instances/${paused.id}/start`);
    await client.post(`/instances/${paused.id}/pause`);
    const undated = await plan(client, dishes.id);
    const due = await plan(client, dishes.id, "2030-01-01T10:00:00.000Z");
    const done = await plan(client, taxes.id);
    await client.post(`/instances/${done.id}/complete`);
    const view = await today(client);
    expect(view.running.map(({ id }) => id)).toEqual([paused.id, running.id]);
    expect(view.running[1]?.clock.running).toBe(true);
    expect(view.planned.map(({ id }) => id)).toEqual([due.id, undated.id]);
    expect(view.tasks.map(({ id, completedCount }) => [id, completedCount])).toEqual([[taxes.id, 1]]);
    expect(view).toMatchObject({ plannedCount: 2, taskCount: 3, closedToday: 1, daysAway: null });
  });

  test("the task used last comes first", async () => {
    const client = await guest();
    const old = await newTask(client, "Old");
    await newTask(client, "New");
    const done = await plan(client, old.id);
    await client.post(`/instances/${done.id}/complete`);
    expect((await today(client)).tasks.map(({ name }) => name)).toEqual(["Old", "New"]);
  });

  test("what is deleted or put away is not shown", async () => {
    const client = await guest();
    const gone = await newTask(client, "Deleted");
    await plan(client, gone.id);
    const away = await newTask(client, "Put away");
    await client.delete(`/tasks/${gone.id}`);
    await client.post(`/tasks/${away.id}/retire`);
    const kept = await newTask(client, "Kept");
    const removed = await plan(client, kept.id);
    await client.delete(`/instances/${removed.id}`);
    const view = await today(client);
    expect(view).toMatchObject({ planned: [], plannedCount: 0, taskCount: 1 });
    expect(view.tasks.map(({ name }) => name)).toEqual(["Kept"]);
  });

  test("somebody who was away for days is welcomed back until they do something", async () => {
    const client = await guest();
    const task = await newTask(client, "Write to the landlord");
    await plan(client, task.id);
    server.pass(5 * day);
    expect((await today(client)).daysAway).toBe(5);
    await plan(client, task.id);
    expect((await today(client)).daysAway).toBeNull();
  });

  test("what another person has is not in it", async () => {
    const ann = await guest();
    await plan(ann, (await newTask(ann, "Write to the landlord")).id);
    expect(await today(await guest())).toMatchObject({ planned: [], tasks: [], taskCount: 0 });
  });
});
