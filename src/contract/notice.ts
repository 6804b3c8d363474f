import { z } from "zod";
import { instantSchema } from "./primitives.ts";

/** What the host tells everybody, on every screen. */
export const noticeSchema = z.object({
  notice: z
    .object({
      text: z.string(),
      /** After this it is not shown any more; null stays until it is taken away. */
      until: instantSchema.nullable(),
    })
    .nullable(),
});
export type NoticeView = z.infer<typeof noticeSchema>;

/** The longest notice, in characters. */
export const longestNotice = 500;
