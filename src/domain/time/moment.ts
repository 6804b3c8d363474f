/** What an action may know of the world outside its arguments: the time it happens and fresh ids. */
export interface Moment {
  /** Epoch milliseconds; the same all through one action. */
  readonly now: number;
  /** A new UUIDv7. */
  newId(): string;
}
