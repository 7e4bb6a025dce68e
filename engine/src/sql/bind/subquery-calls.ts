/**
 * Takes the subqueries out of the expressions of one SELECT. Each is replaced by a column that stands for it, until the
 * rows are there with which it is joined.
 */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { DataType } from '../../row/data-type.ts';
import { BOOLEAN, withNullable, withoutAttribute } from '../functions/type-build.ts';
import type { ComparisonOperator, ExpressionNode, Query } from '../parse/ast.ts';
import { call } from './build-call.ts';
import type { Expression } from './expression.ts';
import type { ExpressionContext, SubqueryBinder, SubqueryNode } from './expression-context.ts';
import { columnsOf } from './expression-tree.ts';
import type { LogicalNode } from './logical-plan.ts';
import { asOuter, subqueryIndex, subqueryPosition } from './outer-columns.ts';
import { refuse } from './refuse.ts';
import type { QueryContext } from './relation.ts';

/** A subquery in an expression. */
export interface SubqueryCall {
  readonly form: 'exists' | 'in' | 'scalar' | 'quantified';
  /** Its plan, which may read the outer row. */
  readonly node: LogicalNode;
  /** What stands before IN or the comparison, as it stands inside the subquery. */
  readonly operands: readonly Expression[];
  /** Of a comparison with ANY or ALL. */
  readonly operator: ComparisonOperator;
  readonly isAll: boolean;
  readonly type: DataType;
  readonly span: SourceSpan;
}

/** Gives the plan of a subquery. The binder of queries and that of expressions call each other. */
export type BindQuery = (query: Query, context: QueryContext) => LogicalNode;

export class SubqueryCalls implements SubqueryBinder {
  readonly #calls: SubqueryCall[] = [];
  readonly #context: QueryContext;
  readonly #bindQuery: BindQuery;

  constructor(context: QueryContext, bindQuery: BindQuery) {
    this.#context = context;
    this.#bindQuery = bindQuery;
  }

  bind(node: SubqueryNode, context: ExpressionContext, bind: (operand: ExpressionNode) => Expression): Expression {
    const { span } = node;
    const plan = this.#bindQuery(node.query, { ...this.#context, outer: context.scope });
    const base = { node: plan, operands: [], operator: '=', isAll: false, span } as const;
    switch (node.kind) {
      case 'exists':
        return this.#add({ ...base, form: 'exists', type: withNullable(BOOLEAN, false) });
      case 'scalar-subquery':
        return this.#add({ ...base, form: 'scalar', type: scalarType(plan, span) });
      case 'in-subquery': {
        const isIn = this.#add({ ...base, ...inOperands(node.operand, plan, bind), form: 'in' });
        return node.negated ? call('NOT', [isIn], span) : isIn;
      }
      case 'quantified-comparison': {
        const { operator } = node;
        const isAll = node.quantifier === 'ALL';
        const compared = inOperands(node.operand, plan, bind);
        if (operator === '=' && !isAll) return this.#add({ ...base, ...compared, form: 'in' });
        if (operator === '<>' && isAll) return call('NOT', [this.#add({ ...base, ...compared, form: 'in' })], span);
        return this.#add({ ...base, ...compared, form: 'quantified', operator, isAll });
      }
    }
  }

  /** The subquery that a column stands for. */
  behind(expression: Expression): SubqueryCall | undefined {
    if (expression.kind !== 'column') return undefined;
    const position = subqueryPosition(expression.index);
    return position === undefined ? undefined : this.#calls[position];
  }

  /** Whether the expression holds a subquery. */
  standIn(expression: Expression): boolean {
    return [...columnsOf(expression)].some((index) => subqueryPosition(index) !== undefined);
  }

  #add(subquery: SubqueryCall): Expression {
    const index = subqueryIndex(this.#calls.push(subquery) - 1);
    return { kind: 'column', index, name: 'subquery', type: subquery.type, span: subquery.span };
  }
}

function scalarType(plan: LogicalNode, span: SourceSpan): DataType {
  const [field, second] = plan.schema;
  if (field !== undefined && second === undefined) return withNullable(withoutAttribute(field.type), true);
  const reason = `a subquery that is a value gives one column, not ${plan.schema.length}`;
  return refuse('SQL_INVALID_QUERY', span, reason, 'select one column');
}

/** One operand for each column of the subquery; NULL may come out where a column or an operand may be NULL. */
function inOperands(node: ExpressionNode, plan: LogicalNode, bind: (operand: ExpressionNode) => Expression) {
  const operands = (node.kind === 'row' ? node.elements : [node]).map((each) => asOuter(bind(each)));
  if (operands.length !== plan.schema.length) {
    const reason = `${operands.length} values are compared with a subquery of ${plan.schema.length} columns`;
    refuse('SQL_INVALID_QUERY', node.span, reason, 'select as many columns as there are values');
  }
  const nullable = [...operands, ...plan.schema].some(({ type }) => type.nullable);
  return { operands, type: withNullable(BOOLEAN, nullable) };
}
