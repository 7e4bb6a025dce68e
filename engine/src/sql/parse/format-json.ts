/** The SQL/JSON functions as canonical SQL. */
import type { JsonExpressionNode, JsonOnNull, JsonQueryNode, JsonValueBehavior, JsonValueNode } from './ast.ts';
import { formatExpression, formatList } from './format-expression.ts';
import { formatType } from './format-type.ts';

export function formatJson(node: JsonExpressionNode): string {
  switch (node.kind) {
    case 'json-value': {
      const empty = node.onEmpty === undefined ? '' : ` ${formatBehavior(node.onEmpty)} ON EMPTY`;
      const error = node.onError === undefined ? '' : ` ${formatBehavior(node.onError)} ON ERROR`;
      return `JSON_VALUE(${formatInput(node)}${formatReturning(node)}${empty}${error})`;
    }
    case 'json-query':
      return formatJsonQuery(node);
    case 'json-exists': {
      const error = node.onError === undefined ? '' : ` ${node.onError} ON ERROR`;
      return `JSON_EXISTS(${formatInput(node)}${error})`;
    }
    case 'json-object': {
      const entries = node.entries.map(({ key, value }) => formatEntry(key, value)).join(', ');
      return `JSON_OBJECT(${`${entries}${formatOnNull(node.onNull)}`.trim()})`;
    }
    case 'json-array':
      return `JSON_ARRAY(${`${formatList(node.elements)}${formatOnNull(node.onNull)}`.trim()})`;
    case 'json-objectagg':
      return `JSON_OBJECTAGG(${formatEntry(node.key, node.value)}${formatOnNull(node.onNull)})`;
    case 'json-arrayagg':
      return `JSON_ARRAYAGG(${formatExpression(node.element)}${formatOnNull(node.onNull)})`;
  }
}

function formatJsonQuery(node: JsonQueryNode): string {
  const wrapper =
    node.wrapper === undefined ? '' : node.wrapper === 'WITHOUT' ? ' WITHOUT WRAPPER' : ` WITH ${node.wrapper} WRAPPER`;
  const empty = node.onEmpty === undefined ? '' : ` ${node.onEmpty} ON EMPTY`;
  const error = node.onError === undefined ? '' : ` ${node.onError} ON ERROR`;
  return `JSON_QUERY(${formatInput(node)}${formatReturning(node)}${wrapper}${empty}${error})`;
}

function formatInput({ input, path }: Pick<JsonValueNode, 'input' | 'path'>): string {
  return formatList([input, path]);
}

function formatReturning({ returning }: Pick<JsonValueNode, 'returning'>): string {
  return returning === undefined ? '' : ` RETURNING ${formatType(returning)}`;
}

function formatEntry(key: JsonValueNode['input'], value: JsonValueNode['input']): string {
  return `KEY ${formatExpression(key)} VALUE ${formatExpression(value)}`;
}

function formatOnNull(onNull: JsonOnNull | undefined): string {
  return onNull === undefined ? '' : ` ${onNull} ON NULL`;
}

function formatBehavior(behavior: JsonValueBehavior): string {
  switch (behavior.kind) {
    case 'json-null':
      return 'NULL';
    case 'json-error':
      return 'ERROR';
    case 'json-default':
      return `DEFAULT ${formatExpression(behavior.value)}`;
  }
}
