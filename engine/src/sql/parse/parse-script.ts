/** The entry to the parser: text in, syntax tree out, or an error that says where and what to write instead. */
import type { Ast, ExpressionNode, Statement } from './ast.ts';
import { Cursor } from './cursor.ts';
import { parseExpressionAt } from './parse-expression.ts';
import { expectSemicolon, parseStatement } from './parse-statement.ts';
import { checkTreeDepth } from './tree-depth.ts';

/**
 * All statements of a script, in order. `file` is the name that errors and spans carry.
 * Throws SqlError: `SQL_SYNTAX` for what is no Flink SQL, `SQL_UNSUPPORTED` for Flink SQL that Millrace does not run.
 */
export function parseScript(text: string, file: string): Ast {
  const cursor = new Cursor(text, file);
  const statements: Statement[] = [];
  while (!cursor.atKind('end-of-text')) {
    if (cursor.accept(';')) continue;
    const statement = parseStatement(cursor);
    checkTreeDepth(statement);
    statements.push(statement);
    expectSemicolon(cursor);
  }
  return statements;
}

/** One expression that is the whole text. Throws SqlError as parseScript does. */
export function parseExpression(text: string, file: string): ExpressionNode {
  const cursor = new Cursor(text, file);
  const expression = parseExpressionAt(cursor);
  if (!cursor.atKind('end-of-text')) throw cursor.unexpected('the end of the expression');
  checkTreeDepth(expression);
  return expression;
}
