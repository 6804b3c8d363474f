/** The two people of the tests: what one does, the other must never see. */
export const cast = {
  ann: { username: "ann", password: "a few words of ann" },
  ben: { username: "ben", password: "a few words of ben" },
} as const;

export type CastName = keyof typeof cast;
