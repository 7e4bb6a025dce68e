/** The SQL/JSON functions: their clauses become literal arguments, in the order that functions/names.ts gives. */
import { STRING } from '../../row/data-type.ts';
import { formatType } from '../../row/type-format.ts';
import { withNullable } from '../functions/type-build.ts';
import type {
  ExpressionNode,
  JsonExpressionNode,
  JsonQueryNode,
  JsonValueBehavior,
  JsonValueNode,
} from '../parse/ast.ts';
import type { JsonAggregateNode } from './bind-json-aggregate.ts';
import { bindType } from './bind-type.ts';
import { call } from './build-call.ts';
import { nullLiteral, textLiteral } from './build-literal.ts';
import { coerce } from './coerce.ts';
import type { Expression } from './expression.ts';
import { refuse } from './refuse.ts';

type Bind = (node: ExpressionNode) => Expression;

/** The call with its clauses as literals; clauses that are left out get the standard’s defaults. */
export function bindJson(node: Exclude<JsonExpressionNode, JsonAggregateNode>, bind: Bind): Expression {
  const { span } = node;
  switch (node.kind) {
    case 'json-value':
      return bindJsonValue(node, bind);
    case 'json-query':
      return bindJsonQuery(node, bind);
    case 'json-exists': {
      const onError = textLiteral(node.onError ?? 'FALSE', span);
      return call('JSON_EXISTS', [bind(node.input), bindPath(node.path, bind), onError], span);
    }
    case 'json-object': {
      const entries = node.entries.flatMap((entry) => [notNullKey(bind(entry.key)), bindPart(entry.value, bind)]);
      return call('JSON_OBJECT', [textLiteral(node.onNull ?? 'NULL', span), ...entries], span);
    }
    case 'json-array':
      return call(
        'JSON_ARRAY',
        [textLiteral(node.onNull ?? 'ABSENT', span), ...node.elements.map((part) => bindPart(part, bind))],
        span,
      );
  }
}

/** A value within JSON_OBJECT or JSON_ARRAY; only there JSON(text) may stand. */
function bindPart(node: ExpressionNode, bind: Bind): Expression {
  const isJson = node.kind === 'call' && node.name.parts.map((part) => part.name.toUpperCase()).join('.') === 'JSON';
  return isJson ? call('JSON', node.args.map(bind), node.span) : bind(node);
}

/** @throws SqlError SQL_TYPE_MISMATCH for a key that may be NULL: JSON has no name for it. */
function notNullKey(key: Expression): Expression {
  if (!key.type.nullable) return key;
  return refuse('SQL_TYPE_MISMATCH', key.span, 'a JSON key may not be NULL', "write COALESCE(key, 'none')");
}

function bindPath(node: ExpressionNode, bind: Bind): Expression {
  const path = bind(node);
  if (path.kind === 'literal' && typeof path.value === 'string') return path;
  return refuse('SQL_UNSUPPORTED', node.span, 'a JSON path must be a string literal', "write '$.field'");
}

/** The result is read as the RETURNING type, and so are the defaults. */
function bindJsonValue(node: JsonValueNode, bind: Bind): Expression {
  const type = withNullable(node.returning === undefined ? STRING : bindType(node.returning), true);
  if (!['VARCHAR', 'BOOLEAN', 'INT', 'DOUBLE'].includes(type.kind)) {
    const hint = 'it returns STRING, BOOLEAN, INT or DOUBLE: CAST(JSON_VALUE(…) AS another type)';
    return refuse('SQL_TYPE_MISMATCH', node.span, `JSON_VALUE cannot return ${formatType(type)}`, hint);
  }
  const behaviour = (clause: JsonValueBehavior | undefined): readonly [Expression, Expression] => {
    const span = clause?.span ?? node.span;
    if (clause?.kind === 'json-default') return [textLiteral('DEFAULT', span), coerce(bind(clause.value), type)];
    return [textLiteral(clause?.kind === 'json-error' ? 'ERROR' : 'NULL', span), nullLiteral(type, span)];
  };
  const args = [bind(node.input), bindPath(node.path, bind), ...behaviour(node.onEmpty), ...behaviour(node.onError)];
  return { ...call('JSON_VALUE', args, node.span), type };
}

function bindJsonQuery(node: JsonQueryNode, bind: Bind): Expression {
  const type = withNullable(node.returning === undefined ? STRING : bindType(node.returning), true);
  const texts = type.kind === 'VARCHAR' || (type.kind === 'ARRAY' && type.element.kind === 'VARCHAR');
  if (!texts) return refuse('SQL_TYPE_MISMATCH', node.span, 'JSON_QUERY returns STRING or ARRAY<STRING>');
  const literal = (text: string): Expression => textLiteral(text.replace(' ', '_'), node.span);
  const args = [
    bind(node.input),
    bindPath(node.path, bind),
    literal(node.wrapper ?? 'WITHOUT'),
    literal(node.onEmpty ?? 'NULL'),
    literal(node.onError ?? 'NULL'),
  ];
  return { ...call('JSON_QUERY', args, node.span), type };
}
