/** The formats people can take their data out in. */
export const exportFormats = ["archive", "csv", "spreadsheet"] as const;
export type ExportFormat = (typeof exportFormats)[number];
/** Those that are several files of text. */
export type TextFormat = Exclude<ExportFormat, "archive">;

/** One file of an export. Its text is made while it is read, so that only a page of rows is in memory. */
export interface ExportFile {
  readonly name: string;
  readonly text: () => AsyncIterable<string>;
}
