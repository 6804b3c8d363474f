import { z } from "zod";
import { AppError } from "#contract/app-error.ts";
import { areaCreateSchema, areaListSchema, areaPatchSchema, areaSchema } from "#contract/area.ts";
import { idSchema } from "#contract/primitives.ts";
import type { Person } from "#domain/account/person.ts";
import type { Area } from "#domain/area/area.ts";
import { undoWindowMs } from "#domain/time/undo-window.ts";
import type { Kernel } from "#http/kernel.ts";
import { deleteArea, findArea, insertArea, listAreas, restoreArea, updateArea } from "#storage/area.ts";
import type { Tx } from "#storage/database.ts";

const params = z.object({ id: idSchema });

export function areaRoutes(kernel: Kernel<Tx>): void {
  kernel.read({
    url: "/areas",
    summary: "Areas by name",
    response: areaListSchema,
    handler: async ({ tx, person }) => ({ items: await listAreas(tx, person.id) }),
  });
  kernel.write({
    method: "POST",
    url: "/areas",
    summary: "Make an area",
    body: areaCreateSchema,
    response: areaSchema,
    status: 201,
    async handler({ tx, person, at, body }) {
      const area: Area = {
        id: at.newId(),
        taskType: null,
        description: "",
        ...defined(body),
        name: body.name,
      };
      await insertArea(tx, person.id, area, at.now);
      return area;
    },
  });
  kernel.write({
    method: "PATCH",
    url: "/areas/:id",
    summary: "Change an area",
    params,
    body: areaPatchSchema,
    response: areaSchema,
    async handler({ tx, person, at, params: { id }, body }) {
      const area: Area = { ...(await ownArea(tx, person, id)), ...defined(body) };
      await updateArea(tx, person.id, area, at.now);
      return area;
    },
  });
  kernel.write({
    method: "DELETE",
    url: "/areas/:id",
    summary: "Remove an area; its tasks stay",
    params,
    response: areaSchema,
    async handler({ tx, person, at, params: { id } }) {
      const area = await ownArea(tx, person, id);
      await deleteArea(tx, person.id, id, at.now);
      return area;
    },
  });
  kernel.write({
    method: "POST",
    url: "/areas/:id/restore",
    summary: "Undo a removal of the last 30 days",
    params,
    body: z.object({}).optional(),
    response: areaSchema,
    async handler({ tx, person, at, params: { id } }) {
      await restoreArea(tx, person.id, id, at.now - undoWindowMs, at.now);
      return await ownArea(tx, person, id);
    },
  });
}

async function ownArea(tx: Tx, person: Person, id: string): Promise<Area> {
  const area = await findArea(tx, person.id, id);
  if (!area) throw new AppError("not-found");
  return area;
}

/** Only the fields that are there, so that a missing one leaves what was. */
function defined(patch: z.output<typeof areaPatchSchema>): Partial<Area> {
  const area: Partial<Area> = {};
  if (patch.name !== undefined) area.name = patch.name;
  if (patch.taskType !== undefined) area.taskType = patch.taskType;
  if (patch.description !== undefined) area.description = patch.description;
  return area;
}
