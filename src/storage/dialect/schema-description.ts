/** A column in terms of both engines. */
export interface ColumnDescription {
  readonly type: "text" | "integer" | "real" | "bytes";
  readonly nullable: boolean;
  readonly default?: string;
}

export interface ForeignKeyDescription {
  readonly columns: readonly string[];
  readonly table: string;
  readonly references: readonly string[];
  readonly onDelete: string;
}

export interface IndexDescription {
  /** Descending columns end with ' desc'; an expression is '(expression)'. */
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly partial: boolean;
}

export interface TableDescription {
  readonly columns: Readonly<Record<string, ColumnDescription>>;
  readonly primaryKey: readonly string[];
  /** Columns of UNIQUE constraints. */
  readonly unique: readonly (readonly string[])[];
  readonly foreignKeys: readonly ForeignKeyDescription[];
  readonly indexes: Readonly<Record<string, IndexDescription>>;
  /** Names of CHECK constraints. */
  readonly checks: readonly string[];
}

/** A schema told without words of either engine. */
export type SchemaDescription = Readonly<Record<string, TableDescription>>;
