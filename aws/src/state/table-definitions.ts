/**
 * The DynamoDB tables, defined once: the stacks create them from here, and so do the servers of the tests.
 *
 * Keys are called `pk` and `sk` in all of them. Items that end by themselves have their end in `expiresAt`, in seconds
 * since 1970.
 */

export interface TableDefinition {
  readonly partitionKey: 'pk';
  readonly sortKey?: 'sk';
  /** What the keys hold. */
  readonly keys: string;
}

export const TABLES = {
  /** States of functions, settled: see bucket-runner.ts. */
  state: { partitionKey: 'pk', keys: 'function#bucket#table#key' },
  /** How far functions have come, and their checkpoints: see progress-table.ts. */
  progress: { partitionKey: 'pk', keys: 'function#group#buckets, function#bucket' },
  /** Rows of result tables. */
  results: { partitionKey: 'pk', sortKey: 'sk', keys: 'view; key of the row' },
  decisions: { partitionKey: 'pk', keys: 'order id' },
  'risk-profiles': { partitionKey: 'pk', keys: 'visitor' },
  /** Who decided what, for as long as it must be kept. */
  audit: { partitionKey: 'pk', sortKey: 'sk', keys: 'day; time#id' },
  /** What functions cannot take, with the reason. */
  poison: { partitionKey: 'pk', sortKey: 'sk', keys: 'function; sequence number[.input]' },
} as const satisfies Readonly<Record<string, TableDefinition>>;

export type TableName = keyof typeof TABLES;

export const TABLE_NAMES = Object.keys(TABLES) as readonly TableName[];

/** The attribute that says when an item ends. */
export const EXPIRY_ATTRIBUTE = 'expiresAt';
