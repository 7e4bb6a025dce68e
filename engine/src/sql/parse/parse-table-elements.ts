/** The parenthesized part of CREATE TABLE: columns, watermark and primary key, in any order. */
import type { ColumnDefinition, CreateTable, Identifier, PrimaryKey, TypeNode, WatermarkDefinition } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { expectNotEnforced, parsePrimaryKey } from './parse-create-table.ts';
import { parseExpressionAt } from './parse-expression.ts';
import { parseIdentifier, parseQualifiedName, parseText } from './parse-name.ts';
import { parseType } from './parse-type.ts';
import type { Token } from './token.ts';

/** What the list is made of while it is read. */
class TableElements {
  readonly columns: ColumnDefinition[] = [];
  readonly watermarks: WatermarkDefinition[] = [];
  primaryKey: PrimaryKey | undefined;

  /** A table has one key, whether it stands at a column or by itself. */
  setPrimaryKey(cursor: Cursor, start: Token, key: PrimaryKey): void {
    if (this.primaryKey !== undefined) throw cursor.error('the table has two primary keys', { token: start });
    this.primaryKey = key;
  }
}

/** The list, or nothing where the table takes its columns from LIKE or from a query. */
export function parseTableElements(cursor: Cursor): Pick<CreateTable, 'columns' | 'watermarks' | 'primaryKey'> {
  const elements = new TableElements();
  if (cursor.at('(')) cursor.parenthesizedList(() => parseElement(cursor, elements));
  const { columns, watermarks, primaryKey } = elements;
  return { columns, watermarks, primaryKey };
}

function parseElement(cursor: Cursor, elements: TableElements): void {
  const start = cursor.peek();
  if (cursor.at('WATERMARK')) elements.watermarks.push(parseWatermark(cursor));
  else if (cursor.atAny(['PRIMARY', 'CONSTRAINT', 'UNIQUE']))
    elements.setPrimaryKey(cursor, start, parsePrimaryKey(cursor));
  else elements.columns.push(parseColumn(cursor, elements));
}

/** `WATERMARK FOR ts AS ts - INTERVAL '5' SECOND`. */
function parseWatermark(cursor: Cursor): WatermarkDefinition {
  const start = cursor.expect('WATERMARK');
  cursor.expect('FOR');
  const column = parseQualifiedName(cursor, 'the time column');
  cursor.expect('AS');
  const expression = parseExpressionAt(cursor);
  return { kind: 'watermark', column, expression, span: cursor.spanFrom(start) };
}

function parseColumn(cursor: Cursor, elements: TableElements): ColumnDefinition {
  const start = cursor.peek();
  const name = parseIdentifier(cursor, 'a column name');
  if (cursor.accept('AS')) {
    const expression = parseExpressionAt(cursor);
    const comment = parseComment(cursor);
    return { kind: 'computed-column', name, expression, comment, span: cursor.spanFrom(start) };
  }
  const type = parseType(cursor);
  return cursor.at('METADATA')
    ? parseMetadataColumn(cursor, name, type)
    : parsePhysicalColumn(cursor, { name, type, elements });
}

/** `METADATA [FROM 'key'] [VIRTUAL]`. */
function parseMetadataColumn(cursor: Cursor, name: Identifier, type: TypeNode): ColumnDefinition {
  cursor.expect('METADATA');
  const key = cursor.accept('FROM') ? parseText(cursor, 'the quoted name of the metadata') : name.name;
  const virtual = cursor.accept('VIRTUAL');
  const comment = parseComment(cursor);
  return { kind: 'metadata-column', name, type, key, virtual, comment, span: cursor.spanFrom(name.span) };
}

function parsePhysicalColumn(
  cursor: Cursor,
  { name, type, elements }: { readonly name: Identifier; readonly type: TypeNode; readonly elements: TableElements },
): ColumnDefinition {
  const start = cursor.peek();
  if (cursor.at('PRIMARY') || cursor.at('CONSTRAINT'))
    elements.setPrimaryKey(cursor, start, parseColumnKey(cursor, name));
  const comment = parseComment(cursor);
  refuseForeignClause(cursor);
  return { kind: 'physical-column', name, type, comment, span: cursor.spanFrom(name.span) };
}

function parseColumnKey(cursor: Cursor, column: Identifier): PrimaryKey {
  const start = cursor.peek();
  const constraint = cursor.accept('CONSTRAINT') ? parseIdentifier(cursor, 'the name of the constraint') : undefined;
  cursor.expect('PRIMARY', 'KEY');
  expectNotEnforced(cursor);
  return { kind: 'primary-key', constraint, columns: [column], span: cursor.spanFrom(start) };
}

function parseComment(cursor: Cursor): string | undefined {
  return cursor.accept('COMMENT') ? parseText(cursor, 'a quoted comment') : undefined;
}

/** Clauses that databases know and streams do not. */
function refuseForeignClause(cursor: Cursor): void {
  const token = cursor.peek();
  if (
    token.match === 'DEFAULT' ||
    token.match === 'CHECK' ||
    token.match === 'REFERENCES' ||
    token.match === 'UNIQUE'
  ) {
    throw cursor.error(`Flink knows no ${token.match} of a column`, { hint: 'leave it out' });
  }
  if (token.match === 'GENERATED')
    throw cursor.error('GENERATED is no Flink SQL', { hint: 'write name AS expression' });
}
