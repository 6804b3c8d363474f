/** Why rows were repaired or set aside, in plain words. An unknown code is shown with its hyphens taken out. */
const words: Record<string, string> = {
  "unknown-file": "A file that is not part of the export; it was left out.",
  "unknown-column": "A column we have no place for; its values are kept beside the rest.",
  "unknown-table": "A table that is not part of the earlier app; it was left out.",
  "superseded-file": "An older copy of a file that is also here; the newer one was read.",
  "missing-column": "A column that is not in the file; it stays empty.",
  encoding: "A file in an older character set; it was read as that.",
  separator: "A file with semicolons or tabs instead of commas; it was read as that.",
  "several-users": "Rows of several users; all of them become yours.",
  "old-task-list": "An old list of tasks; it was read as far as it goes.",
  duplicate: "The same entry twice; the last one was taken.",
  "repeated-header": "A heading in the middle of a file; it was skipped.",
  ragged: "A line with too few or too many cells; it was read as far as it goes.",
  "replaced-characters": "Characters that could not be read; they are marked.",
  json: "A cell that was cut short or badly written; it was mended.",
  "double-encoded-json": "A cell that was packed twice; it was unpacked.",
  time: "A time written in another way; it was understood.",
  number: "A number written in another way; it was understood.",
  boolean: "A yes or no written in another way; it was understood.",
  "no-id": "An entry without its number.",
  "no-name": "A task without a name; it was given one.",
  "placeholder-task": "Entries of a task that is not in the files; a task was made for them.",
  "scale-converted": "An answer on 0 to 10, turned into 0 to 100.",
  "created-time": "An entry without the time it was made; the nearest known time was taken.",
  "start-after-end": "A start after the end; the start was moved to it.",
  "nonexistent-time": "A time that the change of clocks skipped; the next one that existed was taken.",
  "ambiguous-time": "A time that the change of clocks repeated; the first was taken.",
  "deleted-at-source": "An entry that was deleted in the earlier app; it comes along as deleted.",
  "unknown-reference": "A link to something that is not in the files; it is kept beside the rest.",
  "timezone-assumed": "The files name no time zone, so UTC is assumed.",
  "changed-here": "Entries you changed here since; they stay as they are here.",
  "deleted-here": "Entries you deleted here; they stay deleted.",
  "deleted-in-archive":
    "Entries that were deleted already when the archive was made; they come along as deleted.",
  "part-of-changed": "Steps of entries that went another way here since; those here stay.",
  "upgraded-archive": "The archive is of an older version; it was brought up to this one.",
  "scale-looks-0-10": "Answers that look like 0 to 10; they stay as they are unless you say so.",
  "scale-mixed": "Answers where only one side looks like 0 to 10; they stay as they are.",
  unreadable: "A line that could not be read.",
  "closing-time": "A finished entry without its time; the nearest known time was taken.",
  "scale-range": "An answer outside of the scale; it is kept beside the rest.",
};

export function reasonInWords(code: string): string {
  const known = words[code];
  if (known !== undefined) return known;
  const plain = code.replaceAll("-", " ");
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}.`;
}
