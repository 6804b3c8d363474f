import type { Tx } from "./database.ts";

/** How many rows an account owns, deleted and undone ones counted in: all that goes when the account goes. */
export interface AccountContent {
  readonly tasks: number;
  readonly instances: number;
  readonly areas: number;
  readonly notes: number;
  readonly surveyResponses: number;
}

const tables = {
  tasks: "task",
  instances: "instance",
  areas: "area",
  notes: "note",
  surveyResponses: "surveyResponse",
} as const;

export async function countContent(tx: Tx, userId: string): Promise<AccountContent> {
  const count = async (kind: keyof AccountContent) => {
    const row = await tx
      .selectFrom(tables[kind])
      .select((select) => select.fn.countAll<number>().as("count"))
      .where("userId", "=", userId)
      .executeTakeFirstOrThrow();
    return row.count;
  };
  return {
    tasks: await count("tasks"),
    instances: await count("instances"),
    areas: await count("areas"),
    notes: await count("notes"),
    surveyResponses: await count("surveyResponses"),
  };
}
