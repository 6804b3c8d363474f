import type { LocalState } from "#storage/local-state.ts";
import type { RestoreWork } from "./replace-rows.ts";
import type { SafetyCopy } from "./safety-copy.ts";

/** What a restored database knows of it, and what everybody is told. */
export function restoredNotice(
  { context, archive }: RestoreWork,
  safetyCopy: SafetyCopy | null,
  damagedCopy: string | null,
): Pick<LocalState, "restored" | "notice"> {
  const takenAt = Date.parse(archive.header.createdAt);
  const at = context.clock();
  const gap = `what was entered between then and ${stamp(at)}`;
  // A path is nothing for everybody's eyes.
  const copy = safetyCopy?.place == null ? "a copy on the server" : `the copy ${safetyCopy.name}`;
  const rest =
    damagedCopy !== null
      ? `${gap} may still be in the damaged file, which was kept.`
      : safetyCopy === null
        ? `${gap} is not in it.`
        : `${gap} is kept in ${copy}.`;
  return {
    restored: { backup: archive.name, takenAt, at },
    notice: { text: `Restored to the state of ${stamp(takenAt)}; ${rest}`, until: null, since: at },
  };
}

function stamp(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
