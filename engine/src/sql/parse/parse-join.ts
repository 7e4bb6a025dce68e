/** FROM: tables joined by words and commas. */
import type { JoinCondition, JoinTable, TableReference } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseExpressionAt } from './parse-expression.ts';
import { parseNameList } from './parse-name.ts';
import { parseTable } from './parse-table.ts';

/** One table reference: everything between FROM and the next clause. A comma joins more weakly than JOIN. */
export function parseJoins(cursor: Cursor): TableReference {
  return cursor.nested(() => {
    let left = parseJoinChain(cursor);
    while (cursor.accept(',')) {
      const right = parseJoinChain(cursor);
      const span = cursor.spanFrom(left.span);
      left = { kind: 'join', type: 'CROSS', natural: false, left, right, condition: undefined, span };
    }
    return left;
  });
}

function parseJoinChain(cursor: Cursor): TableReference {
  let left = parseTable(cursor);
  for (;;) {
    const join = parseJoinWords(cursor);
    if (join === undefined) return left;
    left = parseRightSide(cursor, left, join);
  }
}

type JoinWords = Pick<JoinTable, 'type' | 'natural'>;

function parseJoinWords(cursor: Cursor): JoinWords | undefined {
  if (cursor.accept('CROSS')) {
    cursor.expect('JOIN');
    return { type: 'CROSS', natural: false };
  }
  const natural = cursor.accept('NATURAL');
  const type = cursor.acceptAny('INNER', 'LEFT', 'RIGHT', 'FULL');
  const outer = type !== undefined && type !== 'INNER' && cursor.accept('OUTER');
  if (natural || outer || type !== undefined) cursor.expect('JOIN');
  else if (!cursor.accept('JOIN')) return undefined;
  return { type: type ?? 'INNER', natural };
}

function parseRightSide(cursor: Cursor, left: TableReference, join: JoinWords): TableReference {
  const right = parseTable(cursor);
  const condition = parseCondition(cursor);
  const needsCondition = join.type !== 'CROSS' && !join.natural;
  if (needsCondition && condition === undefined) throw cursor.unexpected('ON or USING after the joined table');
  if (!needsCondition && condition !== undefined) {
    throw cursor.error(`a ${join.natural ? 'NATURAL' : 'CROSS'} JOIN takes no ON or USING`, { hint: 'write JOIN' });
  }
  return { kind: 'join', ...join, left, right, condition, span: cursor.spanFrom(left.span) };
}

function parseCondition(cursor: Cursor): JoinCondition | undefined {
  const start = cursor.peek();
  if (cursor.accept('ON')) {
    const expression = parseExpressionAt(cursor);
    return { kind: 'on', expression, span: cursor.spanFrom(start) };
  }
  if (!cursor.accept('USING')) return undefined;
  return { kind: 'using', columns: parseNameList(cursor, 'a column name'), span: cursor.spanFrom(start) };
}
