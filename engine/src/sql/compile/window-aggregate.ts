/** GROUP BY a window: which operator gathers it, and how rows find their windows. */
import { AttachedWindow } from '../../operators/attached-window.ts';
import { CumulateWindow } from '../../operators/cumulate-window.ts';
import { HopWindow } from '../../operators/hop-window.ts';
import type { LateOutput, Operator } from '../../operators/operator.ts';
import { SessionAggregate } from '../../operators/session-aggregate.ts';
import { TumbleWindow } from '../../operators/tumble-window.ts';
import { WindowAggregate } from '../../operators/window-aggregate.ts';
import type { WindowGroups } from '../../operators/window-groups.ts';
import type { WindowPolicy } from '../../operators/window-policy.ts';
import type { Row } from '../../row/row.ts';
import type { Expression } from '../bind/expression.ts';
import type { WindowAggregateNode, WindowFunctionNode, WindowSource } from '../plan/physical-plan.ts';
import { type AggregateInput, isSessionOfKeys, mergedInput, plainInput } from './aggregate-input.ts';
import { compileAggregation } from './aggregation.ts';
import { calcFunction, newClock } from './calc.ts';
import { lateOutput, type NodeCompiler, type NodeSite } from './compiled-node.ts';
import { expressionFunction } from './expression.ts';
import { timeColumn } from './time-column.ts';
import { compileWindowFunction } from './window-function.ts';

export const compileWindowAggregate: NodeCompiler<WindowAggregateNode> = (node, site) => {
  const { window } = node;
  const input = site.mergedCalc === undefined ? plainInput(node) : mergedInput(node, site.mergedCalc);
  if (window.from === 'time' && window.spec.kind === 'session') {
    const session = { ...window, spec: window.spec };
    if (!isSessionOfKeys(node)) return { operators: sessionsThenGroups(node, session, site) };
    return { operators: [sessionAggregate(node, session, input, site)] };
  }
  return { operators: [slicedAggregate(node, input, site)] };
};

type MakePolicy = (groups: WindowGroups) => WindowPolicy;
type TimeWindow = WindowSource & { readonly from: 'time' };
type SessionSpec = TimeWindow['spec'] & { readonly kind: 'session' };
type SessionWindow = TimeWindow & { readonly spec: SessionSpec };

function policyOf(window: WindowSource, input: AggregateInput): MakePolicy {
  if (window.from === 'columns') {
    const columns = { startOf: timeColumn(window.start), endOf: timeColumn(window.end) };
    return (groups) => new AttachedWindow(groups, columns);
  }
  const timeOf = timeFunction(input.columnAt(window.column));
  const { spec } = window;
  switch (spec.kind) {
    case 'tumble':
      return (groups) => new TumbleWindow(groups, timeOf, spec);
    case 'hop':
      return (groups) => new HopWindow(groups, timeOf, spec);
    case 'cumulate':
      return (groups) => new CumulateWindow(groups, timeOf, spec);
    case 'session':
      throw new RangeError('sessions have an operator of their own');
  }
}

function slicedAggregate(node: WindowAggregateNode, input: AggregateInput, site: NodeSite): Operator {
  return new WindowAggregate({
    id: site.id,
    aggregation: compileAggregation(node, input),
    policy: policyOf(node.window, input),
    time: node.window.time,
    earlyResults: site.early,
    output: site.output,
    late: lateRows(node, input, site),
  });
}

function sessionAggregate(
  node: WindowAggregateNode,
  window: SessionWindow,
  input: AggregateInput,
  site: NodeSite,
): Operator {
  return new SessionAggregate({
    id: site.id,
    aggregation: compileAggregation(node, input),
    timeOf: timeFunction(input.columnAt(window.column)),
    gapMs: window.spec.gapMs,
    time: window.time,
    output: site.output,
    late: lateRows(node, input, site),
  });
}

/** Where the groups are not those of the sessions: first the sessions, then the groups within their windows. */
function sessionsThenGroups(node: WindowAggregateNode, window: SessionWindow, site: NodeSite): readonly Operator[] {
  const width = node.input.schema.length;
  const windowed = windowFunctionNode(node, window);
  const attached = { from: 'columns', start: width, end: width + 1, time: window.time } as const;
  const grouped = { ...node, input: windowed, window: attached };
  const aggregate = slicedAggregate(grouped, plainInput(grouped), site);
  const [input] = aggregate.inputs;
  if (input === undefined) return [];
  const { operators } = compileWindowFunction(windowed, { ...site, id: `${site.id}/sessions`, output: input });
  return [...operators, aggregate];
}

/** Late rows are those of the node's input, also where its calc was drawn in. */
function lateRows(node: WindowAggregateNode, { calc }: AggregateInput, site: NodeSite): LateOutput {
  const late = lateOutput(site, node.input.schema);
  if (calc === undefined) return late;
  const project = calcFunction(calc, newClock());
  return (row) => {
    const projected = project(row);
    if (projected !== null) late(projected);
  };
}

function timeFunction(time: Expression): (row: Row) => number {
  return time.kind === 'column' ? timeColumn(time.index) : (expressionFunction(time) as (row: Row) => number);
}

function windowFunctionNode(node: WindowAggregateNode, window: SessionWindow): WindowFunctionNode {
  const time = (name: string) => ({ name, type: { kind: 'TIMESTAMP', precision: 3, nullable: false } }) as const;
  const schema = [...node.input.schema, time('window_start'), time('window_end'), time('window_time')];
  const { id, input, span } = node;
  return { kind: 'window-function', id, input, span, schema, window };
}
