/** From SQL scripts to a pipeline that is ready to run: parse, plan, compile, open the tables, restore. */
import { createHash } from 'node:crypto';
import { builtInConnectors, connectorRegistry } from '../connectors/connector-registry.ts';
import type { TableConnector } from '../connectors/table-connector.ts';
import { MillraceError } from '../errors/millrace-error.ts';
import { compilePlan } from '../sql/compile/compile-plan.ts';
import { registerUserFunctions, type UserFunction } from '../sql/functions/user-function.ts';
import { parseScript } from '../sql/parse/parse-script.ts';
import { explainPlan } from '../sql/plan/explain-plan.ts';
import type { PhysicalPlan } from '../sql/plan/physical-plan.ts';
import { type PlannedScript, planScript } from '../sql/plan/plan-script.ts';
import type { StateStore } from '../state/state-store.ts';
import type { LateRows } from './late-rows.ts';
import { Pipeline } from './pipeline.ts';
import type { PipelineScript } from './pipeline-messages.ts';

export interface OpenPipelineOptions {
  readonly scripts: readonly PipelineScript[];
  readonly store: StateStore;
  /** Connectors beside the built-in ones: `log` and `view` in a server. */
  readonly connectors?: readonly TableConnector[];
  /** Where rows go that came too late; without it they are only counted. */
  readonly lateRows?: LateRows;
  /** What CREATE FUNCTION may name, beside what is registered already. */
  readonly userFunctions?: readonly UserFunction[];
}

/** How operators write their state. Raise it with every change of a layout: older state is then refused, not misread. */
const STATE_FORMAT = 6;
/** Where the digest of the plan lies that the state belongs to. */
const META = 'meta';
const PLAN_DIGEST = 0;

/** @throws SqlError for an error in a script, with file, line and column. */
export function planScripts(scripts: readonly PipelineScript[]): PhysicalPlan {
  return planned(scripts).plan;
}

/** What the EXPLAIN statements of the scripts ask for, in order. @throws SqlError as planScripts does. */
export function explainStatements(scripts: readonly PipelineScript[]): readonly string[] {
  return planned(scripts).explained.map(({ plan }) => explainPlan(plan));
}

function planned(scripts: readonly PipelineScript[]): PlannedScript {
  return planScript(scripts.flatMap(({ file, text }) => parseScript(text, file)));
}

/**
 * Opens a pipeline over its store and brings back what the store holds.
 * @throws SqlError for an error in a script; MillraceError PIPELINE_CHANGED when the state belongs to another plan.
 */
export function openPipeline(options: OpenPipelineOptions): Pipeline {
  registerUserFunctions(options.userFunctions ?? []);
  const plan = planScripts(options.scripts);
  checkDigest(options.store, planDigest(plan));
  const registry = connectorRegistry([...builtInConnectors(), ...(options.connectors ?? [])]);
  const { lateRows } = options;
  const dataflow = compilePlan(plan, {
    openSink: (node) => registry.createSink(node),
    lateOutput: (query, operator, schema) => lateRows?.output(query, operator, schema) ?? (() => undefined),
    openLookup: (table, keys, columns) => registry.createLookup(table, keys, columns),
  });
  const sources = dataflow.sources.map((flow) => ({
    name: flow.scan.table.name,
    flow,
    source: registry.createSource(flow.scan, flow.output, flow.watermark),
  }));
  const participants = lateRows ? [lateRows] : [];
  const pipeline = new Pipeline({ dataflow, sources, store: options.store, participants });
  pipeline.restore();
  return pipeline;
}

/**
 * Two plans with one digest keep the same state in the same tables. Where a statement stands in its file, and how long a
 * view keeps its rows, is not part of it: comments and retention can change without a rebuild.
 */
export function planDigest(plan: PhysicalPlan): string {
  return createHash('sha256')
    .update(`${STATE_FORMAT} ${JSON.stringify(plan, withoutWhatStateIgnores)}`)
    .digest('hex');
}

function withoutWhatStateIgnores(name: string, value: unknown): unknown {
  if (name === 'span') return undefined;
  if (name === 'options') return stateOptions(value as Readonly<Record<string, string>>);
  if (typeof value === 'bigint') return `${value}n`;
  return value instanceof Map ? [...value] : value;
}

/** Of a view only its kind and early results matter to operators. */
function stateOptions(options: Readonly<Record<string, string>>): Readonly<Record<string, string | undefined>> {
  const { connector } = options;
  return connector === 'view' ? { connector, early: options['emit.early'] } : options;
}

function checkDigest(store: StateStore, digest: string): void {
  const table = store.table(META);
  const stored = [...table.entries()].find(([slot]) => slot === PLAN_DIGEST)?.[1];
  if (stored === digest) return;
  if (stored === undefined) {
    store.transaction(() => table.put(PLAN_DIGEST, digest));
    return;
  }
  throw new MillraceError('the pipelines have changed since their state was written', {
    code: 'PIPELINE_CHANGED',
    domain: 'user',
    retry: 'never',
    hint: "'millrace replay' makes state and results anew from the log; it keeps what the log keeps (7 days)",
  });
}
