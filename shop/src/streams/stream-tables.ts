/** What the scripts say of the views that the pipelines write: how long rows are kept, and which file writes them. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseDuration } from '@millrace/engine/row/parse-duration.ts';
import type { PipelineScript } from '@millrace/engine/runtime/pipeline-messages.ts';
import { parseScript } from '@millrace/engine/sql/parse/parse-script.ts';
import type { CreateTable, Insert, Statement } from '@millrace/engine/sql/parse/statement-node.ts';
import type { FunctionView } from '../functions/view-output.ts';

export interface StreamTable {
  /** The file that writes it: `pipelines/revenue.sql`; `functions` for what the functions write. */
  readonly writtenBy: string;
  /** Null: rows stay until they are taken back. */
  readonly retentionMs: number | null;
}

export const BY_FUNCTIONS = 'functions';

/** By the names of the views. The server does its other work between two scripts: to parse them all is a pause. */
export async function streamTables(
  scripts: readonly PipelineScript[],
  functionViews: readonly FunctionView[],
): Promise<ReadonlyMap<string, StreamTable>> {
  const statements: { readonly file: string; readonly statement: Statement }[] = [];
  for (const { file, text } of scripts) {
    for (const statement of parseScript(text, file)) statements.push({ file, statement });
    await nextTurn();
  }
  const tables = new Map<string, CreateTable>();
  for (const { statement } of statements) {
    if (statement.kind === 'create-table') tables.set(nameOf(statement.name), statement);
  }
  const found = new Map<string, StreamTable>();
  for (const { file, statement } of statements) {
    for (const { target } of insertsOf(statement)) {
      const table = tables.get(nameOf(target));
      if (table === undefined || optionOf(table, 'view') !== undefined) continue;
      found.set(nameOf(target), { writtenBy: file, retentionMs: retentionOf(table) });
    }
  }
  for (const { name, retentionMs = null } of functionViews) found.set(name, { writtenBy: BY_FUNCTIONS, retentionMs });
  return found;
}

function insertsOf(statement: Statement): readonly Insert[] {
  if (statement.kind === 'insert') return [statement];
  return statement.kind === 'statement-set' ? statement.inserts : [];
}

function retentionOf(table: CreateTable): number | null {
  const text = optionOf(table, 'retention');
  return text === undefined ? null : (parseDuration(text) ?? null);
}

function optionOf({ options }: CreateTable, key: string): string | undefined {
  return options.find((option) => option.key === key)?.value;
}

function nameOf({ parts }: CreateTable['name']): string {
  return parts.map(({ name }) => name).join('.');
}
