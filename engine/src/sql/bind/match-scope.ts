/** How names find variables and columns in DEFINE and MEASURES. */
import { nameHint } from '../../errors/closest-name.ts';
import type { CallNode, ColumnReference } from '../parse/ast.ts';
import type { ColumnExpression } from './expression.ts';
import type { MatchedRows } from './match-specification.ts';
import { refuse } from './refuse.ts';
import { type ResolvedColumn, Scope } from './scope.ts';

/** What all expressions of one MATCH_RECOGNIZE see. */
export interface MatchSite {
  /** The columns of the input, unqualified. */
  readonly input: Scope;
  /** The names under which the input itself is known: they qualify nothing here. */
  readonly tables: readonly string[];
  readonly variables: readonly string[];
  readonly time: 'rowtime' | 'proctime';
}

/** Finds `A.price` and `price`; what they become is the caller's to say. */
export class MatchScope extends Scope {
  readonly #site: MatchSite;
  readonly #use: (rows: MatchedRows, column: ColumnExpression) => ColumnExpression;

  constructor(site: MatchSite, use: (rows: MatchedRows, column: ColumnExpression) => ColumnExpression) {
    super(site.input.columns);
    this.#site = site;
    this.#use = use;
  }

  override resolve(reference: ColumnReference): ResolvedColumn {
    const { input, variables, tables } = this.#site;
    const [first, second] = reference.parts;
    const variable = first === undefined || second === undefined ? -1 : variables.indexOf(first.name);
    if (variable !== -1) {
      const { column, fields } = input.resolve({ ...reference, parts: reference.parts.slice(1) });
      return { column: { ...this.#use(variable, column), span: reference.span }, fields };
    }
    if (first !== undefined && second !== undefined && !this.#isColumn(first.name)) {
      const hint = tables.includes(first.name)
        ? `write ${second.name} alone, or after a variable of the pattern`
        : nameHint(first.name, variables);
      return refuse('SQL_UNKNOWN_COLUMN', first.span, `the pattern has no variable ${first.name}`, hint);
    }
    const { column, fields } = input.resolve(reference);
    return { column: this.#use('all', column), fields };
  }

  #isColumn(name: string): boolean {
    return this.#site.input.columns.some((column) => column.name === name);
  }
}

/** The arguments of an aggregate are over rows of the input, all of one variable. */
export class ArgumentScope extends MatchScope {
  readonly #used: Set<MatchedRows>;

  constructor(site: MatchSite) {
    const used = new Set<MatchedRows>();
    super(site, (rows, column) => {
      used.add(rows);
      return column;
    });
    this.#used = used;
  }

  only(node: CallNode): MatchedRows {
    const name = node.name.parts.at(-1)?.name.toUpperCase() ?? 'the aggregate';
    checkSingleVariable(node, name, this.#used);
    const [rows = 'all'] = this.#used;
    return rows;
  }
}

/** Flink gives a navigation, and an aggregate, the rows of one variable. */
export function checkSingleVariable(node: CallNode, name: string, variables: ReadonlySet<MatchedRows>): void {
  if (variables.size === 1) return;
  if (variables.size === 0) {
    const hint =
      name === 'COUNT' ? 'COUNT(*) counts the rows of the match' : `name a column of a variable: ${name}(A.x)`;
    refuse('SQL_INVALID_QUERY', node.span, `${name} looks at no column`, hint);
  }
  const hint = 'take one function for each variable';
  refuse('SQL_INVALID_QUERY', node.span, `${name} looks at the rows of several variables`, hint);
}
