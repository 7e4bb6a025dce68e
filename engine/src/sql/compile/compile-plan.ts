/**
 * Plan → dataflow: every node becomes operators, and each is wired to those that read it. Compiling begins at the sinks,
 * because an operator is made with the output it writes to; a node that several read writes to a fan-out.
 */
import assert from 'node:assert';
import { FanOut } from '../../operators/fan-out.ts';
import { FinalRows } from '../../operators/final-rows.ts';
import type { Operator, Output } from '../../operators/operator.ts';
import type { WatermarkControl } from '../../operators/watermark-control.ts';
import type { PhysicalPlan, PlanNode, ScanNode } from '../plan/physical-plan.ts';
import { nodesWithUpdateBefore } from '../plan/update-before.ts';
import { compileNode } from './compile-node.ts';
import type { CompiledNode } from './compiled-node.ts';
import type { CompileContext, Dataflow, DataflowSink, DataflowSource } from './dataflow.ts';
import { earlyNodes } from './early-nodes.ts';
import { planGraph, readsOf } from './plan-graph.ts';
import { scanFilters } from './scan-filter.ts';

/**
 * Compiles a plan. Nodes that are one object in the plan are one operator.
 * @throws SqlError SQL_UNSUPPORTED for what no operator can do
 */
export function compilePlan(plan: PhysicalPlan, context: CompileContext): Dataflow {
  const graph = planGraph(plan);
  const early = earlyNodes(plan);
  const withUpdateBefore = nodesWithUpdateBefore(plan);
  const readers = new Map<PlanNode, Output[]>();
  const compiled = new Map<PlanNode, CompiledNode>();
  for (const node of graph.nodes.toReversed()) {
    const site = {
      id: graph.ids.get(node) ?? node.id,
      queries: graph.queries.get(node) ?? [],
      output: joined(readers.get(node) ?? []),
      context,
      updateBefore: withUpdateBefore.has(node.kind === 'sink' ? node.input : node),
      early: early.has(node),
      mergedCalc: graph.merged.get(node),
    };
    const result = compileNode(node, site);
    compiled.set(node, result);
    readsOf(node, graph).forEach((input, index) => {
      const reader = inputOf(result, index);
      const wanted = early.has(input) && !early.has(node) ? new FinalRows(reader) : reader;
      readers.set(input, [wanted, ...(readers.get(input) ?? [])]);
    });
  }
  return assemble(graph.nodes, compiled, scanFilters(plan));
}

function joined(outputs: readonly Output[]): Output {
  const [only] = outputs;
  return only !== undefined && outputs.length === 1 ? only : new FanOut(outputs);
}

function inputOf(node: CompiledNode, index: number): Output {
  const input = node.operators[0]?.inputs[index];
  assert(input !== undefined, 'the operator has an input for each input of its node');
  return input;
}

function assemble(
  nodes: readonly PlanNode[],
  compiled: ReadonlyMap<PlanNode, CompiledNode>,
  filters: ReturnType<typeof scanFilters>,
): Dataflow {
  const operators: Operator[] = [];
  const sources: { readonly scan: ScanNode; readonly output: Output }[] = [];
  const sinks: DataflowSink[] = [];
  const starts: (() => void)[] = [];
  const watermarks = new Map<ScanNode, WatermarkControl>();
  for (const node of nodes) {
    const result = compiled.get(node);
    if (result === undefined) continue;
    operators.push(...result.operators);
    if (result.watermark !== undefined) watermarks.set(result.watermark.scan, result.watermark.control);
    if (result.start !== undefined) starts.push(result.start);
    if (node.kind === 'scan' && result.source !== undefined) sources.push({ scan: node, output: result.source });
    if (node.kind === 'sink' && result.sink !== undefined) sinks.push({ node, sink: result.sink });
  }
  const filtered = sources.map((source) => withFilter(withWatermark(source, watermarks), filters.get(source.scan)));
  return { sources: filtered, operators, sinks, starts };
}

function withFilter(source: DataflowSource, only: ScanNode['only']): DataflowSource {
  return only === undefined ? source : { ...source, scan: { ...source.scan, only } };
}

function withWatermark(
  source: { readonly scan: ScanNode; readonly output: Output },
  watermarks: ReadonlyMap<ScanNode, WatermarkControl>,
): DataflowSource {
  const watermark = watermarks.get(source.scan);
  return watermark === undefined ? source : { ...source, watermark };
}
