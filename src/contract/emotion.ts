import { z } from "zod";
import { idSchema, nameSchema } from "./primitives.ts";

export const emotionSchema = z.object({
  id: idSchema,
  kind: z.enum(["pair", "custom"]),
  positive: z.string(),
  negative: z.string().nullable(),
});
export type EmotionView = z.infer<typeof emotionSchema>;
export const emotionListSchema = z.object({ items: z.array(emotionSchema) });

const word = nameSchema(500, "Name the emotion.");
/** With `negative` it is a pair (−100…100), without it a custom emotion (0…100). */
export const emotionCreateSchema = z.object({ positive: word, negative: word.optional() });
