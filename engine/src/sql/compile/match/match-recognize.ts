/** MATCH_RECOGNIZE: the automaton of its pattern, its generated functions, and the operator around them. */
import { matchAutomaton } from '../../../operators/match/match-automaton.ts';
import { MatchRecognize } from '../../../operators/match/match-recognize.ts';
import type { MatchSkip } from '../../../operators/match/matcher.ts';
import { rowComparator } from '../../../row/compare.ts';
import { rowKey } from '../../../row/row-key.ts';
import { type MatchSpecification, matchExpressions } from '../../bind/match-specification.ts';
import type { MatchNode } from '../../plan/physical-plan.ts';
import { newClock } from '../calc.ts';
import { lateOutput, type NodeCompiler } from '../compiled-node.ts';
import { rowCodec } from '../row-codec.ts';
import { storedClock } from '../stored-clock.ts';
import { timeColumn } from '../time-column.ts';
import { matchFunctions } from './match-code.ts';

export const compileMatchRecognize: NodeCompiler<MatchNode> = (node, site) => {
  const schema = node.input.schema;
  const [time, ...others] = node.orderBy;
  const clock = newClock();
  const operator = new MatchRecognize({
    id: site.id,
    automaton: matchAutomaton(node.match.steps),
    functions: matchFunctions(node, clock),
    skip: matchSkip(node.match),
    withinMs: node.match.withinMs,
    keyOf: rowKey(schema, node.partitionKeys),
    timeOf: timeColumn(time?.column ?? 0),
    time: node.time,
    compare: others.length === 0 ? undefined : rowComparator(schema, others),
    clock,
    rows: rowCodec(schema),
    output: site.output,
    late: lateOutput(site, schema),
  });
  const expressions = matchExpressions(node.match).map(({ expression }) => expression);
  return { operators: [operator, ...storedClock(site.id, clock, expressions)] };
};

function matchSkip({ afterMatch, variables }: MatchSpecification): MatchSkip {
  return 'variable' in afterMatch ? { ...afterMatch, name: variables[afterMatch.variable] ?? '' } : afterMatch;
}
