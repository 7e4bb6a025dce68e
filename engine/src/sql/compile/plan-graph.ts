/** The plan as a graph: in which order its nodes are compiled, who reads whom, and what each operator is called. */
import type { CalcNode, PhysicalPlan, PlanNode } from '../plan/physical-plan.ts';
import { inputsOf } from '../plan/plan-inputs.ts';
import { canMergeInput } from './aggregate-input.ts';

export interface PlanGraph {
  /** Every node object once, inputs before those that read them. */
  readonly nodes: readonly PlanNode[];
  /** Stable and unique: `<query>/<node id>`, and the bare node id for what several queries share. */
  readonly ids: ReadonlyMap<PlanNode, string>;
  /** The queries that need the node. */
  readonly queries: ReadonlyMap<PlanNode, readonly string[]>;
  /** Calcs that are part of the one aggregate that reads them, by aggregate; they are not among `nodes`. */
  readonly merged: ReadonlyMap<PlanNode, CalcNode>;
}

export function planGraph(plan: PhysicalPlan): PlanGraph {
  const users = new Map<PlanNode, string[]>();
  for (const { name, root } of plan.queries) visit(root, name, users);
  const ids = new Map<PlanNode, string>();
  const taken = new Set<string>();
  for (const [node, queries] of users) {
    const ofQuery = `${queries[0]}/${node.id}`;
    const id = queries.length > 1 && !taken.has(node.id) ? node.id : ofQuery;
    taken.add(id);
    ids.set(node, id);
  }
  const merged = mergedCalcs([...users.keys()]);
  const absorbed = new Set<PlanNode>(merged.values());
  return { nodes: [...users.keys()].filter((node) => !absorbed.has(node)), ids, queries: users, merged };
}

/** What a node reads when merged calcs are seen through. */
export function readsOf(node: PlanNode, graph: PlanGraph): readonly PlanNode[] {
  const calc = graph.merged.get(node);
  return calc === undefined ? inputsOf(node) : [calc.input];
}

function mergedCalcs(nodes: readonly PlanNode[]): ReadonlyMap<PlanNode, CalcNode> {
  const readers = new Map<PlanNode, number>();
  for (const input of nodes.flatMap(inputsOf)) readers.set(input, (readers.get(input) ?? 0) + 1);
  const merged = new Map<PlanNode, CalcNode>();
  for (const node of nodes) {
    if (node.kind !== 'window-aggregate' && node.kind !== 'group-aggregate') continue;
    if (readers.get(node.input) !== 1) continue;
    const { input } = node;
    if (canMergeInput(node, input)) merged.set(node, input);
  }
  return merged;
}

/** Enters the node after its inputs; a Map keeps the order in which keys were first set. */
function visit(node: PlanNode, query: string, users: Map<PlanNode, string[]>): void {
  const known = users.get(node);
  if (known?.includes(query)) return;
  for (const input of inputsOf(node)) visit(input, query, users);
  if (known === undefined) users.set(node, [query]);
  else known.push(query);
}
