/** How much is read before a source is refused. All of it is held in memory. */
export interface SourceLimits {
  /** Bytes of all files together, unpacked. */
  readonly maxBytes: number;
  /** Unpacked bytes per packed byte of a ZIP, once more than a megabyte came out. */
  readonly maxRatio: number;
  readonly maxMembers: number;
  readonly maxRows: number;
}

export const sourceLimits: SourceLimits = {
  maxBytes: 200_000_000,
  maxRatio: 100,
  maxMembers: 50,
  maxRows: 300_000,
};
