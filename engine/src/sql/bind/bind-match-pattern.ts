/** PATTERN, AFTER MATCH and WITHIN of MATCH_RECOGNIZE; what Flink does not match is refused where it stands. */
import { nameHint } from '../../errors/closest-name.ts';
import type { AfterMatchSkip, ExpressionNode, PatternNode, PatternVariable } from '../parse/ast.ts';
import { bindExpression } from './bind-expression.ts';
import type { AfterMatch, PatternStep } from './match-specification.ts';
import { refuse } from './refuse.ts';
import { Scope } from './scope.ts';

export interface BoundPattern {
  readonly variables: readonly string[];
  readonly steps: readonly PatternStep[];
}

interface Part extends PatternStep {
  readonly variable: PatternVariable;
  readonly node: PatternNode;
}

/** @throws SqlError SQL_UNSUPPORTED for every form that Flink refuses, with what to write instead. */
export function bindPattern(pattern: PatternNode): BoundPattern {
  const parts = partsOf(pattern);
  checkVariables(parts);
  checkOptional(parts);
  checkLast(pattern, parts);
  const steps = parts.map(({ minimum, maximum, greedy }) => ({ minimum, maximum, greedy }));
  return { variables: parts.map((part) => part.variable.name.name), steps };
}

function partsOf(node: PatternNode): readonly Part[] {
  switch (node.kind) {
    case 'pattern-variable':
      return [{ variable: node, node, minimum: 1, maximum: 1, greedy: false }];
    case 'pattern-sequence':
      return node.parts.flatMap(partsOf);
    case 'pattern-repetition':
      return [repetition(node)];
    default:
      return refuseForm(node);
  }
}

function repetition(node: Extract<PatternNode, { kind: 'pattern-repetition' }>): Part {
  const { operand, minimum, maximum, reluctant } = node;
  if (operand.kind !== 'pattern-variable') {
    const hint = 'repeat single variables: A+ B+';
    return refuse('SQL_UNSUPPORTED', node.span, 'a group of variables cannot be repeated', hint);
  }
  if (maximum === 0) return refuse('SQL_INVALID_QUERY', node.span, 'a variable that occurs 0 times', 'leave it out');
  const isOptional = minimum === 0 && maximum === 1;
  if (isOptional && reluctant) {
    const hint = 'take the greedy form: A?';
    return refuse('SQL_UNSUPPORTED', node.span, 'an optional variable cannot be reluctant', hint);
  }
  return { variable: operand, node, minimum, maximum, greedy: !reluctant && !isOptional && minimum !== maximum };
}

type RefusedForm = Exclude<PatternNode, { kind: 'pattern-variable' | 'pattern-sequence' | 'pattern-repetition' }>;

function refuseForm(node: RefusedForm): never {
  switch (node.kind) {
    case 'pattern-alternation': {
      const hint = 'take one variable whose DEFINE joins the conditions by OR, or one query for each';
      return refuse('SQL_UNSUPPORTED', node.span, 'alternatives in a pattern are not supported', hint);
    }
    case 'pattern-permutation': {
      const hint = 'write one query for each order';
      return refuse('SQL_UNSUPPORTED', node.span, 'PERMUTE is not supported', hint);
    }
    case 'pattern-exclusion': {
      const hint = 'leave the variable out of MEASURES instead';
      return refuse('SQL_UNSUPPORTED', node.span, 'exclusion {- … -} is not supported', hint);
    }
    case 'pattern-anchor': {
      const sign = node.anchor === 'start' ? '^' : '$';
      const hint = 'a stream has neither start nor end, and Flink passes over the sign: leave it out';
      return refuse('SQL_UNSUPPORTED', node.span, `${sign} in a pattern is not supported`, hint);
    }
  }
}

function checkVariables(parts: readonly Part[]): void {
  const seen = new Set<string>();
  for (const { variable } of parts) {
    const { name, span } = variable.name;
    if (seen.has(name)) {
      const hint = `give the second one a name and a DEFINE of its own: ${name}2`;
      refuse('SQL_UNSUPPORTED', span, `variable ${name} stands twice in the pattern`, hint);
    }
    seen.add(name);
  }
}

/** A? and A* after a greedy variable: Flink's automaton cannot tell where the one ends and the other begins. */
function checkOptional(parts: readonly Part[]): void {
  for (const [index, { variable, node, minimum, maximum }] of parts.entries()) {
    if (minimum > 0 || (maximum !== undefined && maximum !== 1) || !parts[index - 1]?.greedy) continue;
    const { name } = variable.name;
    const hint = maximum === 1 ? `make what stands before it reluctant` : `write ${name}{0,n}, or +? before it`;
    refuse('SQL_UNSUPPORTED', node.span, `the optional ${name} cannot follow a greedy variable`, hint);
  }
}

function checkLast(pattern: PatternNode, parts: readonly Part[]): void {
  if (parts.every(({ minimum }) => minimum === 0)) {
    const hint = 'one variable at least must not be optional';
    refuse('SQL_UNSUPPORTED', pattern.span, 'the pattern would match no row at all', hint);
  }
  const last = parts.at(-1);
  if (last?.greedy !== true) return;
  const { name } = last.variable.name;
  const hint = `write ${name}+? or a further variable after it`;
  refuse('SQL_UNSUPPORTED', last.node.span, `the last variable of a pattern cannot be greedy`, hint);
}

/** Without AFTER MATCH Flink goes on at the next row, whatever the standard says. */
export function bindAfterMatch(skip: AfterMatchSkip | undefined, { variables }: BoundPattern): AfterMatch {
  switch (skip?.kind) {
    case undefined:
    case 'skip-to-next-row':
      return { to: 'next-row' };
    case 'skip-past-last-row':
      return { to: 'past-last-row' };
    case 'skip-to-first':
    case 'skip-to-last': {
      const { name, span } = skip.variable;
      const variable = variables.indexOf(name);
      if (variable === -1) {
        refuse('SQL_UNKNOWN_COLUMN', span, `the pattern has no variable ${name}`, nameHint(name, variables));
      }
      return { to: skip.kind === 'skip-to-first' ? 'first' : 'last', variable };
    }
  }
}

/** In milliseconds; 0 without a bound, and for INTERVAL '0' SECOND, as in Flink. */
export function bindWithin(node: ExpressionNode | undefined): number {
  if (node === undefined) return 0;
  const hint = "such as INTERVAL '30' MINUTE";
  if (node.kind !== 'interval-literal') {
    return refuse('SQL_INVALID_QUERY', node.span, 'WITHIN takes an interval as it is written down', hint);
  }
  const bound = bindExpression(node, { scope: new Scope([]), clause: 'WITHIN' });
  if (bound.kind !== 'literal' || bound.type.kind !== 'INTERVAL_DAY') {
    return refuse('SQL_UNSUPPORTED', node.span, 'WITHIN takes days to seconds, not months or years', hint);
  }
  const withinMs = Number(bound.value);
  if (withinMs < 0) return refuse('SQL_INVALID_QUERY', node.span, 'the interval of WITHIN is negative', hint);
  return withinMs;
}
