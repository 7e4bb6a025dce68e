/**
 * Expressions as canonical SQL: keywords in upper case, one space around operators, parentheses only where the tree needs
 * them. What is printed parses to the same tree, spans apart.
 */
import type {
  BinaryOperator,
  CallNode,
  ExpressionNode,
  Identifier,
  LiteralNode,
  OverlapsPredicate,
  QualifiedName,
} from './ast.ts';
import { formatJson } from './format-json.ts';
import { formatOrderBy, formatQuery, formatTable, formatWindowSpecification } from './format-query.ts';
import { formatIntervalQualifier, formatType } from './format-type.ts';
import { quoteText } from './literal-text.ts';
import { PRECEDENCE } from './precedence.ts';
import { quoteName } from './quote-name.ts';
import { NILADIC_FUNCTIONS, RESERVED_FUNCTIONS } from './reserved-word.ts';

const OPERATOR_POWER: Readonly<Record<BinaryOperator, number>> = {
  OR: PRECEDENCE.or,
  AND: PRECEDENCE.and,
  '=': PRECEDENCE.comparison,
  '<>': PRECEDENCE.comparison,
  '<': PRECEDENCE.comparison,
  '<=': PRECEDENCE.comparison,
  '>': PRECEDENCE.comparison,
  '>=': PRECEDENCE.comparison,
  '+': PRECEDENCE.additive,
  '-': PRECEDENCE.additive,
  '*': PRECEDENCE.multiplicative,
  '/': PRECEDENCE.multiplicative,
  '%': PRECEDENCE.multiplicative,
  '||': PRECEDENCE.multiplicative,
};

/** Canonical SQL of an expression. */
export function formatExpression(node: ExpressionNode): string {
  switch (node.kind) {
    case 'unary':
      return node.operator === 'NOT'
        ? `NOT ${operand(node.operand, PRECEDENCE.not)}`
        : `${node.operator}${operand(node.operand, PRECEDENCE.unary + 1)}`;
    case 'binary': {
      const power = OPERATOR_POWER[node.operator];
      return `${operand(node.left, power)} ${node.operator} ${operand(node.right, power + 1)}`;
    }
    case 'is':
      return `${operand(node.operand, PRECEDENCE.is)} IS ${not(node.negated)}${node.test}`;
    case 'is-distinct':
      return `${operand(node.left, PRECEDENCE.comparison)} IS ${not(node.negated)}DISTINCT FROM ${operand(node.right, PRECEDENCE.comparison + 1)}`;
    case 'between': {
      const form = `${not(node.negated)}BETWEEN ${node.symmetric ? 'SYMMETRIC ' : ''}`;
      return `${operand(node.operand, PRECEDENCE.range + 1)} ${form}${operand(node.low, PRECEDENCE.range + 1)} AND ${operand(node.high, PRECEDENCE.range + 1)}`;
    }
    case 'in-list':
      return `${operand(node.operand, PRECEDENCE.range + 1)} ${not(node.negated)}IN (${formatList(node.items)})`;
    case 'in-subquery':
      return `${operand(node.operand, PRECEDENCE.range + 1)} ${not(node.negated)}IN (${formatQuery(node.query)})`;
    case 'like': {
      const escaped = node.escape === undefined ? '' : ` ESCAPE ${operand(node.escape, PRECEDENCE.range + 1)}`;
      return `${operand(node.operand, PRECEDENCE.range + 1)} ${not(node.negated)}${node.operator} ${operand(node.pattern, PRECEDENCE.range + 1)}${escaped}`;
    }
    case 'overlaps':
      return `${formatPeriod(node.left)} OVERLAPS ${formatPeriod(node.right)}`;
    case 'quantified-comparison':
      return `${operand(node.operand, PRECEDENCE.range + 1)} ${node.operator} ${node.quantifier} (${formatQuery(node.query)})`;
    default:
      return formatPrimary(node);
  }
}

/** A comma-separated list of expressions. */
export function formatList(nodes: readonly ExpressionNode[]): string {
  return nodes.map(formatExpression).join(', ');
}

