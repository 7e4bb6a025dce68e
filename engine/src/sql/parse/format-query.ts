/** Queries and tables as canonical SQL, in one line. */
import type {
  FrameBound,
  GroupingElement,
  Hint,
  OrderItem,
  Query,
  QueryBody,
  Select,
  SelectItem,
  TableAlias,
  TableReference,
  WindowFrame,
  WindowSpecification,
  WindowTable,
} from './ast.ts';
import { formatExpression, formatList, formatName, formatNames } from './format-expression.ts';
import { formatMatchRecognize } from './format-match-recognize.ts';
import { quoteText } from './literal-text.ts';
import { quoteName } from './quote-name.ts';

/** Canonical SQL of a query. */
export function formatQuery(query: Query): string {
  const tables = query.with.map(
    ({ name, columns, query: inner }) => `${quoteName(name.name)}${formatColumns(columns)} AS (${formatQuery(inner)})`,
  );
  const head = tables.length === 0 ? '' : `WITH ${tables.join(', ')} `;
  const limit = query.limit === undefined ? '' : ` LIMIT ${formatExpression(query.limit)}`;
  const offset = query.offset === undefined ? '' : ` OFFSET ${formatExpression(query.offset)}`;
  return `${head}${formatBody(query.body)}${formatOrderBy(query.orderBy)}${limit}${offset}`;
}

function formatBody(body: QueryBody): string {
  switch (body.kind) {
    case 'query':
      return `(${formatQuery(body)})`;
    case 'values':
      return `VALUES ${body.rows.map((row) => `(${formatList(row)})`).join(', ')}`;
    case 'set-operation':
      return `${formatBody(body.left)} ${body.operator}${body.all ? ' ALL' : ''} ${formatBody(body.right)}`;
    case 'select':
      return formatSelect(body);
  }
}

function formatSelect(select: Select): string {
  const { hints, distinct, items, from, where, groupBy, having, windows, qualify } = select;
  const parts = [
    `SELECT${formatHints(hints)}${distinct ? ' DISTINCT' : ''} ${items.map(formatItem).join(', ')}`,
    from && `FROM ${formatTable(from)}`,
    where && `WHERE ${formatExpression(where)}`,
    groupBy && `GROUP BY ${groupBy.distinct ? 'DISTINCT ' : ''}${groupBy.elements.map(formatGrouping).join(', ')}`,
    having && `HAVING ${formatExpression(having)}`,
    windows.length > 0 &&
      `WINDOW ${windows.map((w) => `${quoteName(w.name.name)} AS ${formatWindowSpecification(w.specification)}`).join(', ')}`,
    qualify && `QUALIFY ${formatExpression(qualify)}`,
  ];
  return parts.filter(Boolean).join(' ');
}

function formatItem(item: SelectItem): string {
  if (item.kind === 'select-star') return item.qualifier === undefined ? '*' : `${formatName(item.qualifier)}.*`;
  return `${formatExpression(item.expression)}${item.alias === undefined ? '' : ` AS ${quoteName(item.alias.name)}`}`;
}

function formatGrouping(element: GroupingElement): string {
  if (element.kind === 'grouping-sets') return `${element.form} (${element.elements.map(formatGrouping).join(', ')})`;
  return element.expressions.length === 1 ? formatList(element.expressions) : `(${formatList(element.expressions)})`;
}

/** Hints as a comment that begins with a plus, with a leading space; or nothing. */
export function formatHints(hints: readonly Hint[]): string {
  if (hints.length === 0) return '';
  const texts = hints.map(({ name, options, args }) => {
    const inside = [
      ...args.map(quoteText),
      ...options.map(({ key, value }) => `${quoteText(key)} = ${quoteText(value)}`),
    ];
    return `${name}${inside.length === 0 ? '' : `(${inside.join(', ')})`}`;
  });
  return ` /*+ ${texts.join(', ')} */`;
}

