/** The entry to the parser: text in, syntax tree out, or an error that says where and what to write instead. */
import type { Ast, ExpressionNode, Statement, TypeNode } from './ast.ts';
import { Cursor } from './cursor.ts';
import { parseExpressionAt } from './parse-expression.ts';
import { expectSemicolon, parseStatement } from './parse-statement.ts';
import { parseType } from './parse-type.ts';
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

/** A type alone, such as `DECIMAL(10, 2) NOT NULL`. Throws SqlError as parseScript does. */
export function parseTypeText(text: string): TypeNode {
  const cursor = new Cursor(text, text);
  const type = parseType(cursor);
  if (!cursor.atKind('end-of-text')) throw cursor.unexpected('the end of the type');
  return type;
}

/** One expression that is the whole text. Throws SqlError as parseScript does. */
export function parseExpression(text: string, file: string): ExpressionNode {
  const cursor = new Cursor(text, file);
  const expression = parseExpressionAt(cursor);
  if (!cursor.atKind('end-of-text')) throw cursor.unexpected('the end of the expression');
  checkTreeDepth(expression);
  return expression;
}
