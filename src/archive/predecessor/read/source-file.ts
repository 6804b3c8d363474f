/** One file of a source, in memory. */
export interface SourceFile {
  /** Relative, with forward slashes. */
  readonly path: string;
  readonly bytes: Buffer;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

export function depthOf(path: string): number {
  return path.split("/").length - 1;
}

/** What operating systems add on their own. */
export function isSystemFile(path: string): boolean {
  return /(^|\/)(__MACOSX|\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)(\/|$)/i.test(path);
}

/** Whether a name leaves the folder it was given in. */
export function pointsOutside(path: string): boolean {
  return path.startsWith("/") || /^[a-z]:/i.test(path) || path.split(/[/\\]/).includes("..");
}
