import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Person } from "#domain/account/person.ts";
import type { Moment } from "#domain/time/moment.ts";

/** What a handler is given: an open transaction of its own person, the moment, and input the contract has parsed. */
export interface Call<Tx, Params, Query, Body> {
  readonly tx: Tx;
  readonly person: Person;
  readonly at: Moment;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

interface Shape<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Reply extends z.ZodType,
> {
  readonly url: string;
  /** One line for the reference. */
  readonly summary: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** Every field sent out is named here; others are dropped. */
  readonly response: Reply;
}

export interface ReadRoute<
  Tx,
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
> extends Shape<P, Q, B, R> {
  handler(call: Call<Tx, z.output<P>, z.output<Q>, z.output<B>>): Promise<z.input<R>>;
}

export interface WriteRoute<
  Tx,
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
> extends Shape<P, Q, B, R> {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  /** 200 unless told. */
  readonly status?: number;
  handler(call: Call<Tx, z.output<P>, z.output<Q>, z.output<B>>): Promise<z.input<R>>;
}

/**
 * What features build their routes on. `read` is a GET on a snapshot; `write` is one transaction that also keeps the
 * answer under the request's Idempotency-Key. Both need a signed-in person; `raw` is for what needs neither.
 * URLs are below `/api/v1`.
 */
export interface Kernel<Tx> {
  readonly app: FastifyInstance;
  read<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
    route: ReadRoute<Tx, P, Q, B, R>,
  ): void;
  write<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
    route: WriteRoute<Tx, P, Q, B, R>,
  ): void;
  /** The person of a request, for a raw route. Throws not-signed-in. */
  personOf(request: FastifyRequest, reply: FastifyReply): Promise<Person>;
}
