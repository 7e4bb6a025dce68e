/** Data types: `DECIMAL(10, 2) NOT NULL`, `ROW<a INT, b STRING>`, `INT ARRAY`. */
import type { RowFieldNode, ScalarTypeName, TypeNode } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseIntervalQualifier } from './parse-literal.ts';
import { parseIdentifier, parseText, parseWholeNumber } from './parse-name.ts';

/** Names as written, by the name of the tree. */
const SCALARS: Readonly<Record<string, ScalarTypeName>> = {
  BOOLEAN: 'BOOLEAN',
  TINYINT: 'TINYINT',
  SMALLINT: 'SMALLINT',
  INT: 'INT',
  INTEGER: 'INT',
  BIGINT: 'BIGINT',
  FLOAT: 'FLOAT',
  REAL: 'FLOAT',
  DOUBLE: 'DOUBLE',
  DECIMAL: 'DECIMAL',
  DEC: 'DECIMAL',
  NUMERIC: 'DECIMAL',
  CHAR: 'CHAR',
  CHARACTER: 'CHAR',
  VARCHAR: 'VARCHAR',
  STRING: 'STRING',
  BINARY: 'BINARY',
  VARBINARY: 'VARBINARY',
  BYTES: 'BYTES',
  DATE: 'DATE',
  TIME: 'TIME',
  TIMESTAMP: 'TIMESTAMP',
  TIMESTAMP_LTZ: 'TIMESTAMP_LTZ',
};

/** How many numbers in parentheses a type takes; none where it is not listed. */
const PRECISIONS: Readonly<Partial<Record<ScalarTypeName, number>>> = {
  DECIMAL: 2,
  CHAR: 1,
  VARCHAR: 1,
  BINARY: 1,
  VARBINARY: 1,
  TIME: 1,
  TIMESTAMP: 1,
  TIMESTAMP_LTZ: 1,
};

/** Other dialects' types, by what Flink writes. */
const FOREIGN: Readonly<Record<string, string>> = {
  TEXT: 'STRING',
  CLOB: 'STRING',
  NVARCHAR: 'STRING',
  VARCHAR2: 'STRING',
  JSON: 'STRING',
  JSONB: 'STRING',
  UUID: 'STRING',
  LONG: 'BIGINT',
  INT8: 'BIGINT',
  INT64: 'BIGINT',
  INT4: 'INT',
  INT32: 'INT',
  INT2: 'SMALLINT',
  BOOL: 'BOOLEAN',
  NUMBER: 'DECIMAL(p, s)',
  MONEY: 'DECIMAL(p, s)',
  FLOAT64: 'DOUBLE',
  FLOAT8: 'DOUBLE',
  FLOAT4: 'FLOAT',
  DATETIME: 'TIMESTAMP(3)',
  TIMESTAMPTZ: 'TIMESTAMP_LTZ(3)',
  BLOB: 'BYTES',
  BYTEA: 'BYTES',
  STRUCT: 'ROW<name type, …>',
};

/** A type with its nullability and its ARRAY or MULTISET suffixes. */
export function parseType(cursor: Cursor): TypeNode {
  return cursor.nested(() => {
    let type = parseNullable(cursor, parseBaseType(cursor));
    for (;;) {
      const name = cursor.acceptAny('ARRAY', 'MULTISET');
      if (name === undefined) return type;
      const span = cursor.spanFrom(type.span);
      type = parseNullable(cursor, { kind: 'collection-type', name, element: type, nullable: true, span });
    }
  });
}

/** A type of CAST or RETURNING, which have no say in whether the result can be NULL. */
export function parseTypeWithoutNullability(cursor: Cursor): TypeNode {
  return cursor.nested(() => {
    let type = parseBaseType(cursor);
    for (;;) {
      const name = cursor.acceptAny('ARRAY', 'MULTISET');
      if (name === undefined) return type;
      type = { kind: 'collection-type', name, element: type, nullable: true, span: cursor.spanFrom(type.span) };
    }
  });
}

/** NULL, NOT NULL, or nothing, which means NULL. */
function parseNullable(cursor: Cursor, type: TypeNode): TypeNode {
  if (cursor.accept('NOT', 'NULL')) return { ...type, nullable: false, span: cursor.spanFrom(type.span) };
  if (cursor.accept('NULL')) return { ...type, span: cursor.spanFrom(type.span) };
  return type;
}

function parseBaseType(cursor: Cursor): TypeNode {
  switch (cursor.peek().match) {
    case 'ARRAY':
    case 'MULTISET':
      return parseCollectionType(cursor);
    case 'MAP':
      return parseMapType(cursor);
    case 'ROW':
      return parseRowType(cursor);
    case 'INTERVAL':
      return parseIntervalType(cursor);
    default:
      return parseScalarType(cursor);
  }
}

