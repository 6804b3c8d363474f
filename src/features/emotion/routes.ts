import { z } from "zod";
import { AppError } from "#contract/app-error.ts";
import { emotionCreateSchema, emotionListSchema, emotionSchema } from "#contract/emotion.ts";
import { idSchema } from "#contract/primitives.ts";
import type { Emotion } from "#domain/emotion/emotion-pair.ts";
import type { Kernel } from "#http/kernel.ts";
import type { Tx } from "#storage/database.ts";
import {
  emotionNameKey,
  findEmotionByName,
  insertEmotions,
  listEmotions,
  setEmotionDeleted,
} from "#storage/emotion.ts";

const params = z.object({ id: idSchema });

export function emotionRoutes(kernel: Kernel<Tx>): void {
  kernel.read({
    url: "/emotions",
    summary: "The emotions that can be asked: pairs first, then custom ones",
    response: emotionListSchema,
    handler: async ({ tx, person }) => ({ items: await listEmotions(tx, person.id) }),
  });
  kernel.write({
    method: "POST",
    url: "/emotions",
    summary: "Add a pair or a custom emotion; one removed earlier comes back",
    body: emotionCreateSchema,
    response: emotionSchema,
    status: 201,
    async handler({ tx, person, at, body }) {
      const negative = body.negative ?? null;
      const kind = negative === null ? "custom" : "pair";
      const wanted: Emotion = { id: at.newId(), kind, positive: body.positive, negative };
      const known = await findEmotionByName(tx, person.id, emotionNameKey(wanted));
      if (!known) await insertEmotions(tx, person.id, [wanted], at.now);
      else if (known.deletedAt !== null)
        await setEmotionDeleted(tx, person.id, known.emotion.id, null, at.now);
      return known?.emotion ?? wanted;
    },
  });
  kernel.write({
    method: "DELETE",
    url: "/emotions/:id",
    summary: "Stop asking for an emotion; what was answered stays",
    params,
    response: emotionListSchema,
    async handler({ tx, person, at, params: { id } }) {
      if (!(await setEmotionDeleted(tx, person.id, id, at.now, at.now))) throw new AppError("not-found");
      return { items: await listEmotions(tx, person.id) };
    },
  });
}
