/** What SET says about the queries behind it. Every setting has Flink's name and default; others are kept and not read. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import { parseDuration } from '../../row/parse-duration.ts';
import { refuse } from './refuse.ts';

export interface QuerySettings {
  /** `table.exec.state.ttl`: state that is not written for so long is forgotten; 0: never. */
  readonly stateTtlMs: number;
  /** `table.exec.sink.not-null-enforcer`: what becomes of a NULL in a NOT NULL column of a sink. */
  readonly notNull: 'ERROR' | 'DROP';
  /** `table.exec.sink.upsert-materialize`: whether rows that share a primary key are kept behind the one that shows. */
  readonly upsertMaterialize: 'AUTO' | 'NONE' | 'FORCE';
}

const STATE_TTL = 'table.exec.state.ttl';
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  'table.exec.sink.not-null-enforcer': ['ERROR', 'DROP'],
  'table.exec.sink.upsert-materialize': ['AUTO', 'NONE', 'FORCE'],
};

/** The settings as they stand; `checkSetting` has seen to their values. */
export function querySettings(settings: Readonly<Record<string, string>>): QuerySettings {
  const choice = (key: string): string => settings[key]?.toUpperCase() ?? CHOICES[key]?.[0] ?? '';
  return {
    stateTtlMs: parseDuration(settings[STATE_TTL] ?? '0') ?? 0,
    notNull: choice('table.exec.sink.not-null-enforcer') as QuerySettings['notNull'],
    upsertMaterialize: choice('table.exec.sink.upsert-materialize') as QuerySettings['upsertMaterialize'],
  };
}

/** @throws SqlError SQL_INVALID_QUERY for a value that the setting cannot have. */
export function checkSetting(key: string, value: string, span: SourceSpan): void {
  if (key === STATE_TTL && parseDuration(value) === undefined) {
    refuse('SQL_INVALID_QUERY', span, `'${value}' is not a duration`, "such as SET 'table.exec.state.ttl' = '1 d'");
  }
  const choices = CHOICES[key];
  if (choices === undefined || choices.includes(value.toUpperCase())) return;
  refuse('SQL_INVALID_QUERY', span, `'${key}' cannot be '${value}'`, `it is one of ${choices.join(', ')}`);
}
