/** The tables and views of a script, by name. Names are case-sensitive; a later statement sees what earlier ones made. */

import { didYouMean } from '../../errors/closest-name.ts';
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { DataType, Schema } from '../../row/data-type.ts';
import { withoutAttribute } from '../functions/type-build.ts';
import type { QualifiedName } from '../parse/ast.ts';
import type { Expression } from './expression.ts';
import type { LogicalNode } from './logical-plan.ts';
import { refuse } from './refuse.ts';
import type { TableDefinition } from './table-definition.ts';

export interface CatalogTable {
  readonly kind: 'table';
  readonly name: string;
  /** All columns as queries see them, in the order written. */
  readonly columns: readonly CatalogColumn[];
  readonly watermark: CatalogWatermark | undefined;
  /** As a source: all physical and metadata columns. */
  readonly definition: TableDefinition;
  readonly span: SourceSpan;
}

export interface CatalogColumn {
  readonly name: string;
  readonly kind: 'physical' | 'metadata' | 'computed';
  readonly type: DataType;
  /** Metadata that can only be read: no column of the table as a sink. */
  readonly virtual: boolean;
  /** Of a computed column: over the table's columns. */
  readonly expression: Expression | undefined;
  /** Of a field that the planner has taken out of a ROW: the ROW's name and its own. */
  readonly within?: readonly [outer: string, inner: string];
}

export interface CatalogWatermark {
  /** Index into `columns`. */
  readonly column: number;
  /** Over the table's columns. */
  readonly expression: Expression;
  readonly emit: 'on-periodic' | 'on-event' | 'on-arrival';
  readonly idleTimeoutMs: number;
}

export interface CatalogView {
  readonly kind: 'view';
  readonly name: string;
  /** Bound when it was created; its schema has the view's column names. */
  readonly node: LogicalNode;
  readonly span: SourceSpan;
}

/** Filled while a script is bound from top to bottom; binding never reads a table that comes later. */
export class Catalog {
  readonly #entries = new Map<string, CatalogTable | CatalogView>();

  /** The object of that name. @throws SqlError SQL_UNKNOWN_TABLE. */
  get(name: QualifiedName): CatalogTable | CatalogView {
    const text = tableName(name);
    const entry = this.#entries.get(text);
    if (entry !== undefined) return entry;
    const hint = didYouMean(text, this.#entries.keys()) ?? 'CREATE TABLE it first';
    return refuse('SQL_UNKNOWN_TABLE', name.span, `unknown table ${text}`, hint);
  }

  find(name: string): CatalogTable | CatalogView | undefined {
    return this.#entries.get(name);
  }

  /** @throws SqlError SQL_INVALID_TABLE when the name is taken. */
  add(entry: CatalogTable | CatalogView, span: SourceSpan, ifNotExists: boolean): void {
    const existing = this.#entries.get(entry.name);
    if (existing !== undefined && ifNotExists) return;
    if (existing !== undefined) {
      const place = `${existing.span.file}:${existing.span.line}`;
      refuse('SQL_INVALID_TABLE', span, `${existing.kind} ${entry.name} already exists, since ${place}`);
    }
    this.#entries.set(entry.name, entry);
  }

  remove(name: QualifiedName, kind: 'table' | 'view', ifExists: boolean): void {
    const entry = this.#entries.get(tableName(name));
    if (entry === undefined && ifExists) return;
    const found = entry ?? this.get(name);
    if (found.kind !== kind) {
      refuse(
        'SQL_INVALID_TABLE',
        name.span,
        `${found.name} is a ${found.kind}`,
        `DROP ${found.kind.toUpperCase()} drops it`,
      );
    }
    this.#entries.delete(found.name);
  }

  tables(): readonly CatalogTable[] {
    return [...this.#entries.values()].filter((entry) => entry.kind === 'table');
  }
}

/** The last part of a name; Flink's default catalog and database may stand before it. */
export function tableName(name: QualifiedName): string {
  return name.parts.at(-1)?.name ?? '';
}

/** The columns of a table as its readers see them. */
export function tableSchema(table: CatalogTable): Schema {
  return table.columns.map(({ name, type }) => ({ name, type }));
}

/** The table as a sink: without what can only be read or is computed. */
export function sinkDefinition(table: CatalogTable): TableDefinition {
  const columns = table.columns.filter((column) => column.kind !== 'computed' && !column.virtual);
  return { ...table.definition, schema: columns.map(({ name, type }) => ({ name, type: withoutAttribute(type) })) };
}
