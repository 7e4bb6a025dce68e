/**
 * Makes equal parts of a plan one: a view that is read in several places is computed once. Flink does the same.
 *
 * H1. Nodes are equal when they do the same to equal inputs, whatever they are called and wherever they were written.
 * H2. What only adds rows is shared, and what has one answer only: not what asks for the time.
 * H3. A projection below an aggregate stays that aggregate's own, for it is compiled into it.
 */
import { scalarFunctions } from '../functions/find-function.ts';
import { isScalarFunctionName } from '../functions/names.ts';
import { changelogOf } from './changelog.ts';
import type { PlanNode, PlannedQuery, SinkNode } from './physical-plan.ts';
import { inputsOf } from './plan-inputs.ts';

export function shareSubplans(queries: readonly PlannedQuery[]): readonly PlannedQuery[] {
  const sharing = new Sharing();
  return queries.map(({ name, root }) => ({ name, root: sharing.belowSink(root) }));
}

class Sharing {
  /** What stands for a node in the shared plan. */
  readonly #shared = new Map<PlanNode, PlanNode>();
  readonly #byDescription = new Map<string, PlanNode>();
  /** Equal nodes have equal numbers. */
  readonly #numbers = new Map<PlanNode, number>();
  readonly #numberOfDescription = new Map<string, number>();
  #nextNumber = 0;

  belowSink(sink: SinkNode): SinkNode {
    return { ...sink, input: this.#share(sink.input) };
  }

  #share(node: PlanNode): PlanNode {
    const known = this.#shared.get(node);
    if (known !== undefined) return known;
    const result = this.#find(node);
    this.#shared.set(node, result);
    return result;
  }

  #find(node: PlanNode): PlanNode {
    const inputs = inputsOf(node);
    // A source is one node already, and what reads it knows it by itself.
    if (inputs.length === 0 || node.id.includes('/')) return node;
    const isAggregate = node.kind === 'window-aggregate' || node.kind === 'group-aggregate';
    const shared = inputs.map((input) =>
      isAggregate && input.kind === 'calc' ? this.#overShared(input) : this.#share(input),
    );
    const result = withInputs(node, shared);
    const description = this.#describe(result);
    if (description === undefined) return result;
    const equal = this.#byDescription.get(description) ?? result;
    this.#byDescription.set(description, equal);
    return equal;
  }

  /** The calc of an aggregate: no other reads it. */
  #overShared(calc: PlanNode): PlanNode {
    const result = withInputs(
      calc,
      inputsOf(calc).map((input) => this.#share(input)),
    );
    const description = this.#describe(result);
    if (description !== undefined) this.#numbers.set(result, this.#numberOf(description));
    return result;
  }

  /** All that a node does, and to what; undefined for one that is not shared. */
  #describe(node: PlanNode): string | undefined {
    if (changelogOf(node) === 'updating') return undefined;
    let isShareable = true;
    const inputs = inputsOf(node);
    const text = JSON.stringify(node, (name, value: unknown) => {
      if (name === 'span' || name === 'id') return undefined;
      if (isNode(value) && inputs.includes(value)) return `#${this.#number(value)}`;
      if (isChangeable(value)) isShareable = false;
      return typeof value === 'bigint' ? `${value}n` : value instanceof Map ? [...value] : value;
    });
    return isShareable ? text : undefined;
  }

  #number(node: PlanNode): number {
    const known = this.#numbers.get(node);
    if (known !== undefined) return known;
    const number = this.#nextNumber++;
    this.#numbers.set(node, number);
    return number;
  }

  #numberOf(description: string): number {
    const number = this.#numberOfDescription.get(description) ?? this.#nextNumber++;
    this.#numberOfDescription.set(description, number);
    return number;
  }
}

/** The same node over other inputs of the same schemas; the node itself where nothing has changed. */
function withInputs(node: PlanNode, inputs: readonly PlanNode[]): PlanNode {
  const before = inputsOf(node);
  if (before.every((input, index) => input === inputs[index])) return node;
  const [first, second] = inputs;
  if ('inputs' in node) return { ...node, inputs };
  if ('left' in node) return { ...node, left: first ?? node.left, right: second ?? node.right };
  return 'input' in node ? { ...node, input: first ?? node.input } : node;
}

function isNode(value: unknown): value is PlanNode {
  return typeof value === 'object' && value !== null && 'kind' in value && 'id' in value && 'schema' in value;
}

/** A call that may give something else for the same row. */
function isChangeable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'call') return false;
  if (!('function' in value) || typeof value.function !== 'string') return false;
  return isScalarFunctionName(value.function) && !scalarFunctions[value.function].deterministic;
}
