/** CREATE TABLE. */
import type { CreateTable, LikeClause, LikeOption, PrimaryKey, TableOption } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseIdentifier, parseNameList, parseQualifiedName, parseText } from './parse-name.ts';
import { parseQuery } from './parse-query.ts';
import { parseTableElements } from './parse-table-elements.ts';
import type { Token } from './token.ts';

/** After `CREATE [TEMPORARY]`; the cursor is at TABLE. */
export function parseCreateTable(cursor: Cursor, start: Token, temporary: boolean): CreateTable {
  cursor.expect('TABLE');
  const ifNotExists = cursor.accept('IF', 'NOT', 'EXISTS');
  const name = parseQualifiedName(cursor, 'the name of the table');
  const elements = parseTableElements(cursor);
  const comment = cursor.accept('COMMENT') ? parseText(cursor, 'a quoted comment') : undefined;
  refuseDistribution(cursor);
  const partitionedBy = cursor.accept('PARTITIONED', 'BY') ? parseNameList(cursor, 'a column name') : [];
  const options = cursor.accept('WITH') ? parseOptions(cursor) : [];
  const like = cursor.at('LIKE') ? parseLike(cursor) : undefined;
  const query = cursor.accept('AS') ? parseQuery(cursor) : undefined;
  const clauses = { comment, partitionedBy, options, like, query, span: cursor.spanFrom(start) };
  return { kind: 'create-table', name, temporary, ifNotExists, ...elements, ...clauses };
}

function refuseDistribution(cursor: Cursor): void {
  if (cursor.atAny(['DISTRIBUTED'])) throw cursor.error('DISTRIBUTED BY is not supported', { code: 'SQL_UNSUPPORTED' });
}

/** `('connector' = 'log', …)`. */
export function parseOptions(cursor: Cursor): TableOption[] {
  if (cursor.accept('(', ')')) return [];
  return cursor.parenthesizedList(() => {
    const start = cursor.peek();
    const key = parseText(cursor, "an option, as in 'connector' = 'log'");
    cursor.expect('=');
    const value = parseText(cursor, 'a quoted value');
    return { kind: 'table-option', key, value, span: cursor.spanFrom(start) };
  });
}

/** `LIKE base [(INCLUDING ALL …)]`. */
function parseLike(cursor: Cursor): LikeClause {
  const start = cursor.expect('LIKE');
  const table = parseQualifiedName(cursor, 'a table name');
  const options: LikeOption[] = [];
  if (cursor.at('(')) {
    const open = cursor.next();
    while (options.length === 0 || !cursor.at(')')) options.push(parseLikeOption(cursor));
    cursor.expectClose(open);
  }
  return { kind: 'like-clause', table, options, span: cursor.spanFrom(start) };
}

function parseLikeOption(cursor: Cursor): LikeOption {
  const start = cursor.peek();
  const action = cursor.expectAny('INCLUDING', 'EXCLUDING', 'OVERWRITING');
  const feature = cursor.expectAny(
    'ALL',
    'CONSTRAINTS',
    'DISTRIBUTION',
    'GENERATED',
    'METADATA',
    'OPTIONS',
    'PARTITIONS',
    'WATERMARKS',
  );
  return { kind: 'like-option', action, feature, span: cursor.spanFrom(start) };
}

/** `[CONSTRAINT c] PRIMARY KEY (a, b) NOT ENFORCED`. */
export function parsePrimaryKey(cursor: Cursor): PrimaryKey {
  const start = cursor.peek();
  const constraint = cursor.accept('CONSTRAINT') ? parseIdentifier(cursor, 'the name of the constraint') : undefined;
  if (cursor.at('UNIQUE'))
    throw cursor.error('UNIQUE is not supported', { hint: 'write PRIMARY KEY (…) NOT ENFORCED' });
  cursor.expect('PRIMARY', 'KEY');
  const columns = parseNameList(cursor, 'a column name');
  expectNotEnforced(cursor);
  return { kind: 'primary-key', constraint, columns, span: cursor.spanFrom(start) };
}

/** Flink takes a key on trust, and wants that said. */
export function expectNotEnforced(cursor: Cursor): void {
  if (cursor.accept('NOT', 'ENFORCED')) return;
  const hint = 'write NOT ENFORCED after it';
  throw cursor.error(`a PRIMARY KEY is not enforced: expected NOT ENFORCED, found ${cursor.found()}`, { hint });
}
