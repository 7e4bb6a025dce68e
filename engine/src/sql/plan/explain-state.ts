/** What each operator remembers and when it forgets, for EXPLAIN. */
import type { Schema } from '../../row/data-type.ts';
import { nameText } from '../bind/expression-text.ts';
import { durationText } from './duration-text.ts';
import { sliceMs } from './explain-window.ts';
import type { MatchNode, PlanNode, WindowAggregateNode, WindowSource } from './physical-plan.ts';

/** A line for each kind of thing remembered; none for an operator without state. */
export function describeState(node: PlanNode): readonly string[] {
  switch (node.kind) {
    case 'scan':
      return ['the position in the table'];
    case 'watermark':
      return ['the newest time of each partition'];
    case 'window-aggregate':
      return [aggregateState(node)];
    case 'window-function':
      return windowFunctionState(node.window, node.input.schema);
    case 'window-rank':
      return [
        `the best ${node.last} rows of each ${keysText(node.partitionKeys, node.input.schema, 'window')}, dropped when it fires`,
      ];
    case 'deduplicate':
      return [`each ${keysText(node.keys, node.input.schema, '')} seen, ${lifeText(node.ttlMs)}`];
    case 'group-aggregate':
      return [`one accumulator per ${keysText(node.keys, node.input.schema, '') || 'query'}, ${lifeText(node.ttlMs)}`];
    case 'top-n':
      return [
        `the rows of each ${keysText(node.partitionKeys, node.input.schema, '') || 'query'} that may be ranked${node.ttlMs === 0 ? '' : `, ${lifeText(node.ttlMs)}`}`,
      ];
    case 'temporal-sort':
      return ['the rows whose time has not come'];
    case 'over-aggregate':
      return [`the rows of each ${keysText(node.partitionKeys, node.input.schema, '') || 'query'} within the frame`];
    case 'set-operation':
      return [`how often each row is on either side, ${lifeText(node.ttlMs)}`];
    case 'match':
      return [matchState(node)];
    case 'join':
      return [`left rows, ${lifeText(node.leftTtlMs)}; right rows, ${lifeText(node.rightTtlMs)}`];
    case 'interval-join':
      return ['the rows of both sides, dropped when no row of the other side can meet them'];
    case 'window-join':
      return ['the rows of both sides, dropped when their window fires'];
    case 'temporal-join':
      return ['left rows until the watermark passes them, versions of right rows while they may be asked for'];
    case 'calc':
    case 'values':
    case 'lookup-join':
    case 'unnest':
    case 'expand':
    case 'union':
    case 'sink':
      return [];
  }
}

/** What SET 'table.exec.state.ttl' or a hint says. */
function lifeText(ttlMs = 0): string {
  return ttlMs === 0 ? 'kept for ever' : `dropped ${durationText(ttlMs)} after its last change`;
}

function aggregateState(node: WindowAggregateNode): string {
  const schema = node.input.schema;
  if (node.window.from === 'columns') {
    return `one accumulator per ${keysText(node.keys, schema, 'window')}, dropped when the window fires`;
  }
  const { spec } = node.window;
  const slice = sliceMs(spec);
  const what = slice === undefined ? 'open session' : `slice of ${durationText(slice)}`;
  const end = slice === undefined ? 'it closes' : spec.kind === 'tumble' ? 'the window fires' : 'its last window fires';
  return `one accumulator per ${keysText(node.keys, schema, what)}, dropped when ${end}`;
}

function windowFunctionState(window: WindowSource, schema: Schema): readonly string[] {
  if (window.from === 'columns' || window.spec.kind !== 'session') return [];
  return [`the rows of each ${keysText(window.spec.partitionKeys, schema, 'open session')}, dropped when it closes`];
}

function matchState({ partitionKeys, input, match }: MatchNode): string {
  const keys = keysText(partitionKeys, input.schema, '') || 'the stream';
  const until = match.withinMs === 0 ? '' : `, for ${durationText(match.withinMs)} at most`;
  return `of each ${keys} the rows of matches under way${until}, and rows ahead of time`;
}

function keysText(keys: readonly number[], schema: Schema, last: string): string {
  const names = keys.map((key) => nameText(schema[key]?.name ?? '?'));
  const parts = last === '' ? names : [...names, last];
  return parts.length <= 1 ? (parts[0] ?? '') : `(${parts.join(', ')})`;
}
