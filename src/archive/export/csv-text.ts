import { stringify } from "csv-stringify/sync";
import type { Input, Options } from "csv-stringify/sync";

/** A spreadsheet and the predecessor's reader both take a lone carriage return for the end of a row. */
const base: Options = { quoted_match: /\r/ };

/** Rows as the predecessor writes them: nothing is escaped but quotes. */
export function plainCsv(rows: Input): string {
  return stringify(rows, base);
}

/** Rows for a spreadsheet: text that would be taken for a formula gets an apostrophe in front. */
export function spreadsheetCsv(rows: Input): string {
  return stringify(rows, { ...base, escape_formulas: true });
}
