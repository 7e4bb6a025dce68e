/**
 * Plan → dataflow: every node becomes operators, and each is wired to those that read it. Compiling begins at the sinks,
 * because an operator is made with the output it writes to: a fan-out, which counts its rows.
 */
import assert from 'node:assert';
import { FanOut, type StreamFigures } from '../../operators/fan-out.ts';
import { FinalRows } from '../../operators/final-rows.ts';
import type { Operator, Output } from '../../operators/operator.ts';
import type { WatermarkControl } from '../../operators/watermark-control.ts';
import type { PhysicalPlan, PlanNode, ScanNode } from '../plan/physical-plan.ts';
import { nodesWithUpdateBefore } from '../plan/update-before.ts';
import { compileNode } from './compile-node.ts';
import type { CompiledNode } from './compiled-node.ts';
import type { CompileContext, Dataflow, DataflowNode, DataflowSink, DataflowSource } from './dataflow.ts';
import { earlyNodes } from './early-nodes.ts';
import { type PlanGraph, planGraph, readsOf } from './plan-graph.ts';
import { scanFilters } from './scan-filter.ts';

/**
 * Compiles a plan. Nodes that are one object in the plan are one operator.
 * @throws SqlError SQL_UNSUPPORTED for what no operator can do
 */
export function compilePlan(plan: PhysicalPlan, context: CompileContext): Dataflow {
  const graph = planGraph(plan);
  const counting = new StreamCounting(graph, earlyNodes(plan));
  const withUpdateBefore = nodesWithUpdateBefore(plan);
  const readers = new Map<PlanNode, Output[]>();
  const compiled = new Map<PlanNode, CompiledNode>();
  for (const node of graph.nodes.toReversed()) {
    const site = {
      id: idOf(node, graph),
      queries: graph.queries.get(node) ?? [],
      output: counting.output(node, readers.get(node) ?? []),
      context,
      updateBefore: withUpdateBefore.has(node.kind === 'sink' ? node.input : node),
      early: counting.early.has(node),
      mergedCalc: graph.merged.get(node),
    };
    const result = compileNode(node, site);
    compiled.set(node, result);
    readsOf(node, graph).forEach((input, index) => {
      const wanted = counting.input(edgeName(node, index, graph), inputOf(result, index));
      readers.set(input, [wanted, ...(readers.get(input) ?? [])]);
    });
  }
  const nodes = graph.nodes.map((node) => describedNode(node, { graph, counting, compiled }));
  return { ...assemble(graph.nodes, compiled, scanFilters(plan)), nodes, figures: counting.figures };
}

/**
 * Where the figures of each edge are. What leaves a node goes to all its readers and is counted once; a reader that
 * gets no early results, of a node that has some, has a count of its own behind those of the nodes.
 */
class StreamCounting {
  readonly early: ReadonlySet<PlanNode>;
  readonly figures: StreamFigures;
  readonly #places: ReadonlyMap<PlanNode, number>;
  readonly #ownPlaces = new Map<string, number>();

  constructor(graph: PlanGraph, early: ReadonlySet<PlanNode>) {
    const { nodes } = graph;
    this.early = early;
    this.#places = new Map(nodes.map((node, index) => [node, index]));
    for (const node of nodes) {
      readsOf(node, graph).forEach((from, index) => {
        if (!early.has(from) || early.has(node)) return;
        this.#ownPlaces.set(edgeName(node, index, graph), nodes.length + this.#ownPlaces.size);
      });
    }
    const places = nodes.length + this.#ownPlaces.size;
    this.figures = { rows: new Float64Array(places), watermarks: new Float64Array(places).fill(Number.NaN) };
  }

  output(node: PlanNode, outputs: readonly Output[]): Output {
    return new FanOut(outputs, { figures: this.figures, place: this.place(node) });
  }

  /** What stands before the reader of an edge. */
  input(edge: string, reader: Output): Output {
    const place = this.#ownPlaces.get(edge);
    return place === undefined ? reader : new FinalRows(new FanOut([reader], { figures: this.figures, place }));
  }

  placeOf(edge: string, from: PlanNode): number {
    return this.#ownPlaces.get(edge) ?? this.place(from);
  }

  /** Of what leaves the node. */
  place(node: PlanNode): number {
    const place = this.#places.get(node);
    assert(place !== undefined, 'the node is one of the graph');
    return place;
  }
}

/** Of the edge into this input of a node. */
function edgeName(to: PlanNode, input: number, graph: PlanGraph): string {
  return `${idOf(to, graph)}/${input}`;
}

interface CompiledParts {
  readonly graph: PlanGraph;
  readonly counting: StreamCounting;
  readonly compiled: ReadonlyMap<PlanNode, CompiledNode>;
}

/** The node as it came out: with its operators, and where its streams are counted. */
function describedNode(node: PlanNode, { graph, counting, compiled }: CompiledParts): DataflowNode {
  return {
    id: idOf(node, graph),
    node,
    mergedCalc: graph.merged.get(node),
    queries: graph.queries.get(node) ?? [],
    operators: compiled.get(node)?.operators ?? [],
    place: counting.place(node),
    reads: readsOf(node, graph).map((from, index) => ({
      from: idOf(from, graph),
      place: counting.placeOf(edgeName(node, index, graph), from),
    })),
  };
}

function idOf(node: PlanNode, graph: PlanGraph): string {
  return graph.ids.get(node) ?? node.id;
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
): Omit<Dataflow, 'nodes' | 'figures'> {
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
