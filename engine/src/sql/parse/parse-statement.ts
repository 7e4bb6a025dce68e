/** Statements, and the script that they make up. */
import type {
  CreateFunction,
  CreateView,
  DropStatement,
  Explain,
  Insert,
  ResetStatement,
  SelectStatement,
  SetStatement,
  Statement,
  StatementSet,
} from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseCreateTable } from './parse-create-table.ts';
import { parseHints } from './parse-hint.ts';
import { parseNameList, parseOptionalNameList, parseQualifiedName, parseText } from './parse-name.ts';
import { atParenthesizedQuery, atQuery, parseQuery } from './parse-query.ts';
import type { Token } from './token.ts';

const STATEMENT_WORDS = [
  'CREATE',
  'INSERT',
  'SELECT',
  'WITH',
  'VALUES',
  'SET',
  'RESET',
  'DROP',
  'EXPLAIN',
  'EXECUTE',
  'BEGIN',
];
/** Statements of Flink's SQL client that Millrace does not run. */
const UNSUPPORTED = [
  'ALTER',
  'UPDATE',
  'DELETE',
  'MERGE',
  'TRUNCATE',
  'SHOW',
  'DESCRIBE',
  'USE',
  'CALL',
  'ANALYZE',
  'LOAD',
  'UNLOAD',
];

/** One statement without its semicolon. */
export function parseStatement(cursor: Cursor): Statement {
  if (atQuery(cursor)) return parseSelectStatement(cursor);
  switch (cursor.peek().match) {
    case 'CREATE':
      return parseCreate(cursor);
    case 'DROP':
      return parseDrop(cursor);
    case 'SET':
      return parseSet(cursor);
    case 'RESET':
      return parseReset(cursor);
    case 'INSERT':
      return parseInsert(cursor);
    case 'EXECUTE':
    case 'BEGIN':
      return parseStatementSet(cursor);
    case 'EXPLAIN':
      return parseExplain(cursor);
    default:
      throw unknownStatement(cursor);
  }
}

function unknownStatement(cursor: Cursor) {
  const { match } = cursor.peek();
  if (UNSUPPORTED.includes(match)) return cursor.error(`${match} is not supported`, { code: 'SQL_UNSUPPORTED' });
  if (match === 'END') return cursor.error('END without BEGIN STATEMENT SET');
  cursor.atAny(STATEMENT_WORDS);
  return cursor.unexpected('a statement: CREATE, INSERT, SELECT, SET …', { keyword: true });
}

function parseSelectStatement(cursor: Cursor): SelectStatement {
  const query = parseQuery(cursor);
  return { kind: 'select-statement', query, span: query.span };
}

function parseCreate(cursor: Cursor): Statement {
  const start = cursor.expect('CREATE');
  if (cursor.at('OR')) {
    throw cursor.error(`CREATE OR ${cursor.peek(1).text.toUpperCase()} is not supported`, {
      hint: 'write DROP … IF EXISTS before CREATE',
      code: 'SQL_UNSUPPORTED',
    });
  }
  const temporary = cursor.accept('TEMPORARY');
  if (cursor.at('TABLE')) return parseCreateTable(cursor, start, temporary);
  if (cursor.at('VIEW')) return parseCreateView(cursor, start, temporary);
  if (cursor.at('FUNCTION') || cursor.at('SYSTEM', 'FUNCTION')) return parseCreateFunction(cursor, start, temporary);
  throw cursor.unexpected('TABLE, VIEW or FUNCTION', { keyword: true });
}

function parseCreateView(cursor: Cursor, start: Token, temporary: boolean): CreateView {
  cursor.expect('VIEW');
  const ifNotExists = cursor.accept('IF', 'NOT', 'EXISTS');
  const name = parseQualifiedName(cursor, 'the name of the view');
  const columns = parseOptionalNameList(cursor);
  const comment = cursor.accept('COMMENT') ? parseText(cursor, 'a quoted comment') : undefined;
  cursor.expect('AS');
  const query = parseQuery(cursor);
  const span = cursor.spanFrom(start);
  return { kind: 'create-view', name, temporary, ifNotExists, columns, comment, query, span };
}

function parseCreateFunction(cursor: Cursor, start: Token, temporary: boolean): CreateFunction {
  const system = acceptSystem(cursor, temporary);
  cursor.expect('FUNCTION');
  const ifNotExists = cursor.accept('IF', 'NOT', 'EXISTS');
  const name = parseQualifiedName(cursor, 'the name of the function');
  cursor.expect('AS');
  const className = parseText(cursor, 'the quoted name of a class');
  const language = cursor.accept('LANGUAGE') ? cursor.expectAny('JAVA', 'SCALA', 'PYTHON') : undefined;
  if (cursor.accept('USING')) cursor.list(() => parseJar(cursor));
  const span = cursor.spanFrom(start);
  return { kind: 'create-function', name, temporary, system, ifNotExists, className, language, span };
}

/** `JAR 'path'`. */
function parseJar(cursor: Cursor): string {
  cursor.expect('JAR');
  return parseText(cursor, 'the quoted path of a jar');
}

/** SYSTEM stands after TEMPORARY only, in Flink as well. */
function acceptSystem(cursor: Cursor, temporary: boolean): boolean {
  if (!cursor.at('SYSTEM', 'FUNCTION')) return false;
  if (!temporary)
    throw cursor.error('only a temporary function can be a SYSTEM FUNCTION', {
      hint: 'write TEMPORARY SYSTEM FUNCTION',
    });
  return cursor.accept('SYSTEM');
}

