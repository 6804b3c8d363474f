import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { InstanceHistoryView, InstancePage, InstanceView } from "#contract/instance.ts";
import type { Problem } from "#contract/problem.ts";
import type { ForecastCardView, TaskView } from "#contract/task.ts";
import { everyone } from "#storage/database.ts";
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

  async function newTask(client: Client, name = "Write to the landlord"): Promise<TaskView> {
    return (await client.post<TaskView>("/tasks", { name })).body;
  }

  async function plan(client: Client, taskId: string): Promise<InstanceView> {
    return (await client.post<InstanceView>("/instances", { taskId })).body;
  }

  /** A guest with one planned instance, and a way to do things to it. */
  async function begin() {
    const client = server.client();
    await client.guest();
    const task = await newTask(client);
    const { id } = await plan(client, task.id);
    const act = <B = InstanceView>(verb: string, body?: unknown) =>
      client.post<B>(`/instances/${id}/${verb}`, body);
    return { client, task, id, act };
  }

  describe("a go at a task", () => {
    test("from planning to the outcome, with forecast and outcome side by side", async () => {
      const { client, task, id, act } = await begin();
      expect((await client.get<InstanceView>(`/instances/${id}`)).body).toMatchObject({
        state: "planned",
        taskName: task.name,
        forecast: { aversion: null },
        outcome: { aversion: null },
        provenance: {},
        undoUntil: null,
      });
      const started = await act("start", { forecast: { aversion: 80, reliefNow: 20, capacity: 60 } });
      expect(started).toMatchObject({
        status: 200,
        body: { state: "active", forecast: { aversion: 80 }, clock: { running: true } },
      });
      server.pass(10 * 60_000);
      const paused = await act("pause", { reason: "the phone rang", progress: 40 });
      expect(paused.body).toMatchObject({ state: "paused", progress: 40, clock: { running: false } });
      server.pass(60 * 60_000);
      expect((await act("resume")).body).toMatchObject({ state: "active" });
      server.pass(5 * 60_000);
      const done = await act("complete", {
        outcome: { aversion: 35, relief: 70, completion: 120 },
        note: "It was one page.",
        capacityChange: "less",
      });
      expect(done.body).toMatchObject({
        state: "completed",
        forecast: { aversion: 80 },
        outcome: { aversion: 35, relief: 70, completion: 120, minutes: null },
        reliefChange: { mode: "derived", value: 50 },
        capacityChange: { mode: "manual", value: -15 },
        note: "It was one page.",
        provenance: { "forecast.aversion": "touched", "outcome.aversion": "touched" },
      });
      expect(done.body.clock.workedMs).toBeGreaterThanOrEqual(15 * 60_000);
      expect(done.body.clock.workedMs).toBeLessThan(20 * 60_000);
      expect(done.body.closedOn).toMatch(/^\d{4}-\d\d-\d\d$/u);
      expect(done.body.undoUntil).not.toBeNull();
      expect((await client.get<InstanceView>(`/instances/${id}`)).body.outcome).toEqual(done.body.outcome);
    });

    test("can be finished without a single answer, and nothing is made up", async () => {
      const { act } = await begin();
      await act("forecast", { forecast: { aversion: 80, relief: 40 } });
      const { body } = await act("complete");
      expect(new Set(Object.values({ ...body.outcome, emotions: null }))).toEqual(new Set([null]));
      expect(body.reliefChange).toBeNull();
    });

    test("can be put aside and taken up again", async () => {
      const { act } = await begin();
      await act("start");
      const cancelled = await act("cancel", { category: "deferred", reason: "tomorrow" });
      expect(cancelled.body).toMatchObject({ state: "cancelled", cancelCategory: "deferred" });
      expect((await act("reopen")).body).toMatchObject({ state: "paused", cancelCategory: null });
    });

    test("is postponed, with or without a new date", async () => {
      const { act } = await begin();
      const dueAt = "2027-01-02T10:00:00.000Z";
      expect((await act("postpone", { dueAt })).body).toMatchObject({ dueAt, postponedCount: 1 });
      expect((await act("postpone")).body).toMatchObject({ dueAt, postponedCount: 2 });
    });

    test("knows how many days ago the same task was done", async () => {
      const { client, task, act } = await begin();
      await act("complete");
      server.pass(3 * day);
      const next = await plan(client, task.id);
      const stored = await server.database.read("*", (tx) =>
        tx.selectFrom("instance").select("daysSinceLast").where("id", "=", next.id).executeTakeFirst(),
      );
      expect(stored?.daysSinceLast).toBe(3);
    });

    test("more than one can run at a time", async () => {
      const { client, act } = await begin();
      await act("start");
      const other = await plan(client, (await newTask(client, "Listen to the radio")).id);
      const second = await client.post<InstanceView>(`/instances/${other.id}/start`);
      expect(second.body.state).toBe("active");
    });
  });

  describe("what cannot be", () => {
    test("is refused with what to do instead, and changes nothing", async () => {
      const { client, id, act } = await begin();
      const refused = await act<Problem>("resume");
      expect(refused).toMatchObject({ status: 409, body: { code: "lifecycle-refused" } });
      expect(refused.body.detail).toContain("Start it.");
      await act("complete");
      expect((await act<Problem>("complete")).body.detail).toContain("already finished");
      const { body } = await client.get<InstanceView>(`/instances/${id}`);
      expect(body).toMatchObject({ state: "completed", eventCount: 2 });
    });

    test("a start that is refused keeps no forecast either", async () => {
      const { client, id, act } = await begin();
      await act("start");
      expect((await act("start", { forecast: { aversion: 5 } })).status).toBe(409);
      expect((await client.get<InstanceView>(`/instances/${id}`)).body.forecast.aversion).toBeNull();
    });

    test("answers outside their range are named", async () => {
      const { act } = await begin();
      const { status, body } = await act<Problem>("complete", {
        outcome: { aversion: 101, minutes: "long" },
      });
      expect(status).toBe(400);
      expect(Object.keys(body.fields ?? {})).toEqual(["outcome.aversion", "outcome.minutes"]);
    });

    test("an emotion has to be the person's own and in its range", async () => {
      const { client, act } = await begin();
      const { body: proud } = await client.post<{ id: string }>("/emotions", { positive: "proud" });
      const forecast = (emotions: Record<string, number>) =>
        act<Problem>("forecast", { forecast: { emotions } });
      expect((await forecast({ [proud.id]: -5 })).body.fields).toHaveProperty(["forecast.emotions"]);
      expect((await forecast({ "somebody-elses": 5 })).status).toBe(400);
      expect((await forecast({ [proud.id]: 5, "calm-anxious": -80 })).status).toBe(200);
    });

    test("a reason nobody offers, a task that is put away, a task that is not there", async () => {
      const { client, task, act } = await begin();
      expect((await act("cancel", { category: "lazy" })).status).toBe(400);
      await client.post(`/tasks/${task.id}/retire`);
      expect((await client.post("/instances", { taskId: task.id })).status).toBe(400);
      expect((await client.post("/instances", { taskId: "no-such-task" })).status).toBe(404);
    });

    test("without signing in there is nothing", async () => {
      const { id } = await begin();
      const stranger = server.client();
      for (const path of ["/instances", `/instances/${id}`, `/instances/${id}/history`, "/today"]) {
        expect((await stranger.get<Problem>(path)).body.code, path).toBe("not-signed-in");
      }
      expect((await stranger.post("/instances", { taskId: id })).status).toBe(401);
    });

    test("another person's instance does not exist, whatever is tried", async () => {
      const { id, task } = await begin();
      const other = server.client();
      await other.guest();
      const verbs = ["forecast", "start", "pause", "resume", "postpone", "complete", "cancel", "reopen"];
      for (const verb of [...verbs, "restore", "take-back"]) {
        const body = verb === "forecast" ? { forecast: { aversion: 1 } } : {};
        expect((await other.post(`/instances/${id}/${verb}`, body)).status, verb).toBe(404);
      }
      expect((await other.get(`/instances/${id}`)).status).toBe(404);
      expect((await other.get(`/instances/${id}/history`)).status).toBe(404);
      expect((await other.get(`/tasks/${task.id}/forecast-card`)).status).toBe(404);
      expect((await other.patch(`/instances/${id}`, { note: "mine" })).status).toBe(404);
      expect((await other.delete(`/instances/${id}`)).status).toBe(404);
      expect((await other.post("/instances", { taskId: task.id })).status).toBe(404);
      expect((await other.get<InstancePage>("/instances")).body.items).toEqual([]);
    });
  });

  describe("a retry after a lost answer", () => {
    test("plans once and finishes once", async () => {
      const { client, task, id } = await begin();
      const planning = { key: crypto.randomUUID() };
      const first = await client.post<InstanceView>("/instances", { taskId: task.id }, planning);
      const again = await client.post<InstanceView>("/instances", { taskId: task.id }, planning);
      expect(again).toMatchObject({ status: 201, body: { id: first.body.id } });
      expect((await client.get<InstancePage>("/instances")).body.items).toHaveLength(2);
      const finishing = { key: crypto.randomUUID() };
      const body = { outcome: { aversion: 35 } };
      const done = await client.post(`/instances/${id}/complete`, body, finishing);
      expect(await client.post(`/instances/${id}/complete`, body, finishing)).toMatchObject({
        status: 200,
        body: done.body,
      });
    });
  });

  test("two taps on Done at once finish it once", async () => {
    const { client, id, act } = await begin();
    await act("start");
    const answers = await Promise.all([act("complete"), act("complete"), act("complete")]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409]);
    const { body } = await client.get<InstanceHistoryView>(`/instances/${id}/history`);
    expect(body.items.map(({ type }) => type)).toEqual(["planned", "started", "completed"]);
  });

  describe("changing one's mind", () => {
    test("a finished instance is edited, its changes are in its history, and the edit is taken back", async () => {
      const { client, id, act } = await begin();
      const { body: before } = await act("complete", { outcome: { aversion: 35 } });
      const edited = await client.patch<InstanceView>(`/instances/${id}`, {
        outcome: { aversion: 40 },
        note: "Thought about it again.",
      });
      expect(edited.body).toMatchObject({ outcome: { aversion: 40 }, canTakeBackEdit: true });
      const { body: history } = await client.get<InstanceHistoryView>(`/instances/${id}/history`);
      expect(history.items.map(({ type }) => type)).toEqual(["planned", "completed", "edited"]);
      expect(history.items[2]?.changes).toEqual([
        { field: "note", before: "", after: "Thought about it again." },
        { field: "outcome.aversion", before: 35, after: 40 },
      ]);
      const back = await act("take-back");
      expect(back.body).toMatchObject({ outcome: before.outcome, note: "", canTakeBackEdit: false });
      expect((await act<Problem>("take-back")).body.code).toBe("nothing-to-undo");
    });

    test("an edit that changes nothing leaves no trace", async () => {
      const { client, id } = await begin();
      const { body } = await client.patch<InstanceView>(`/instances/${id}`, { note: "", place: null });
      expect(body).toMatchObject({ eventCount: 1, canTakeBackEdit: false });
    });

    test("an outcome can only be edited once there is one", async () => {
      const { client, id, act } = await begin();
      const early = await client.patch<Problem>(`/instances/${id}`, { outcome: { aversion: 1 } });
      expect(early).toMatchObject({ status: 409, body: { code: "lifecycle-refused" } });
      expect((await client.patch(`/instances/${id}`, { cancelReason: "x" })).status).toBe(400);
      await act("cancel", { category: "other" });
      const { body } = await client.patch<InstanceView>(`/instances/${id}`, { cancelCategory: "could-not" });
      expect(body.cancelCategory).toBe("could-not");
    });

    test("what was deleted is in no list but its own, and comes back whole", async () => {
      const { client, id, act } = await begin();
      const { body: before } = await act("start");
      expect((await client.delete<InstanceView>(`/instances/${id}`)).body.deletedAt).not.toBeNull();
      const seen = await client.get<InstanceView>(`/instances/${id}`);
      expect(seen.body).toMatchObject({
        state: "paused",
        deletedAt: expect.any(String),
        undoUntil: expect.any(String),
      });
      expect((await act("pause")).status).toBe(404);
      expect((await client.get<InstancePage>("/instances")).body.items).toEqual([]);
      const deleted = await client.get<InstancePage>("/instances?show=deleted");
      expect(deleted.body.items.map((item) => item.id)).toEqual([id]);
      const { body: restored } = await act("restore");
      expect(restored).toMatchObject({ state: "paused", forecast: before.forecast, deletedAt: null });
      expect((await act<Problem>("restore")).body.code).toBe("nothing-to-undo");
    });

    test("what ran when its task was deleted is paused, also after the task is restored", async () => {
      const { client, task, id, act } = await begin();
      await act("start");
      server.pass(10 * 60_000);
      await client.delete(`/tasks/${task.id}`);
      server.pass(2 * day);
      await client.post(`/tasks/${task.id}/restore`);
      const { body } = await client.get<InstanceView>(`/instances/${id}`);
      expect(body).toMatchObject({ state: "paused", clock: { running: false } });
      expect(Math.round(body.clock.workedMs / 60_000)).toBe(10);
      expect((await act("resume")).status).toBe(200);
    });

    test("30 days later it stays as it is", async () => {
      const finished = await begin();
      await finished.act("complete");
      await finished.client.patch(`/instances/${finished.id}`, { note: "x" });
      const removed = await begin();
      await removed.client.delete(`/instances/${removed.id}`);
      server.pass(30 * day + 60_000);
      const { body } = await finished.client.get<InstanceView>(`/instances/${finished.id}`);
      expect(body).toMatchObject({ undoUntil: null, canTakeBackEdit: false });
      expect((await finished.act<Problem>("reopen")).body.code).toBe("undo-expired");
      expect((await finished.act<Problem>("take-back")).body.code).toBe("undo-expired");
      expect((await removed.act<Problem>("restore")).body.code).toBe("undo-expired");
      expect((await removed.client.get<InstancePage>("/instances?show=deleted")).body.items).toEqual([]);
    });
  });

  test("an imported date far away keeps no list from being seen", async () => {
    const { client, id } = await begin();
    await server.database.write(everyone, (tx) =>
      tx
        .updateTable("instance")
        .set({ dueAt: Date.UTC(20_026, 0, 1) })
        .where("id", "=", id)
        .execute(),
    );
    const { status, body } = await client.get<InstancePage>("/instances");
    expect([status, body.items[0]?.dueAt]).toEqual([200, "+020026-01-01T00:00:00.000Z"]);
  });

  test("the list is filtered, searched and paged", async () => {
    const { client, task, id, act } = await begin();
    const others: string[] = [];
    for (let index = 0; index < 3; index++) others.unshift((await plan(client, task.id)).id);
    await act("complete", { note: "Kündigung" });
    const list = async (query: string) => (await client.get<InstancePage>(`/instances?${query}`)).body;
    expect((await list("show=open")).items.map((item) => item.id)).toEqual(others);
    expect((await list("show=completed")).items.map((item) => item.id)).toEqual([id]);
    expect((await list("search=KUNDIGUNG")).items.map((item) => item.id)).toEqual([id]);
    const first = await list("limit=3");
    const second = await list(`limit=3&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map((item) => item.id)).toEqual([...others, id]);
    expect(second.nextCursor).toBeNull();
    expect((await client.get("/instances?from=yesterday")).status).toBe(400);
  });

  test("the forecast card shows what was feared beside what it was", async () => {
    const { client, task, id, act } = await begin();
    await act("start", { forecast: { aversion: 80 } });
    await act("complete", { outcome: { aversion: 35 } });
    const card = await client.get<ForecastCardView>(`/tasks/${task.id}/forecast-card`);
    expect(card.body).toEqual({
      taskId: task.id,
      n: 1,
      pairs: [{ instanceId: id, closedOn: expect.any(String), forecast: 80, outcome: 35 }],
      higher: 1,
      lower: 0,
    });
  });
});
