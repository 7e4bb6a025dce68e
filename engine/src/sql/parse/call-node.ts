/** Calls of functions, and the arguments that only a call can have. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { ExpressionNode, Identifier, QualifiedName } from './expression-node.ts';
import type { OrderItem, TableReference, WindowSpecification } from './query-node.ts';

/** A function, aggregate or window function. The name is as written: functions are found without regard to case. */
export interface CallNode {
  readonly kind: 'call';
  readonly name: QualifiedName;
  readonly args: readonly ExpressionNode[];
  /** COUNT(*). */
  readonly star: boolean;
  readonly distinct: boolean;
  readonly nullTreatment: 'RESPECT NULLS' | 'IGNORE NULLS' | undefined;
  readonly withinGroup: readonly OrderItem[];
  readonly filter: ExpressionNode | undefined;
  /** An inline window, or the name of one in the WINDOW clause. */
  readonly over: WindowSpecification | Identifier | undefined;
  readonly span: SourceSpan;
}

/** `SIZE => …`: only as an argument of a call. */
export interface NamedArgument {
  readonly kind: 'named-argument';
  readonly name: Identifier;
  readonly value: ExpressionNode;
  readonly span: SourceSpan;
}

/** `TABLE t PARTITION BY k ORDER BY ts`: only as an argument of a table function. */
export interface TableArgument {
  readonly kind: 'table-argument';
  readonly table: TableReference;
  readonly partitionBy: readonly ExpressionNode[];
  readonly orderBy: readonly OrderItem[];
  readonly span: SourceSpan;
}

/** `DESCRIPTOR(ts)`: only as an argument of a table function. */
export interface Descriptor {
  readonly kind: 'descriptor';
  readonly columns: readonly Identifier[];
  readonly span: SourceSpan;
}
