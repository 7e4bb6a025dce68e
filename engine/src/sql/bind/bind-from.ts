/** What stands in FROM becomes a relation. */
import type { Hint, NamedTable, TableReference } from '../parse/ast.ts';
import { bindJoin } from './bind-join.ts';
import { bindMatch } from './bind-match.ts';
import { bindQuery } from './bind-query.ts';
import { bindUnnest } from './bind-unnest.ts';
import { bindWindowTable } from './bind-window-table.ts';
import { tableSchema } from './catalog.ts';
import type { LogicalNode } from './logical-plan.ts';
import { refuse } from './refuse.ts';
import type { QueryContext, Relation } from './relation.ts';
import { named, oneRow } from './relation.ts';
import { Scope } from './scope.ts';

/**
 * @throws SqlError SQL_UNKNOWN_TABLE with the closest name, SQL_UNSUPPORTED for forms that Flink knows and this engine does not.
 */
export function bindFrom(node: TableReference, context: QueryContext): Relation {
  switch (node.kind) {
    case 'table':
      return bindNamedTable(node, context);
    case 'subquery-table':
      return named(bindQuery(node.query, context), node.alias, undefined);
    case 'window-table':
      return bindWindowTable(node, bindFrom(node.input, context));
    case 'join':
      return bindJoin(node, context, bindFrom);
    case 'function-table': {
      const name = node.call.name.parts.map((part) => part.name).join('.');
      return refuse('SQL_UNSUPPORTED', node.span, `the table function ${name} is not supported`);
    }
    case 'unnest':
      return bindUnnest(node, { node: oneRow(node.span), scope: new Scope([]).within(context.outer) });
    case 'match-recognize':
      return bindMatch(node, bindFrom(node.input, context), context);
  }
}

function bindNamedTable(node: NamedTable, context: QueryContext): Relation {
  checkHints(node.hints);
  if (node.systemTimeAsOf !== undefined) {
    const hint = 'it stands on the right of JOIN: FROM a JOIN b FOR SYSTEM_TIME AS OF a.proctime ON …';
    return refuse('SQL_UNSUPPORTED', node.systemTimeAsOf.span, 'FOR SYSTEM_TIME AS OF needs a join', hint);
  }
  const { plan, name } = tableNode(node, context);
  return named(plan, node.alias, name);
}

function tableNode(node: NamedTable, context: QueryContext): { readonly plan: LogicalNode; readonly name: string } {
  const [part, ...more] = node.name.parts;
  const common = more.length === 0 && part !== undefined ? context.commonTables.get(part.name) : undefined;
  if (common !== undefined && part !== undefined) return { plan: common, name: part.name };
  const entry = context.catalog.get(node.name);
  if (entry.kind === 'view') return { plan: entry.node, name: entry.name };
  const columns = entry.columns.map((_, index) => index);
  return {
    plan: { kind: 'scan', table: entry, columns, schema: tableSchema(entry), span: node.span },
    name: entry.name,
  };
}

/** Hints that only advise are passed over; OPTIONS would change the table. */
export function checkHints(hints: readonly Hint[]): void {
  for (const hint of hints) {
    if (hint.name.toUpperCase() === 'OPTIONS') {
      refuse(
        'SQL_UNSUPPORTED',
        hint.span,
        'the OPTIONS hint is not supported',
        'put the options into CREATE TABLE … WITH',
      );
    }
  }
}
