/** INSERT INTO: what a table's connector takes, and what stands between the query and it. */
import { refuse } from '../bind/refuse.ts';
import { changelogOf } from './changelog.ts';
import type { PlanNode, SinkNode, TableDefinition } from './physical-plan.ts';
import type { InsertTarget } from './plan-query.ts';
import { isSameKey, type Key, upsertKeys } from './upsert-keys.ts';

/**
 * What a connector takes: `append` new rows only, `upsert` rows by primary key and deletions, `retract` every change.
 * `any` wants nothing.
 */
type Takes = 'append' | 'upsert' | 'retract' | 'any';

const TAKES: Readonly<Record<string, Takes>> = { filesystem: 'append', view: 'upsert', blackhole: 'any' };

function takes({ options }: TableDefinition): Takes {
  return TAKES[options.connector ?? ''] ?? 'retract';
}

/**
 * The sink of an INSERT.
 * @throws SqlError SQL_UPDATES_NOT_ALLOWED for rows that are taken back where they can only be added.
 */
export function planSink(input: PlanNode, { sink, span, settings }: InsertTarget, id: string): SinkNode {
  if (takes(sink) === 'append' && changelogOf(input) === 'updating') refuseUpdates(input, sink, span);
  const columns = [...sink.schema.keys()].filter((column) => mayBeNull(input, sink, column));
  const key = materializeBy(input, sink, settings.upsertMaterialize);
  return {
    kind: 'sink',
    id,
    input,
    table: sink,
    schema: sink.schema,
    ...(columns.length === 0 ? {} : { notNull: { columns, otherwise: settings.notNull } }),
    ...(key === undefined ? {} : { materialize: { rowKey: key, ttlMs: settings.stateTtlMs } }),
    span,
  };
}

function refuseUpdates(input: PlanNode, sink: TableDefinition, span: InsertTarget['span']): never {
  const reason = `table ${sink.name} (${sink.options.connector}) takes new rows only, but ${input.id} takes rows back`;
  const hint = "insert into a table with PRIMARY KEY and 'connector' = 'view', or aggregate within windows";
  return refuse('SQL_UPDATES_NOT_ALLOWED', span, reason, hint);
}

function mayBeNull(input: PlanNode, sink: TableDefinition, column: number): boolean {
  return sink.schema[column]?.type.nullable === false && input.schema[column]?.type.nullable === true;
}

/**
 * Where rows that the query tells apart can have one primary key, those that do not show must be remembered. Undefined
 * where they cannot; else the columns that tell them apart, all when none are known.
 */
function materializeBy(input: PlanNode, sink: TableDefinition, when: 'AUTO' | 'NONE' | 'FORCE'): Key | undefined {
  if (takes(sink) !== 'upsert' || sink.primaryKey.length === 0 || when === 'NONE') return undefined;
  if (when === 'AUTO' && (changelogOf(input) === 'append' || isKeyed(input, sink))) return undefined;
  const [smallest] = upsertKeys(input).toSorted((a, b) => a.length - b.length);
  return smallest ?? [...input.schema.keys()];
}

function isKeyed(input: PlanNode, sink: TableDefinition): boolean {
  const primaryKey = sink.primaryKey.map((name) => sink.schema.findIndex((field) => field.name === name));
  return upsertKeys(input).some((key) => isSameKey(key, primaryKey));
}

/** Whether a sink must know what an update replaces. */
export function sinkWantsUpdateBefore({ input, table }: SinkNode): boolean {
  switch (takes(table)) {
    case 'append':
      return false;
    case 'retract':
      return true;
    case 'upsert':
    case 'any':
      return table.primaryKey.length > 0 && !isKeyed(input, table);
  }
}
