import { dirname } from "node:path";
import { DestinationError } from "./destination-error.ts";

/** What the operating system said about a file in a sentence. Errors that are not its own come back as they are. */
export function folderError(error: unknown, path: string): unknown {
  const code = systemCode(error);
  if (code === undefined) return error;
  const say = (kind: DestinationError["code"], sentence: string) =>
    new DestinationError(kind, sentence, { cause: error });
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return say(
        "disk-full",
        `There is no room left for "${path}"; free some space on that disk, and try again.`,
      );
    case "EROFS":
      return say(
        "read-only",
        `"${path}" lies on a disk that is read-only; mount it writable or name another folder.`,
      );
    case "EACCES":
    case "EPERM":
      return say(
        "read-only",
        `"${path}" is not open to the user that runs this; let that user read and write in "${dirname(path)}", or name another folder.`,
      );
    case "ENOENT":
      return say(
        "not-found",
        `"${path}" is not there; look whether the disk is mounted and the name is right.`,
      );
    case "EEXIST":
      return say(
        "exists",
        `"${path}" exists already, and nothing is ever overwritten; remove it or choose another name.`,
      );
    case "ENOTDIR":
    case "EISDIR":
    case "ELOOP":
    case "ENAMETOOLONG":
      return say("refused", `"${path}" cannot be used (${code}); name a folder there, not a file.`);
    case "EFBIG":
      return say(
        "refused",
        `"${path}" is larger than its disk takes in one file; name a folder on another disk.`,
      );
    default:
      return say(
        "unreachable",
        `"${path}" cannot be reached (${code}); look after that disk, and try again.`,
      );
  }
}

/** ENOENT and the like. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return undefined;
  return String(error.code);
}
