/** What a line of Litestream's log means for the copy. */
export type LitestreamNews =
  | { readonly kind: "copied" }
  | { readonly kind: "trouble"; readonly sentence: string };

/** Undefined for lines that change nothing. */
export function readLitestreamLine(line: string): LitestreamNews | undefined {
  if (/\bmsg="(?:wal segment|snapshot) written"/u.test(line)) return { kind: "copied" };
  if (!/\blevel=ERROR\b/u.test(line)) return undefined;
  const reason = quoted(line, "error") ?? quoted(line, "msg") ?? "unknown reason";
  // The server was writing just then; Litestream tries again within a second.
  if (reason.includes("database is locked")) return undefined;
  return { kind: "trouble", sentence: reason.replaceAll(/\s+/gu, " ").slice(0, 300) };
}

function quoted(line: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}=("(?:[^"\\\\]|\\\\.)*"|\\S+)`, "u").exec(line)?.[1];
  if (value === undefined || !value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return value.slice(1, -1);
  }
}
