/**
 * Someone who has shown who they are. Only the session check and the command line make one, and every action asks
 * for it: holding a `Person` is the right to that person's rows and to nobody else's.
 */
export interface Person {
  readonly id: string;
  readonly kind: AccountKind;
  readonly role: "person" | "admin";
  /** IANA name. */
  readonly timeZone: string;
}

/** See the contract: a guest has no name yet, a temporary account no password. */
export type AccountKind = "guest" | "temporary" | "full";