/** `a`.`b`, each part in backticks where it needs them. */
export function formatName(name: QualifiedName): string {
  return name.parts.map((part) => quoteName(part.name)).join('.');
}

type Operation = Extract<
  ExpressionNode,
  {
    kind:
      | 'unary'
      | 'binary'
      | 'is'
      | 'is-distinct'
      | 'between'
      | 'in-list'
      | 'in-subquery'
      | 'like'
      | 'overlaps'
      | 'quantified-comparison';
  }
>;

/** What needs no parentheses anywhere. */
function formatPrimary(node: Exclude<ExpressionNode, Operation>): string {
  switch (node.kind) {
    case 'column-reference':
      return node.parts.map((part) => quoteName(part.name)).join('.');
    case 'field-access':
      return `${fieldOwner(node.operand)}.${quoteName(node.field.name)}`;
    case 'element-access':
      return `${operand(node.operand, PRECEDENCE.primary)}[${formatExpression(node.index)}]`;
    case 'exists':
      return `EXISTS (${formatQuery(node.query)})`;
    case 'scalar-subquery':
      return `(${formatQuery(node.query)})`;
    case 'case':
      return formatCase(node);
    case 'call':
      return formatCall(node);
    case 'cast':
      return `${node.safe ? 'TRY_CAST' : 'CAST'}(${formatExpression(node.operand)} AS ${formatType(node.type)})`;
    case 'extract':
      return `EXTRACT(${node.unit} FROM ${formatExpression(node.operand)})`;
    case 'round-to-unit':
      return `${node.function}(${formatExpression(node.operand)} TO ${node.unit})`;
    case 'trim': {
      const characters = node.characters === undefined ? '' : `${formatExpression(node.characters)} `;
      return `TRIM(${node.side} ${characters}FROM ${formatExpression(node.operand)})`;
    }
    case 'timestamp-arithmetic':
      return `${node.function}(${node.unit}, ${formatExpression(node.first)}, ${formatExpression(node.second)})`;
    case 'time-difference':
      return `(${operand(node.later, PRECEDENCE.additive)} - ${operand(node.earlier, PRECEDENCE.additive + 1)}) ${formatIntervalQualifier(node.qualifier)}`;
    case 'array':
      return `ARRAY[${formatList(node.elements)}]`;
    case 'map':
      return `MAP[${formatList(node.entries.flatMap(({ key, value }) => [key, value]))}]`;
    case 'row':
      return `ROW(${formatList(node.elements)})`;
    case 'match-semantics':
      return `${node.mode} ${operand(node.operand, PRECEDENCE.primary)}`;
    case 'named-argument':
      return `${quoteName(node.name.name)} => ${formatExpression(node.value)}`;
    case 'table-argument': {
      const keys = node.partitionBy.length === 0 ? '' : ` PARTITION BY (${formatList(node.partitionBy)})`;
      return `TABLE ${formatTable(node.table)}${keys}${formatOrderBy(node.orderBy)}`;
    }
    case 'descriptor':
      return `DESCRIPTOR(${formatNames(node.columns)})`;
    case 'json-value':
    case 'json-query':
    case 'json-exists':
    case 'json-object':
    case 'json-array':
    case 'json-objectagg':
    case 'json-arrayagg':
      return formatJson(node);
    default:
      return formatLiteral(node);
  }
}

function formatLiteral(node: LiteralNode): string {
  switch (node.kind) {
    case 'null-literal':
      return 'NULL';
    case 'boolean-literal':
      return node.value ? 'TRUE' : 'FALSE';
    case 'number-literal':
      return node.text;
    case 'string-literal':
      return quoteText(node.value);
    case 'binary-literal':
      return `x'${node.hex}'`;
    case 'datetime-literal':
      return `${node.type} ${quoteText(node.text)}`;
    case 'interval-literal':
      return `INTERVAL ${node.negative ? '-' : ''}${quoteText(node.text)} ${formatIntervalQualifier(node.qualifier)}`;
  }
}

