/** JSON_OBJECTAGG and JSON_ARRAYAGG: aggregates of JSON text, which their arguments are written as before. */
import type { CallNode, ExpressionNode, JsonArrayAggregate, JsonObjectAggregate } from '../parse/ast.ts';
import { bindCall } from './bind-call.ts';
import type { Expression } from './expression.ts';
import type { ExpressionContext } from './expression-context.ts';

export type JsonAggregateNode = JsonObjectAggregate | JsonArrayAggregate;

/** NULLs count by default in an object, and not in an array. */
export function bindJsonAggregate(
  node: JsonAggregateNode,
  context: ExpressionContext,
  bind: (node: ExpressionNode) => Expression,
): Expression {
  const isObject = node.kind === 'json-objectagg';
  const value = callNode('JSON_STRING', [isObject ? node.value : node.element], node);
  const withNulls = (node.onNull ?? (isObject ? 'NULL' : 'ABSENT')) === 'NULL';
  const text = withNulls ? callNode('COALESCE', [value, textNode('null', node)], node) : value;
  const call = isObject ? callNode('JSON_OBJECTAGG', [node.key, text], node) : callNode('JSON_ARRAYAGG', [text], node);
  return bindCall(call, context, bind);
}

function callNode(name: string, args: readonly ExpressionNode[], { span }: JsonAggregateNode): CallNode {
  return {
    kind: 'call',
    name: { kind: 'qualified-name', parts: [{ kind: 'identifier', name, span }], span },
    args,
    star: false,
    distinct: false,
    nullTreatment: undefined,
    withinGroup: [],
    filter: undefined,
    over: undefined,
    span,
  };
}

function textNode(value: string, { span }: JsonAggregateNode): ExpressionNode {
  return { kind: 'string-literal', value, span };
}
