import { z } from "zod";
import { idSchema, nameSchema, textSchema } from "./primitives.ts";

export const areaSchema = z.object({
  id: idSchema,
  name: z.string(),
  taskType: z.string().nullable(),
  description: z.string(),
});
export type AreaView = z.infer<typeof areaSchema>;
export const areaListSchema = z.object({ items: z.array(areaSchema) });
export const areaCreateSchema = z.object({
  name: nameSchema(200, "Give the area a name."),
  taskType: nameSchema(60, "Pick a type or leave it open.").nullable().optional(),
  description: textSchema(5_000).optional(),
});
export const areaPatchSchema = areaCreateSchema.partial();