function parseScalarType(cursor: Cursor): TypeNode {
  const start = cursor.peek();
  const name = Object.hasOwn(SCALARS, start.match) ? SCALARS[start.match] : undefined;
  if (name === undefined) throw unknownType(cursor);
  cursor.next();
  const varying = (name === 'CHAR' || name === 'BINARY') && cursor.accept('VARYING');
  if (start.match === 'DOUBLE') cursor.accept('PRECISION');
  const plain = varying ? (`VAR${name}` as const) : name;
  const [precision, scale] = parsePrecisions(cursor, plain);
  const full = parseTimeZone(cursor, plain);
  return { kind: 'scalar-type', name: full, precision, scale, nullable: true, span: cursor.spanFrom(start) };
}

function parsePrecisions(cursor: Cursor, name: ScalarTypeName): number[] {
  const open = cursor.peek();
  if (!cursor.at('(')) return [];
  const most = PRECISIONS[name] ?? 0;
  if (most === 0) throw cursor.error(`${name} takes no numbers in parentheses`);
  const numbers = cursor.parenthesizedList(() => parseWholeNumber(cursor, 'a whole number'));
  if (numbers.length > most) {
    throw cursor.error(`${name} takes ${most === 1 ? 'one number' : 'two numbers'} in parentheses`, { token: open });
  }
  return numbers;
}

/** `WITH LOCAL TIME ZONE`, `WITHOUT TIME ZONE`; a zone of its own is what Flink cannot store. */
function parseTimeZone(cursor: Cursor, name: ScalarTypeName): ScalarTypeName {
  if (name !== 'TIMESTAMP' && name !== 'TIME') return name;
  if (cursor.accept('WITHOUT', 'TIME', 'ZONE')) return name;
  if (cursor.at('WITH', 'TIME', 'ZONE')) {
    throw cursor.error(`Flink has no ${name} WITH TIME ZONE`, {
      hint: 'write TIMESTAMP_LTZ(3)',
      code: 'SQL_UNSUPPORTED',
    });
  }
  return name === 'TIMESTAMP' && cursor.accept('WITH', 'LOCAL', 'TIME', 'ZONE') ? 'TIMESTAMP_LTZ' : name;
}

function unknownType(cursor: Cursor) {
  const { match } = cursor.peek();
  const mend = Object.hasOwn(FOREIGN, match) ? FOREIGN[match] : undefined;
  if (mend !== undefined) return cursor.error(`${cursor.found()} is no type of Flink`, { hint: `write ${mend}` });
  if (match === 'RAW' || match === 'STRUCTURED') {
    return cursor.error(`the type ${match} is not supported`, {
      hint: 'write ROW<name type, …>',
      code: 'SQL_UNSUPPORTED',
    });
  }
  // Looking for each of them lets a misspelt one be named.
  cursor.atAny([...Object.keys(SCALARS), 'ARRAY', 'MAP', 'MULTISET', 'ROW']);
  return cursor.unexpected('a data type', { keyword: true });
}

function parseCollectionType(cursor: Cursor): TypeNode {
  const start = cursor.peek();
  const name = cursor.expectAny('ARRAY', 'MULTISET');
  const open = cursor.expect('<');
  const element = parseType(cursor);
  cursor.expectClose(open, '>');
  return { kind: 'collection-type', name, element, nullable: true, span: cursor.spanFrom(start) };
}

function parseMapType(cursor: Cursor): TypeNode {
  const start = cursor.expect('MAP');
  const open = cursor.expect('<');
  const key = parseType(cursor);
  cursor.expect(',');
  const value = parseType(cursor);
  cursor.expectClose(open, '>');
  return { kind: 'map-type', key, value, nullable: true, span: cursor.spanFrom(start) };
}

/** `ROW<a INT, b STRING 'comment'>`, or with parentheses. */
function parseRowType(cursor: Cursor): TypeNode {
  const start = cursor.expect('ROW');
  const open = cursor.peek();
  const close = open.match === '(' ? ')' : '>';
  // `ROW<>` is lexed as the operator of inequality.
  if (cursor.accept('<>')) return { kind: 'row-type', fields: [], nullable: true, span: cursor.spanFrom(start) };
  if (!cursor.accept('(')) cursor.expect('<');
  const fields = cursor.at(close) ? [] : cursor.list(() => parseRowField(cursor));
  cursor.expectClose(open, close);
  return { kind: 'row-type', fields, nullable: true, span: cursor.spanFrom(start) };
}

function parseRowField(cursor: Cursor): RowFieldNode {
  const start = cursor.peek();
  const name = parseIdentifier(cursor, 'a field name');
  const type = parseType(cursor);
  const comment = cursor.atKind('string') ? parseText(cursor, 'a comment') : undefined;
  return { kind: 'row-field', name, type, comment, span: cursor.spanFrom(start) };
}

function parseIntervalType(cursor: Cursor): TypeNode {
  const start = cursor.expect('INTERVAL');
  const qualifier = parseIntervalQualifier(cursor);
  return { kind: 'interval-type', qualifier, nullable: true, span: cursor.spanFrom(start) };
}
