import type { z } from "zod";
import type { Person } from "#domain/account/person.ts";
import type { Moment } from "#domain/time/moment.ts";
import type { Kernel } from "./kernel.ts";

/** What is known before the transaction of an entry begins. */
export interface EntryRequest<Tx, Body> {
  /** Whoever is signed in in this browser, if anybody. */
  readonly person: Person | undefined;
  readonly at: Moment;
  readonly body: Body;
  readonly read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** Counts a try at the account of that name. Throws rate-limited when there were too many. */
  readonly countTry: (usernameKey: string) => Promise<void>;
}

export interface EntryCall<Tx, Body, Prepared> extends Omit<EntryRequest<Tx, Body>, "read" | "countTry"> {
  readonly tx: Tx;
  readonly prepared: Prepared;
  /** Opens a session for this browser and ends the one it had. */
  readonly openSession: (person: Person) => Promise<void>;
  /** Ends the session this browser had. */
  readonly endSession: () => Promise<void>;
}

export interface EntryRoute<Tx, Body extends z.ZodType, Reply extends z.ZodType, Prepared> {
  readonly method: "POST" | "DELETE";
  readonly url: string;
  readonly summary: string;
  readonly body?: Body;
  readonly response: Reply;
  /** 200 unless told; 204 sends nothing. */
  readonly status?: number;
  /** Slow work that must not hold a transaction open, such as hashing a password. */
  prepare(request: EntryRequest<Tx, z.output<Body>>): Promise<Prepared>;
  /** Runs in a transaction of everyone's rows, and may run again. */
  handler(call: EntryCall<Tx, z.output<Body>, Prepared>): Promise<z.input<Reply>>;
}

export interface OpenReadRoute<Tx, Reply extends z.ZodType> {
  readonly url: string;
  readonly summary: string;
  readonly response: Reply;
  handler(call: {
    readonly tx: Tx;
    readonly at: Moment;
    /** Whoever is signed in in this browser, if anybody. */
    readonly person: Person | undefined;
  }): Promise<z.input<Reply>>;
}

/**
 * What the account slice builds on besides `Kernel`: `entry` for writes that begin, change or end a session (signed in
 * or not), `openRead` for what anyone may know. A retry of an entry under the same Idempotency-Key (a UUID), from the
 * same browser and address, finds what the first try made, even if its cookie never arrived.
 */
export interface EntryKernel<Tx> extends Kernel<Tx> {
  entry<B extends z.ZodType, R extends z.ZodType, Prepared>(route: EntryRoute<Tx, B, R, Prepared>): void;
  openRead<R extends z.ZodType>(route: OpenReadRoute<Tx, R>): void;
}
