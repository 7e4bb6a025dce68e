/** GROUP BY a window: which operator gathers it, and how rows find their windows. */
import { AttachedWindow } from '../../operators/attached-window.ts';
import { CumulateWindow } from '../../operators/cumulate-window.ts';
import { HopWindow } from '../../operators/hop-window.ts';
import type { Operator } from '../../operators/operator.ts';
import { SessionAggregate } from '../../operators/session-aggregate.ts';
import { TumbleWindow } from '../../operators/tumble-window.ts';
import { WindowAggregate } from '../../operators/window-aggregate.ts';
import type { WindowGroups } from '../../operators/window-groups.ts';
import type { WindowPolicy } from '../../operators/window-policy.ts';
import type { WindowAggregateNode, WindowFunctionNode, WindowSource } from '../plan/physical-plan.ts';
import { compileAggregation } from './aggregation.ts';
import { lateOutput, type NodeCompiler, type NodeSite } from './compiled-node.ts';
import { timeColumn } from './time-column.ts';
import { compileWindowFunction } from './window-function.ts';

export const compileWindowAggregate: NodeCompiler<WindowAggregateNode> = (node, site) => {
  const { window } = node;
  if (window.from === 'time' && window.spec.kind === 'session') {
    return { operators: sessionOperators(node, { ...window, spec: window.spec }, site) };
  }
  return { operators: [slicedAggregate(node, policyOf(window), site)] };
};

type MakePolicy = (groups: WindowGroups) => WindowPolicy;
type TimeWindow = WindowSource & { readonly from: 'time' };
type SessionSpec = TimeWindow['spec'] & { readonly kind: 'session' };
type SessionWindow = TimeWindow & { readonly spec: SessionSpec };

function policyOf(window: WindowSource): MakePolicy {
  if (window.from === 'columns') {
    const columns = { startOf: timeColumn(window.start), endOf: timeColumn(window.end) };
    return (groups) => new AttachedWindow(groups, columns);
  }
  const timeOf = timeColumn(window.column);
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

function slicedAggregate(node: WindowAggregateNode, policy: MakePolicy, site: NodeSite): Operator {
  return new WindowAggregate({
    id: site.id,
    aggregation: compileAggregation(node),
    policy,
    time: node.window.time,
    earlyResults: site.early,
    output: site.output,
    late: lateOutput(site, node.input.schema),
  });
}

/** Sessions of the group's own keys need one operator; of other keys, first the sessions and then the groups in them. */
function sessionOperators(node: WindowAggregateNode, window: SessionWindow, site: NodeSite): readonly Operator[] {
  if (sameColumns(node.keys, window.spec.partitionKeys)) return [sessionAggregate(node, window, site)];
  const width = node.input.schema.length;
  const windowed = windowFunctionNode(node, window);
  const attached = { from: 'columns', start: width, end: width + 1, time: window.time } as const;
  const grouped = { ...node, input: windowed, window: attached };
  const aggregate = slicedAggregate(grouped, policyOf(attached), site);
  const [input] = aggregate.inputs;
  if (input === undefined) return [];
  const { operators } = compileWindowFunction(windowed, { ...site, id: `${site.id}/sessions`, output: input });
  return [...operators, aggregate];
}

function sessionAggregate(node: WindowAggregateNode, window: SessionWindow, site: NodeSite): Operator {
  return new SessionAggregate({
    id: site.id,
    aggregation: compileAggregation(node),
    timeOf: timeColumn(window.column),
    gapMs: window.spec.gapMs,
    time: window.time,
    output: site.output,
    late: lateOutput(site, node.input.schema),
  });
}

function windowFunctionNode(node: WindowAggregateNode, window: SessionWindow): WindowFunctionNode {
  const time = (name: string) => ({ name, type: { kind: 'TIMESTAMP', precision: 3, nullable: false } }) as const;
  const schema = [...node.input.schema, time('window_start'), time('window_end'), time('window_time')];
  const { id, input, span } = node;
  return { kind: 'window-function', id, input, span, schema, window };
}

function sameColumns(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((column) => b.includes(column));
}
