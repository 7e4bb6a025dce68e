/** One entry per kind of plan node: a new kind does not compile until it has one. */
import type { PlanNode } from '../plan/physical-plan.ts';
import { compileCalc } from './calc.ts';
import type { CompiledNode, NodeCompiler, NodeSite } from './compiled-node.ts';
import { compileDeduplicate } from './deduplicate.ts';
import { compileExpand } from './expand.ts';
import { compileGroupAggregate } from './group-aggregate.ts';
import { compileIntervalJoin } from './interval-join.ts';
import { compileJoin } from './join.ts';
import { compileLookupJoin } from './lookup-join.ts';
import { compileMatchRecognize } from './match/match-recognize.ts';
import { compileOverAggregate } from './over/over-aggregate.ts';
import { compileSetOperation } from './set-operation.ts';
import { streamEnds } from './stream-ends.ts';
import { compileTemporalJoin } from './temporal-join.ts';
import { compileTemporalSort } from './temporal-sort.ts';
import { compileTopN } from './top-n.ts';
import { compileUnnest } from './unnest.ts';
import { compileWatermark } from './watermark.ts';
import { compileWindowAggregate } from './window-aggregate.ts';
import { compileWindowFunction } from './window-function.ts';
import { compileWindowJoin } from './window-join.ts';
import { compileWindowRank } from './window-rank.ts';

const compilers: { readonly [Kind in PlanNode['kind']]: NodeCompiler<Extract<PlanNode, { kind: Kind }>> } = {
  ...streamEnds,
  calc: compileCalc,
  watermark: compileWatermark,
  'window-function': compileWindowFunction,
  'window-aggregate': compileWindowAggregate,
  'window-rank': compileWindowRank,
  deduplicate: compileDeduplicate,
  'lookup-join': compileLookupJoin,
  'group-aggregate': compileGroupAggregate,
  expand: compileExpand,
  'set-operation': compileSetOperation,
  'top-n': compileTopN,
  'temporal-sort': compileTemporalSort,
  'over-aggregate': compileOverAggregate,
  'interval-join': compileIntervalJoin,
  join: compileJoin,
  'window-join': compileWindowJoin,
  'temporal-join': compileTemporalJoin,
  unnest: compileUnnest,
  match: compileMatchRecognize,
};

export function compileNode(node: PlanNode, site: NodeSite): CompiledNode {
  // The table pairs each kind with its own node type; the compiler cannot follow that through an index.
  const compile = compilers[node.kind] as NodeCompiler<PlanNode>;
  return compile(node, site);
}
