/** Walking, rebuilding and comparing bound expressions. */
import type { DataType } from '../../row/data-type.ts';
import { scalarFunctions } from '../functions/find-function.ts';
import { isScalarFunctionName } from '../functions/names.ts';
import { sameType } from '../functions/type-build.ts';
import { caseBranch } from './case-branch.ts';
import type { CallExpression, ColumnExpression, Expression } from './expression.ts';

/** The direct parts of an expression, in order. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'column':
    case 'literal':
      return [];
    case 'call':
      return expression.args;
    case 'cast':
      return [expression.input];
    case 'case':
      return [...expression.branches.flatMap((branch) => [branch.when, branch.then]), expression.otherwise];
  }
}

/** The same expression over changed parts; `change` sees each direct part. */
export function mapChildren(expression: Expression, change: (child: Expression) => Expression): Expression {
  switch (expression.kind) {
    case 'column':
    case 'literal':
      return expression;
    case 'call':
      return { ...expression, args: expression.args.map(change) };
    case 'cast':
      return { ...expression, input: change(expression.input) };
    case 'case': {
      const branches = expression.branches.map((branch) => caseBranch(change(branch.when), change(branch.then)));
      return { ...expression, branches, otherwise: change(expression.otherwise) };
    }
  }
}

/** Replaces every column. */
export function mapColumns(expression: Expression, change: (column: ColumnExpression) => Expression): Expression {
  if (expression.kind === 'column') return change(expression);
  return mapChildren(expression, (child) => mapColumns(child, change));
}

/** Calls `visit` with every column that the expression reads, as often as it does. */
export function visitColumns(expression: Expression, visit: (column: ColumnExpression) => void): void {
  if (expression.kind === 'column') visit(expression);
  for (const child of childrenOf(expression)) visitColumns(child, visit);
}

/** The indices of the columns that the expressions read. */
export function columnsOf(...expressions: readonly Expression[]): Set<number> {
  const columns = new Set<number>();
  for (const expression of expressions) visitColumns(expression, (column) => columns.add(column.index));
  return columns;
}

/** Whether two evaluations over one row give the same. */
export function isDeterministic(expression: Expression): boolean {
  if (expression.kind === 'call' && isScalarFunctionName(expression.function)) {
    if (!scalarFunctions[expression.function].deterministic) return false;
  }
  return childrenOf(expression).every(isDeterministic);
}

/** Whether two expressions are written alike, wherever they stand. */
export function sameExpression(a: Expression, b: Expression): boolean {
  switch (a.kind) {
    case 'column':
      return b.kind === 'column' && a.index === b.index;
    case 'literal':
      return b.kind === 'literal' && a.value === b.value && sameType(a.type, b.type);
    case 'call':
      return b.kind === 'call' && a.function === b.function && sameChildren(a, b);
    case 'cast':
      return b.kind === 'cast' && a.safe === b.safe && sameType(a.type, b.type) && sameChildren(a, b);
    case 'case':
      return b.kind === 'case' && sameChildren(a, b);
  }
}

function sameChildren(a: Expression, b: Expression): boolean {
  const [left, right] = [childrenOf(a), childrenOf(b)];
  return (
    left.length === right.length &&
    left.every((child, index) => {
      const other = right[index];
      return other !== undefined && sameExpression(child, other);
    })
  );
}

/** The parts of a condition that must all hold. */
export function conjuncts(condition: Expression): readonly Expression[] {
  return condition.kind === 'call' && condition.function === 'AND' ? condition.args.flatMap(conjuncts) : [condition];
}

/** The condition that all of these hold; undefined when there are none. */
export function conjunction(conditions: readonly Expression[]): Expression | undefined {
  const [first, ...rest] = conditions.flatMap(conjuncts);
  if (first === undefined || rest.length === 0) return first;
  const args = [first, ...rest];
  const type: DataType = { kind: 'BOOLEAN', nullable: args.some((each) => each.type.nullable) };
  return { kind: 'call', function: 'AND', args, type, span: first.span } satisfies CallExpression;
}
