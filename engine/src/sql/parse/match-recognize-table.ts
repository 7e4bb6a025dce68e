/** MATCH_RECOGNIZE, whole, as the standard writes it; what Flink does not run is refused by the planner. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { ExpressionNode, Identifier } from './expression-node.ts';
import type { OrderItem, TableAlias, TableReference } from './query-node.ts';

export interface MatchRecognizeTable {
  readonly kind: 'match-recognize';
  readonly input: TableReference;
  readonly partitionBy: readonly ExpressionNode[];
  readonly orderBy: readonly OrderItem[];
  readonly measures: readonly Measure[];
  /** undefined: not written. */
  readonly rowsPerMatch: 'ONE ROW' | 'ALL ROWS' | undefined;
  readonly afterMatch: AfterMatchSkip | undefined;
  readonly pattern: PatternNode;
  readonly within: ExpressionNode | undefined;
  readonly subsets: readonly PatternSubset[];
  readonly definitions: readonly PatternDefinition[];
  readonly alias: TableAlias | undefined;
  readonly span: SourceSpan;
}

export interface Measure {
  readonly kind: 'measure';
  readonly expression: ExpressionNode;
  readonly alias: Identifier;
  readonly span: SourceSpan;
}

export type AfterMatchSkip =
  | { readonly kind: 'skip-past-last-row' | 'skip-to-next-row'; readonly span: SourceSpan }
  | { readonly kind: 'skip-to-first' | 'skip-to-last'; readonly variable: Identifier; readonly span: SourceSpan };

export type PatternNode =
  | PatternVariable
  | PatternSequence
  | PatternAlternation
  | PatternRepetition
  | PatternAnchor
  | PatternExclusion
  | PatternPermutation;

export interface PatternVariable {
  readonly kind: 'pattern-variable';
  readonly name: Identifier;
  readonly span: SourceSpan;
}

/** Two or more parts, one after the other. */
export interface PatternSequence {
  readonly kind: 'pattern-sequence';
  readonly parts: readonly PatternNode[];
  readonly span: SourceSpan;
}

export interface PatternAlternation {
  readonly kind: 'pattern-alternation';
  readonly alternatives: readonly PatternNode[];
  readonly span: SourceSpan;
}

/** `A*` is 0 to undefined, `A+` 1 to undefined, `A?` 0 to 1, `A{2}` 2 to 2. */
export interface PatternRepetition {
  readonly kind: 'pattern-repetition';
  readonly operand: PatternNode;
  readonly minimum: number;
  readonly maximum: number | undefined;
  /** `A+?`: as few as possible. */
  readonly reluctant: boolean;
  readonly span: SourceSpan;
}

/** `^` or `$`. */
export interface PatternAnchor {
  readonly kind: 'pattern-anchor';
  readonly anchor: 'start' | 'end';
  readonly span: SourceSpan;
}

/** `{- A -}`. */
export interface PatternExclusion {
  readonly kind: 'pattern-exclusion';
  readonly operand: PatternNode;
  readonly span: SourceSpan;
}

export interface PatternPermutation {
  readonly kind: 'pattern-permutation';
  readonly parts: readonly PatternNode[];
  readonly span: SourceSpan;
}

/** `SUBSET U = (A, B)`. */
export interface PatternSubset {
  readonly kind: 'pattern-subset';
  readonly name: Identifier;
  readonly variables: readonly Identifier[];
  readonly span: SourceSpan;
}

/** `DEFINE A AS price > 10`. */
export interface PatternDefinition {
  readonly kind: 'pattern-definition';
  readonly variable: Identifier;
  readonly condition: ExpressionNode;
  readonly span: SourceSpan;
}
