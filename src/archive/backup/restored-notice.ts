import { basename } from "node:path";
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
  // Folders are nothing for everybody's eyes; the name is what the host looks for.
  const copy = safetyCopy === null ? "" : `the copy ${basename(safetyCopy.name)}`;
  const rest =
    damagedCopy !== null
      ? `may still be in the damaged file, which was kept as ${basename(damagedCopy)}; ask the person who runs this`
      : safetyCopy === null
        ? "is not here any more"
        : `is kept in ${copy}; ask the person who runs this`;
  return {
    restored: { backup: archive.name, takenAt, at },
    notice: {
      text: `Restored to the state of ${inWords(takenAt)}. What was entered after that, until ${inWords(at)}, ${rest}.`,
      until: null,
      since: at,
    },
  };
}

/** Nobody's own zone: everybody reads the same line. */
function inWords(instant: number): string {
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(instant);
  return `${day} at ${new Date(instant).toISOString().slice(11, 16)} UTC`;
}
