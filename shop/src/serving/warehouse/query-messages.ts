/** What the server and the process of one query say to each other. The result itself goes through a pipe. */

export const QUERY_FORMATS = ['json', 'ndjson', 'csv', 'arrow'] as const;
export type QueryFormat = (typeof QUERY_FORMATS)[number];

/** What `$name` in the SQL stands for. */
export type QueryParameters = Readonly<Record<string, string | number | boolean | null>>;

export interface QueryOrder {
  readonly sql: string;
  readonly parameters: QueryParameters;
  readonly format: QueryFormat;
  /** Rows beyond are left out; null for all of them. */
  readonly maxRows: number | null;
  readonly maxBytes: number;
  /** Its manifest says which files count at the moment at which the query begins. */
  readonly dataFolder: string;
  readonly limits: QueryLimits;
}

/** What one query may take of the machine. */
export interface QueryLimits {
  readonly memoryMb: number;
  readonly temporaryMb: number;
  /** Where what does not fit into memory goes; the query's own folder. */
  readonly temporaryFolder: string;
  readonly threads: number;
}

export interface ResultColumn {
  readonly name: string;
  /** DuckDB's name of the type: `DECIMAL(38,4)`. */
  readonly type: string;
}

/** Why a query has no result, or not all of it. */
export interface QueryFailure {
  readonly status: 400 | 422 | 429 | 503;
  readonly code: string;
  /** What is wrong, without a full stop. */
  readonly what: string;
  /** What to do, as a sentence. */
  readonly mend: string;
  /** Where in the SQL: from 0, in characters. */
  readonly position?: number;
}

export interface QueryDone {
  readonly rows: number;
  /** There were more rows than were asked for. */
  readonly truncated: boolean;
}

export type QueryMessage =
  /** The first rows are there: from here on the result comes. */
  | { readonly kind: 'begun'; readonly columns: readonly ResultColumn[] }
  | ({ readonly kind: 'done' } & QueryDone)
  | ({ readonly kind: 'failed' } & QueryFailure);
