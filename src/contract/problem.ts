import { z } from "zod";

/** An error as the outside sees it (application/problem+json, RFC 9457). */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  requestId: z.string().optional(),
  /** For invalid-request: field path → sentence. */
  fields: z.record(z.string(), z.string()).optional(),
  suggestions: z.array(z.string()).optional(),
  retryAfterSeconds: z.number().optional(),
});
export type Problem = z.infer<typeof problemSchema>;