function parseDrop(cursor: Cursor): DropStatement {
  const start = cursor.expect('DROP');
  const temporary = cursor.accept('TEMPORARY');
  acceptSystem(cursor, temporary);
  const object = cursor.expectAny('TABLE', 'VIEW', 'FUNCTION');
  const ifExists = cursor.accept('IF', 'EXISTS');
  const name = parseQualifiedName(cursor);
  return { kind: 'drop', object, name, temporary, ifExists, span: cursor.spanFrom(start) };
}

function parseSet(cursor: Cursor): SetStatement {
  const start = cursor.expect('SET');
  if (atStatementEnd(cursor)) return { kind: 'set', key: undefined, value: undefined, span: cursor.spanFrom(start) };
  const key = parseText(cursor, "a quoted key, as in SET 'key' = 'value'");
  cursor.expect('=');
  const value = parseText(cursor, 'a quoted value');
  return { kind: 'set', key, value, span: cursor.spanFrom(start) };
}

function parseReset(cursor: Cursor): ResetStatement {
  const start = cursor.expect('RESET');
  const key = atStatementEnd(cursor) ? undefined : parseText(cursor, "a quoted key, as in RESET 'key'");
  return { kind: 'reset', key, span: cursor.spanFrom(start) };
}

function atStatementEnd(cursor: Cursor): boolean {
  return cursor.at(';') || cursor.atKind('end-of-text');
}

function parseInsert(cursor: Cursor): Insert {
  const start = cursor.expect('INSERT');
  const overwrite = cursor.acceptAny('INTO', 'OVERWRITE');
  if (overwrite === undefined) throw cursor.unexpected('INTO', { keyword: true });
  const target = parseQualifiedName(cursor, 'the name of the target table');
  if (cursor.at('PARTITION')) throw cursor.error('INSERT … PARTITION is not supported', { code: 'SQL_UNSUPPORTED' });
  const hints = parseHints(cursor);
  const columns = cursor.at('(') && !atParenthesizedQuery(cursor) ? parseNameList(cursor, 'a column name') : [];
  const query = parseQuery(cursor);
  const span = cursor.spanFrom(start);
  return { kind: 'insert', overwrite: overwrite === 'OVERWRITE', target, hints, columns, query, span };
}

/** `EXECUTE STATEMENT SET BEGIN … END` or `BEGIN STATEMENT SET; … END`; EXPLAIN leaves EXECUTE out. */
function parseStatementSet(cursor: Cursor): StatementSet {
  const start = cursor.peek();
  if (cursor.accept('EXECUTE') || cursor.at('STATEMENT')) cursor.expect('STATEMENT', 'SET', 'BEGIN');
  else cursor.expect('BEGIN', 'STATEMENT', 'SET', ';');
  const inserts: Insert[] = [];
  while (!cursor.accept('END')) {
    if (!cursor.at('INSERT')) throw unclosedSet(cursor, start);
    inserts.push(parseInsert(cursor));
    if (!cursor.at('END')) expectSemicolon(cursor);
    while (cursor.accept(';'));
  }
  if (inserts.length === 0) throw cursor.error('this STATEMENT SET is empty', { token: start });
  return { kind: 'statement-set', inserts, span: cursor.spanFrom(start) };
}

function unclosedSet(cursor: Cursor, start: Token) {
  if (cursor.atKind('end-of-text')) {
    return cursor.error('this STATEMENT SET is never closed', {
      token: start,
      hint: 'write END; after its last INSERT',
    });
  }
  return cursor.unexpected('INSERT or END in the STATEMENT SET', { keyword: true });
}

const EXPLAIN_DETAILS = ['ESTIMATED_COST', 'CHANGELOG_MODE', 'PLAN_ADVICE', 'JSON_EXECUTION_PLAN'] as const;

function parseExplain(cursor: Cursor): Explain {
  const start = cursor.expect('EXPLAIN');
  const details: string[] = [];
  if (cursor.accept('PLAN')) cursor.expect('FOR');
  else if (cursor.atAny(EXPLAIN_DETAILS)) details.push(...cursor.list(() => cursor.expectAny(...EXPLAIN_DETAILS)));
  const statement = parseExplained(cursor);
  return { kind: 'explain', details, statement, span: cursor.spanFrom(start) };
}

function parseExplained(cursor: Cursor): Explain['statement'] {
  if (cursor.at('INSERT')) return parseInsert(cursor);
  if (cursor.at('STATEMENT') || cursor.at('EXECUTE')) return parseStatementSet(cursor);
  if (atQuery(cursor)) return parseSelectStatement(cursor);
  throw cursor.unexpected('a query, INSERT or STATEMENT SET to explain', { keyword: true });
}

/** A semicolon or the end of the text after a statement. */
export function expectSemicolon(cursor: Cursor): void {
  if (cursor.accept(';') || cursor.atKind('end-of-text')) return;
  if (cursor.at(')')) throw cursor.error('this ) closes nothing', { hint: 'remove it, or open it with (' });
  const statement = STATEMENT_WORDS.includes(cursor.peek().match);
  if (statement && !cursor.at('WITH')) {
    throw cursor.error(`expected ; before ${cursor.found()}`, { hint: 'is the ; missing after the statement before?' });
  }
  throw cursor.unexpected('; or the end of the statement');
}