function formatCase(node: Extract<ExpressionNode, { kind: 'case' }>): string {
  const subject = node.operand === undefined ? '' : ` ${formatExpression(node.operand)}`;
  const branches = node.branches.map(
    ({ when, then }) => ` WHEN ${formatExpression(when)} THEN ${formatExpression(then)}`,
  );
  const otherwise = node.otherwise === undefined ? '' : ` ELSE ${formatExpression(node.otherwise)}`;
  return `CASE${subject}${branches.join('')}${otherwise} END`;
}

function formatCall(node: CallNode): string {
  const name = formatFunctionName(node.name);
  if (NILADIC_FUNCTIONS.has(name.toUpperCase()) && node.args.length === 0 && node.over === undefined) return name;
  const distinct = node.distinct ? 'DISTINCT ' : '';
  const args = node.star ? '*' : formatArguments(name.toUpperCase(), node.args);
  const withinGroup = node.withinGroup.length === 0 ? '' : ` WITHIN GROUP (${formatOrderBy(node.withinGroup).trim()})`;
  const filter = formatFilter(node.filter);
  const nulls = node.nullTreatment === undefined ? '' : ` ${node.nullTreatment}`;
  return `${name}(${distinct}${args})${nulls}${withinGroup}${filter}${formatOver(node.over)}`;
}

/** The words between the arguments of the functions that Flink takes with these only. */
const SEPARATORS: Readonly<Record<string, readonly string[]>> = {
  POSITION: [' IN ', ' FROM '],
  OVERLAY: [' PLACING ', ' FROM ', ' FOR '],
};

function formatArguments(name: string, args: readonly ExpressionNode[]): string {
  const separators = SEPARATORS[name];
  if (separators === undefined) return formatList(args);
  return args
    .map((arg, index) => `${separators[index - 1] ?? ''}${operand(arg, index === 0 ? PRECEDENCE.primary : 0)}`)
    .join('');
}

/** A reserved word that names a function stays bare: in backticks it would be another function. */
function formatFunctionName(name: QualifiedName): string {
  const [only, second] = name.parts;
  const upper = only?.name.toUpperCase() ?? '';
  const bare = second === undefined && (RESERVED_FUNCTIONS.has(upper) || Object.hasOwn(SEPARATORS, upper));
  return bare ? (only?.name ?? '') : formatName(name);
}

function formatOver(over: CallNode['over']): string {
  if (over === undefined) return '';
  return ` OVER ${over.kind === 'identifier' ? quoteName(over.name) : formatWindowSpecification(over)}`;
}

/** ` FILTER (WHERE …)` or nothing. */
export function formatFilter(filter: ExpressionNode | undefined): string {
  return filter === undefined ? '' : ` FILTER (WHERE ${formatExpression(filter)})`;
}

export function formatNames(names: readonly Identifier[]): string {
  return names.map(({ name }) => quoteName(name)).join(', ');
}

/** The owner of a field; a plain name gets parentheses, or `(a).b` would read as the name `a.b`. */
function fieldOwner(node: ExpressionNode): string {
  return node.kind === 'column-reference' ? `(${formatExpression(node)})` : operand(node, PRECEDENCE.primary);
}

/** The node in parentheses if it binds more weakly than its place asks for. */
function operand(node: ExpressionNode, power: number): string {
  const text = formatExpression(node);
  return powerOf(node) < power ? `(${text})` : text;
}

function powerOf(node: ExpressionNode): number {
  switch (node.kind) {
    case 'unary':
      return node.operator === 'NOT' ? PRECEDENCE.not : PRECEDENCE.unary;
    case 'binary':
      return OPERATOR_POWER[node.operator];
    case 'is':
      return PRECEDENCE.is;
    case 'is-distinct':
    case 'overlaps':
      return PRECEDENCE.comparison;
    case 'quantified-comparison':
    case 'between':
    case 'in-list':
    case 'in-subquery':
    case 'like':
      return PRECEDENCE.range;
    default:
      return PRECEDENCE.primary;
  }
}

function formatPeriod({ start, end }: OverlapsPredicate['left']): string {
  return `(${formatList([start, end])})`;
}

function not(negated: boolean): string {
  return negated ? 'NOT ' : '';
}
