import type { AccountContent } from "#storage/account-content.ts";

/** "25 tasks, 350 instances and 6 areas"; "nothing in it" for an account that holds nothing. */
export function contentSentence(content: AccountContent): string {
  const parts = [
    counted(content.tasks, "task"),
    counted(content.instances, "instance"),
    counted(content.areas, "area"),
    counted(content.notes, "note"),
    counted(content.surveyResponses, "survey response"),
  ].filter((part) => part !== "");
  if (parts.length === 0) return "nothing in it";
  return parts.length === 1 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

function counted(count: number, word: string): string {
  if (count === 0) return "";
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
