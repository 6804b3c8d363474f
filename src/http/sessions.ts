import type { FastifyReply, FastifyRequest } from "fastify";
import type { Person } from "#domain/account/person.ts";
import type { Background } from "./background.ts";
import type { KernelStore, Session } from "./kernel-store.ts";
import { hashToken, type SessionCookie, sessionLifetime } from "./session-cookie.ts";

/** Whoever a request's cookie belongs to. */
export interface SignedIn {
  readonly person: Person;
  readonly session: Session;
  readonly token: string;
}

/** Last use is noted at most this often, in milliseconds, so that reading costs no write. */
const noteEvery = 3_600_000;

/** Finds who a request is from, and keeps sessions in use from running out. */
export class Sessions<Tx> {
  readonly #store: KernelStore<Tx>;
  readonly #cookie: SessionCookie;
  readonly #background: Background;
  readonly #clock: () => number;
  readonly #found = new WeakMap<FastifyRequest, Promise<SignedIn | undefined>>();
  readonly #beingNoted = new Set<string>();

  constructor(store: KernelStore<Tx>, cookie: SessionCookie, background: Background, clock: () => number) {
    this.#store = store;
    this.#cookie = cookie;
    this.#background = background;
    this.#clock = clock;
  }

  /** Looks once per request. With `reply`, a session that was unused for an hour gets its full time again. */
  async find(request: FastifyRequest, reply?: FastifyReply): Promise<SignedIn | undefined> {
    let looking = this.#found.get(request);
    if (looking === undefined) {
      looking = this.#look(request);
      this.#found.set(request, looking);
    }
    const found = await looking;
    if (found && reply) this.#prolong(request, reply, found);
    return found;
  }

  async #look(request: FastifyRequest): Promise<SignedIn | undefined> {
    const tokens = this.#cookie.read(request);
    if (tokens.length === 0) return undefined;
    return await this.#store.read(this.#store.everyone, async (tx) => {
      for (const token of tokens) {
        const found = await this.#store.findSession(tx, hashToken(token));
        if (found && found.session.expiresAt > this.#clock()) return { ...found, token };
      }
      return undefined;
    });
  }

  #prolong(request: FastifyRequest, reply: FastifyReply, { person, session, token }: SignedIn): void {
    const now = this.#clock();
    const { tokenHash } = session;
    if (now - session.lastUsedAt < noteEvery || this.#beingNoted.has(tokenHash)) return;
    const lifetime = sessionLifetime(person.kind);
    this.#cookie.set(request, reply, token, lifetime);
    this.#beingNoted.add(tokenHash);
    // Not awaited: a read must not wait for the one writer.
    this.#background.run("note the use of a session", async () => {
      try {
        await this.#store.write(this.#store.everyone, (tx) =>
          this.#store.touchSession(tx, { ...session, lastUsedAt: now, expiresAt: now + lifetime }),
        );
      } finally {
        this.#beingNoted.delete(tokenHash);
      }
    });
  }
}
