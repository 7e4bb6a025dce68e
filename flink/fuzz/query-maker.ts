/**
 * Puts random queries together: selects over relations, which become views for the next select. Constructs have files
 * of their own and share this maker.
 */
import type { Choices } from './choices.ts';
import { ExpressionMaker, VALUE_TYPES } from './random-expression.ts';
import { plainColumns, type Relation, type RelationColumn, rowtimeOf } from './relation.ts';

/** A query, and what comes out of it. */
export interface Select {
  readonly sql: string;
  readonly columns: readonly RelationColumn[];
  readonly append: boolean;
  /** Columns that no two rows of the result share, when there are such: a primary key for the sink. */
  readonly key?: readonly string[];
  /** The same when the sink is to have it as its primary key. */
  readonly sinkKey?: readonly string[];
  /** Of rows of sessions: what these are partitioned by. */
  readonly sessionKeys?: readonly RelationColumn[];
}

export class QueryMaker {
  readonly choices: Choices;
  readonly views: string[] = [];
  #names = 0;

  constructor(choices: Choices) {
    this.choices = choices;
  }

  /** A name that nothing else has. */
  name(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }

  /** Of a computed event time Flink thinks now that it is one, now that it is none, so it stays out of expressions. */
  expressions(columns: readonly RelationColumn[]): ExpressionMaker {
    return new ExpressionMaker(
      this.choices,
      columns.filter((column) => column.rowtime !== true),
    );
  }

  /** A view of the select, for others to read. */
  view({ sql, columns, append }: Select): Relation {
    const name = this.name('v');
    this.views.push(`CREATE TEMPORARY VIEW ${name} AS\n${sql};`);
    return { name, columns, append };
  }

  /** Most columns as they are, one or two computed ones, sometimes a condition. The event time stays what it is. */
  calc(relation: Relation): Select {
    const kept = plainColumns(relation).filter(
      (column) => column.rowtime === true || column.window !== undefined || this.choices.chance(60),
    );
    const made = this.choices.several(kept.length === 0 ? 1 : 0, 4, () => this.computed(relation.columns));
    const items = [...kept.map(({ name }) => name), ...made.map(({ sql, column }) => `${sql} AS ${column.name}`)];
    const columns = [...kept, ...made.map(({ column }) => column)];
    return {
      sql: `SELECT ${items.join(', ')}\nFROM ${relation.name}${this.where(relation.columns)}`,
      columns,
      append: relation.append,
    };
  }

  computed(columns: readonly RelationColumn[]): { readonly sql: string; readonly column: RelationColumn } {
    const type = this.choices.pick(VALUE_TYPES);
    return { sql: this.expressions(columns).make(type, 2), column: { name: this.name('c'), type } };
  }

  /** A condition over the columns, or nothing. */
  where(columns: readonly RelationColumn[], percent = 40): string {
    if (!this.choices.chance(percent)) return '';
    return `\nWHERE ${this.expressions(columns).make('BOOLEAN', 2)}`;
  }

  /** Up to `most` columns to group or partition by. */
  keys(relation: Relation, most: number): readonly RelationColumn[] {
    const few = plainColumns(relation).filter((column) => column.few === true);
    return unique(few.length === 0 ? [] : this.choices.several(0, most, () => this.choices.pick(few)));
  }

  /** An order that leaves no ties: any columns, and the unique one at the end. Undefined where there is none. */
  totalOrder(relation: Relation): string | undefined {
    const last = relation.columns.find((column) => column.unique === true);
    if (last === undefined) return undefined;
    const sortable = plainColumns(relation).filter(({ type }) => type !== 'ARRAY' && type !== 'BOOLEAN');
    const first = unique(this.choices.several(0, 2, () => this.choices.pick(sortable)));
    return unique([...first, last])
      .map(({ name }) => `${name}${this.choices.pick(['', ' DESC', ' ASC'])}`)
      .join(', ');
  }
}

export function requireRowtime(relation: Relation): string {
  const rowtime = rowtimeOf(relation);
  if (rowtime === undefined) throw new Error(`${relation.name} has no event time`);
  return rowtime.name;
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}
