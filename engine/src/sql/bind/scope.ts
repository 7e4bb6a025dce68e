/** The columns that an expression can name, and how names find them. Names are case-sensitive, as in Flink. */

import { nameHint } from '../../errors/closest-name.ts';
import type { DataType, Schema } from '../../row/data-type.ts';
import type { ColumnReference, Identifier } from '../parse/ast.ts';
import type { ColumnExpression } from './expression.ts';
import { refuse } from './refuse.ts';

export interface ScopeColumn {
  /** The table's name or alias; undefined for columns of an unnamed subquery. */
  readonly qualifier: string | undefined;
  readonly name: string;
  readonly type: DataType;
  /** Stands for a column of both sides of a join: named by USING, or found by NATURAL. */
  readonly merged?: 'using' | 'natural';
}

export interface ResolvedColumn {
  readonly column: ColumnExpression;
  /** Names after the column: fields of a row. */
  readonly fields: readonly Identifier[];
}

/** Immutable: a join or an alias makes a new one. */
export class Scope {
  /** In the order of the row they lie in. */
  readonly columns: readonly ScopeColumn[];
  /** Which columns `*` gives, and in which order. */
  readonly star: readonly number[];
  /** Of the query around a subquery. */
  readonly #outer: Scope | undefined;

  constructor(columns: readonly ScopeColumn[], star?: readonly number[], outer?: Scope) {
    this.columns = columns;
    this.star = star ?? [...columns.keys()];
    this.#outer = outer;
  }

  /** The columns of one table under one name. */
  static of(qualifier: string | undefined, schema: Schema): Scope {
    return new Scope(schema.map(({ name, type }) => ({ qualifier, name, type })));
  }

  /** This scope's columns and then the other's, as a join has them. */
  concat(other: Scope): Scope {
    const star = other.star.map((index) => this.columns.length + index);
    return new Scope([...this.columns, ...other.columns], [...this.star, ...star]);
  }

  /** The same columns, and behind them those of the query around. */
  within(outer: Scope | undefined): Scope {
    return outer === undefined ? this : new Scope(this.columns, this.star, outer);
  }

  /**
   * Finds `column`, `table.column`, `column.field` …, the longest table name first. Where `takesMerged`, a name of USING
   * means the column of both sides together; elsewhere it is ambiguous, as in Flink.
   */
  resolve(reference: ColumnReference, takesMerged = false): ResolvedColumn {
    const [first, second, ...rest] = reference.parts;
    if (first === undefined) return refuse('SQL_UNKNOWN_COLUMN', reference.span, 'a column without a name');
    if (this.#outer !== undefined && !this.#knows(first, second)) return this.#resolveOuter(this.#outer, reference);
    if (second !== undefined && this.hasQualifier(first.name)) {
      const matches = this.#find((column) => column.qualifier === first.name && column.name === second.name);
      if (matches.length > 0) return { column: this.#only(matches, reference, second), fields: rest };
    }
    const named = this.#find((column) => column.name === first.name);
    const merged = takesMerged ? named.findLast((index) => this.columns[index]?.merged === 'using') : undefined;
    const matches = merged === undefined ? named : [merged];
    if (matches.length === 0) return this.#unknown(reference, first, second);
    return { column: this.#only(matches, reference, first), fields: second === undefined ? [] : [second, ...rest] };
  }

  hasQualifier(name: string): boolean {
    return this.columns.some((column) => column.qualifier === name);
  }

  #knows(first: Identifier, second: Identifier | undefined): boolean {
    return this.columns.some(
      ({ qualifier, name }) => name === first.name || (qualifier === first.name && name === second?.name),
    );
  }

  /** A name that only a query further out knows is one that no join can reach. */
  #resolveOuter(outer: Scope, reference: ColumnReference): ResolvedColumn {
    const [first, second] = reference.parts;
    if (first === undefined || outer.#knows(first, second)) {
      const { column, fields } = new Scope(outer.columns).resolve(reference);
      return { column: { ...column, index: -1 - column.index }, fields };
    }
    if (outer.#outer === undefined || !outer.#outer.#knows(first, second))
      return new Scope(this.columns).resolve(reference);
    const reason = `${first.name} belongs to a query further out than the one around this subquery`;
    return refuse('SQL_UNSUPPORTED', reference.span, reason, 'compare with it one level further out');
  }

  #find(matches: (column: ScopeColumn) => boolean): number[] {
    return this.columns.flatMap((column, index) => (matches(column) ? [index] : []));
  }

  #only(matches: readonly number[], reference: ColumnReference, name: Identifier): ColumnExpression {
    const [index = 0, ...others] = matches;
    const column = this.columns[index];
    if (others.length > 0 || column === undefined) {
      const qualifiers = [...new Set(matches.flatMap((match) => this.columns[match]?.qualifier ?? []))];
      const hint =
        qualifiers.length > 1
          ? `write ${qualifiers[0]}.${name.name} or ${qualifiers[1]}.${name.name}`
          : 'give one of them another name: AS';
      return refuse('SQL_AMBIGUOUS_COLUMN', name.span, `column ${name.name} is ambiguous`, hint);
    }
    return { kind: 'column', index, name: column.name, type: column.type, span: reference.span };
  }

  #unknown(reference: ColumnReference, first: Identifier, second: Identifier | undefined): never {
    const names = this.columns.map((column) => column.name);
    if (second === undefined) {
      return refuse(
        'SQL_UNKNOWN_COLUMN',
        first.span,
        `unknown column ${first.name}`,
        nameHint(first.name, names) ?? 'no table stands before it',
      );
    }
    if (this.hasQualifier(first.name)) {
      const own = this.columns.filter((column) => column.qualifier === first.name).map((column) => column.name);
      const reason = `table ${first.name} has no column ${second.name}`;
      return refuse('SQL_UNKNOWN_COLUMN', second.span, reason, nameHint(second.name, own));
    }
    const qualifiers = new Set(this.columns.flatMap((column) => column.qualifier ?? []));
    const hint = nameHint(first.name, [...qualifiers, ...names]);
    return refuse('SQL_UNKNOWN_COLUMN', reference.span, `unknown table or column ${first.name}`, hint);
  }
}
