import { type ColumnDataType, type Expression, sql } from "kysely";

type DataTypeExpression = ColumnDataType | Expression<unknown>;

/** The two databases the app runs on. */
export type Engine = "sqlite" | "postgres";

/** The words migrations use for columns; what each becomes is decided here, once per engine. */
export interface ColumnTypes {
  /** UUIDv7 as text. */
  readonly id: DataTypeExpression;
  /** Text, ordered by code point on both engines. */
  readonly text: DataTypeExpression;
  /** Epoch milliseconds. */
  readonly instant: DataTypeExpression;
  /** A local date as 'YYYY-MM-DD'. */
  readonly day: DataTypeExpression;
  /** JSON as text, parsed in storage. */
  readonly json: DataTypeExpression;
  /** 0 or 1. */
  readonly flag: DataTypeExpression;
  /** A person's rating, a double; null means untouched. */
  readonly scale: DataTypeExpression;
  /** Any other double. */
  readonly real: DataTypeExpression;
  /** A whole number of 32 bits. */
  readonly count: DataTypeExpression;
}

// COLLATE "C" makes PostgreSQL order text by its UTF-8 bytes, as SQLite does.
const postgresText = sql`text collate "C"`;

const postgresTypes: ColumnTypes = {
  id: postgresText,
  text: postgresText,
  instant: "bigint",
  day: postgresText,
  json: postgresText,
  flag: "integer",
  scale: "double precision",
  real: "double precision",
  count: "integer",
};

// STRICT tables take exactly these names.
const sqliteTypes: ColumnTypes = {
  id: "text",
  text: "text",
  instant: "integer",
  day: "text",
  json: "text",
  flag: "integer",
  scale: "real",
  real: "real",
  count: "integer",
};

/** The column types of an engine, as Kysely's data type expressions. */
export function columnTypes(engine: Engine): ColumnTypes {
  return engine === "postgres" ? postgresTypes : sqliteTypes;
}
