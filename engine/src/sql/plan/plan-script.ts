/**
 * From the statements of a script to one physical plan of all its INSERTs, with shared scans.
 *
 * CREATE, DROP, SET and RESET take effect in order; INSERTs, statement sets and bare SELECTs become queries of the plan;
 * EXPLAIN is planned like the statement it holds, apart from the plan that runs.
 */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { BoundInsert } from '../bind/bind-insert.ts';
import { bindInsert } from '../bind/bind-insert.ts';
import { bindQuery, renamed } from '../bind/bind-query.ts';
import { bindTable } from '../bind/bind-table.ts';
import { Catalog, tableName } from '../bind/catalog.ts';
import { checkSetting, type QuerySettings, querySettings } from '../bind/query-settings.ts';
import { ScriptFunctions } from '../bind/user-call.ts';
import { withoutAttribute } from '../functions/type-build.ts';
import type { CreateView, Insert, SelectStatement, Statement, StatementSet } from '../parse/ast.ts';
import { flattenRows } from './flatten-rows.ts';
import type { PhysicalPlan, PlannedQuery, TableDefinition } from './physical-plan.ts';
import { planQuery } from './plan-query.ts';
import { pruneTogether } from './prune-together.ts';
import { rewrite } from './rewrite.ts';
import { shareSubplans } from './share-subplans.ts';
import { planSources } from './source-plan.ts';

export interface PlanOptions {
  /** Tables and views that exist already; the script adds its own. */
  readonly catalog?: Catalog;
}

export interface PlannedScript {
  /** Every INSERT and bare SELECT of the script, to run together. */
  readonly plan: PhysicalPlan;
  /** One plan for each EXPLAIN statement, in order. */
  readonly explained: readonly { readonly plan: PhysicalPlan; readonly span: SourceSpan }[];
  /** What SET has set, by key. */
  readonly settings: Readonly<Record<string, string>>;
  readonly catalog: Catalog;
}

/** @throws SqlError for the first thing that is wrong or not supported, with file, line and column. */
export function planScript(statements: readonly Statement[], options: PlanOptions = {}): PlannedScript {
  const catalog = options.catalog ?? new Catalog();
  const settings: Record<string, string> = {};
  const inserts: SetInsert[] = [];
  const explained: { plan: PhysicalPlan; span: SourceSpan }[] = [];
  const functions = new ScriptFunctions();
  for (const statement of statements) {
    functions.mark(statement);
    switch (statement.kind) {
      case 'insert':
      case 'statement-set':
      case 'select-statement':
        inserts.push(...bindInserts(statement, catalog, settings));
        break;
      case 'explain':
        explained.push({
          plan: planInserts(bindInserts(statement.statement, catalog, settings)),
          span: statement.span,
        });
        break;
      default:
        if (!defineFunction(statement, functions)) define(statement, catalog, settings);
    }
  }
  return { plan: planInserts(inserts), explained, settings, catalog };
}

type Definition = Exclude<Statement, Insert | StatementSet | SelectStatement | { kind: 'explain' }>;

/** Functions are of the script alone: the catalog holds tables and views. */
function defineFunction(statement: Definition, functions: ScriptFunctions): boolean {
  if (statement.kind === 'create-function') functions.create(statement);
  else if (statement.kind === 'drop' && statement.object === 'FUNCTION') functions.drop(statement);
  else return false;
  return true;
}

function define(statement: Definition, catalog: Catalog, settings: Record<string, string>): void {
  switch (statement.kind) {
    case 'create-table':
      catalog.add(bindTable(statement, settings), statement.name.span, statement.ifNotExists);
      break;
    case 'create-view':
      defineView(statement, catalog);
      break;
    case 'create-function':
      break;
    case 'drop':
      catalog.remove(statement.name, statement.object === 'TABLE' ? 'table' : 'view', statement.ifExists);
      break;
    case 'set':
      if (statement.key === undefined || statement.value === undefined) break;
      checkSetting(statement.key, statement.value, statement.span);
      settings[statement.key] = statement.value;
      break;
    case 'reset':
      for (const key of statement.key === undefined ? Object.keys(settings) : [statement.key]) delete settings[key];
      break;
  }
}

/** A view is bound when it is made, so that an error in it shows where it is written. */
function defineView(statement: CreateView, catalog: Catalog): void {
  const name = tableName(statement.name);
  const node = bindQuery(statement.query, { catalog, commonTables: new Map(), inView: true });
  const [identifier] = statement.name.parts.slice(-1);
  const view =
    identifier === undefined
      ? node
      : renamed(node, { name: identifier, columns: statement.columns, span: statement.span });
  catalog.add({ kind: 'view', name, node: view, span: statement.span }, statement.name.span, statement.ifNotExists);
}

/** An INSERT with the settings that stood where it is written. */
interface SetInsert extends BoundInsert {
  readonly settings: QuerySettings;
}

function bindInserts(
  statement: Insert | StatementSet | SelectStatement,
  catalog: Catalog,
  settings: Readonly<Record<string, string>>,
): readonly SetInsert[] {
  return boundInserts(statement, catalog).map((insert) => ({ ...insert, settings: querySettings(settings) }));
}

function boundInserts(statement: Insert | StatementSet | SelectStatement, catalog: Catalog): readonly BoundInsert[] {
  switch (statement.kind) {
    case 'insert':
      return [bindInsert(statement, catalog)];
    case 'statement-set':
      return statement.inserts.map((insert) => bindInsert(insert, catalog));
    case 'select-statement':
      return [bindSelectStatement(statement, catalog)];
  }
}

/** A bare SELECT goes into a table of its own with the connector `print`. */
function bindSelectStatement(statement: SelectStatement, catalog: Catalog): BoundInsert {
  const node = bindQuery(statement.query, { catalog, commonTables: new Map() }, 'outermost');
  const sink: TableDefinition = {
    name: 'select',
    schema: node.schema.map(({ name, type }) => ({ name, type: withoutAttribute(type) })),
    primaryKey: [],
    options: { connector: 'print' },
    partitionKeys: [],
    span: statement.span,
  };
  return { sink, node, span: statement.span };
}

function planInserts(inserts: readonly SetInsert[]): PhysicalPlan {
  const pruned = flattenRows(pruneTogether(inserts.map((insert) => rewrite(insert.node))));
  const sources = planSources(pruned);
  const counts = new Map<string, number>();
  const queries = inserts.map((insert, index): PlannedQuery => {
    const { name } = insert.sink;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const root = planQuery(pruned[index] ?? insert.node, insert, sources);
    return { name: count === 1 ? name : `${name}-${count}`, root };
  });
  return { queries: shareSubplans(queries) };
}
