import { type RawBuilder, sql } from "kysely";
import type { Engine } from "./column-types.ts";

/** Epoch milliseconds by the clock that all processes of a database share. */
export function serverNow(engine: Engine): RawBuilder<number> {
  return engine === "sqlite"
    ? sql<number>`cast(unixepoch('subsec') * 1000 as integer)`
    : sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;
}
