/** A window table function on its own. */
import { SessionWindowFunction } from '../../operators/session-window-function.ts';
import { WindowFunction } from '../../operators/window-function.ts';
import { cumulateWindows, hopWindows, tumbleWindow, type Window } from '../../operators/window-time.ts';
import { rowKey } from '../../row/row-key.ts';
import type { WindowFunctionNode, WindowSpec } from '../plan/physical-plan.ts';
import { appendColumns } from './append-columns.ts';
import { lateOutput, type NodeCompiler } from './compiled-node.ts';
import { rowCodec } from './row-codec.ts';
import { timeColumn } from './time-column.ts';

export const compileWindowFunction: NodeCompiler<WindowFunctionNode> = (node, site) => {
  const { id, output } = site;
  const { column, time, spec } = node.window;
  const inputSchema = node.input.schema;
  const append = appendColumns(node.schema, inputSchema.length);
  const timeOf = timeColumn(column);
  if (spec.kind !== 'session') {
    return { operators: [new WindowFunction({ id, timeOf, windowsOf: windowsOf(spec), append, output })] };
  }
  const keyOf = rowKey(inputSchema, spec.partitionKeys);
  const rows = rowCodec(inputSchema);
  const late = lateOutput(site, inputSchema);
  const { gapMs } = spec;
  return {
    operators: [new SessionWindowFunction({ id, keyOf, timeOf, gapMs, time, append, rows, output, late })],
  };
};

type FixedSpec = Exclude<WindowSpec, { readonly kind: 'session' }>;

function windowsOf(spec: FixedSpec): (time: number) => readonly Window[] {
  switch (spec.kind) {
    case 'tumble':
      return (time) => [tumbleWindow(time, spec.sizeMs, spec.offsetMs)];
    case 'hop':
      return (time) => hopWindows(time, spec);
    case 'cumulate':
      return (time) => cumulateWindows(time, spec);
  }
}