/** ` ORDER BY …` with a leading space, or nothing. */
export function formatOrderBy(items: readonly OrderItem[]): string {
  const texts = items.map(({ expression, descending, nulls }) => {
    return `${formatExpression(expression)}${descending ? ' DESC' : ''}${nulls === undefined ? '' : ` NULLS ${nulls}`}`;
  });
  return texts.length === 0 ? '' : ` ORDER BY ${texts.join(', ')}`;
}

/** What stands after OVER, parentheses included. */
export function formatWindowSpecification(window: WindowSpecification): string {
  const parts = [
    window.base && quoteName(window.base.name),
    window.partitionBy.length > 0 && `PARTITION BY ${formatList(window.partitionBy)}`,
    formatOrderBy(window.orderBy).trim(),
    window.frame && formatFrame(window.frame),
  ];
  return `(${parts.filter(Boolean).join(' ')})`;
}

function formatFrame({ unit, start, end }: WindowFrame): string {
  return `${unit} BETWEEN ${formatBound(start)} AND ${formatBound(end)}`;
}

function formatBound(bound: FrameBound): string {
  if (bound.kind === 'preceding' || bound.kind === 'following') {
    return `${formatExpression(bound.offset)} ${bound.kind.toUpperCase()}`;
  }
  return bound.kind.toUpperCase().replace('-', ' ');
}

/** Canonical SQL of a member of FROM. */
export function formatTable(table: TableReference): string {
  switch (table.kind) {
    case 'table': {
      const time = table.systemTimeAsOf && ` FOR SYSTEM_TIME AS OF ${formatExpression(table.systemTimeAsOf)}`;
      return `${formatName(table.name)}${formatHints(table.hints)}${time ?? ''}${formatAlias(table.alias)}`;
    }
    case 'subquery-table':
      return `${table.lateral ? 'LATERAL ' : ''}(${formatQuery(table.query)})${formatAlias(table.alias)}`;
    case 'function-table':
      return `${table.lateral ? 'LATERAL ' : ''}TABLE(${formatExpression(table.call)})${formatAlias(table.alias)}`;
    case 'unnest': {
      const ordinality = table.withOrdinality ? ' WITH ORDINALITY' : '';
      return `UNNEST(${formatExpression(table.expression)})${ordinality}${formatAlias(table.alias)}`;
    }
    case 'window-table':
      return formatWindowTable(table);
    case 'join':
      return formatJoin(table);
    case 'match-recognize':
      return formatMatchRecognize(table);
  }
}

/** ` AS t (a, b)` with a leading space, or nothing. */
export function formatAlias(alias: TableAlias | undefined): string {
  return alias === undefined ? '' : ` AS ${quoteName(alias.name.name)}${formatColumns(alias.columns)}`;
}

function formatColumns(columns: TableAlias['columns']): string {
  return columns.length === 0 ? '' : ` (${formatNames(columns)})`;
}

function formatWindowTable(table: WindowTable): string {
  const keys = table.partitionBy.length === 0 ? '' : ` PARTITION BY (${formatList(table.partitionBy)})`;
  const sizes = windowSizes(table).filter((size) => size !== undefined);
  const args = [`TABLE ${formatTable(table.input)}${keys}`, `DESCRIPTOR(${quoteName(table.timeColumn.name)})`];
  return `TABLE(${table.function}(${[...args, ...sizes.map(formatExpression)].join(', ')}))${formatAlias(table.alias)}`;
}

function windowSizes(table: WindowTable) {
  switch (table.function) {
    case 'TUMBLE':
      return [table.size, table.offset];
    case 'HOP':
      return [table.slide, table.size, table.offset];
    case 'CUMULATE':
      return [table.step, table.size, table.offset];
    case 'SESSION':
      return [table.gap];
  }
}

function formatJoin({ type, natural, left, right, condition }: Extract<TableReference, { kind: 'join' }>): string {
  const on = condition?.kind === 'on' ? ` ON ${formatExpression(condition.expression)}` : '';
  const using = condition?.kind === 'using' ? ` USING (${formatNames(condition.columns)})` : '';
  const rightText = right.kind === 'join' ? `(${formatTable(right)})` : formatTable(right);
  return `${formatTable(left)} ${natural ? 'NATURAL ' : ''}${type} JOIN ${rightText}${on}${using}`;
}
