/** What the host decided about accounts. */
export interface AccountPolicy {
  /** What this installation is called. */
  readonly name: string;
  readonly version: string;
  readonly authMode: "password" | "username";
  readonly registration: "open" | "invite" | "closed";
  /** Null means no limit. Guests count. */
  readonly maxUsers: number | null;
}
