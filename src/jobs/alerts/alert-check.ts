export type AlertName = "backup" | "readiness" | "disk" | "certificate" | "restarts";

/** How things are with one matter. */
export interface AlertLook {
  /** A sentence for each trouble; none when all is well. */
  readonly troubles: readonly string[];
  /** What is so in either case, as a sentence; "" for nothing. */
  readonly fact: string;
}

/** What is said in a mail about one matter. */
export interface AlertWords {
  /** The subject while there is trouble, and when it is over. */
  readonly trouble: string;
  readonly well: string;
  /** The first sentence, after the name of the installation. */
  readonly opening: string;
  readonly advice: readonly string[];
}

/** Looks after one matter that the host is told about. */
export interface AlertCheck {
  readonly name: AlertName;
  /** `page` is the address of the page for admins. */
  words(page: string): AlertWords;
  /** Null when it cannot be told just now: then nothing is said, neither trouble nor that it is over. */
  look(now: number): Promise<AlertLook | null>;
  /** Where it is remembered that the host was told; in the database unless told. */
  readonly memory?: AlertMemory;
}

/** The host was told of trouble that is not over yet. Epoch milliseconds. */
export interface AlertMark {
  readonly since: number;
  readonly mailedAt: number;
}

/** Remembers of each matter whether the host was told. */
export interface AlertMemory {
  find(name: AlertName): Promise<AlertMark | undefined>;
  /** Looks and decides at once, so that of several processes one writes. `decide` gives null to leave it as it is. */
  change(
    name: AlertName,
    decide: (mark: AlertMark | undefined) => { readonly next: AlertMark | undefined } | null,
  ): Promise<void>;
}
