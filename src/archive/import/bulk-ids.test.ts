import { validate, version } from "uuid";
import { expect, test } from "vitest";
import { bulkIds } from "./bulk-ids.ts";

test("ids made in bulk are all different, in order and of the usual kind", () => {
  const newId = bulkIds(Date.UTC(2026, 10, 21));
  const ids = Array.from({ length: 5_000 }, newId);
  expect(new Set(ids).size).toBe(5_000);
  expect(ids).toEqual([...ids].sort());
  expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
  expect(new Set(Array.from({ length: 100 }, () => bulkIds(0)())).size).toBe(100);
});
