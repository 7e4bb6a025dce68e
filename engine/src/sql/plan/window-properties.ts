/** Which columns of a plan bound its rows' windows: how window_start and window_end travel through a query. */
import type { TypeKind } from '../../row/data-type.ts';
import type { LogicalAggregate, LogicalNode } from '../bind/logical-plan.ts';
import type { WindowSpec } from '../bind/window-spec.ts';
import { windowJoinProperties } from './window-join-keys.ts';

export interface WindowProperties {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly times: readonly number[];
  readonly time: 'rowtime' | 'proctime';
  /** The type of the time that made the windows. */
  readonly timeKind: TypeKind;
  readonly spec: WindowSpec;
}

/** Undefined when the rows are not windowed, or their bounds were projected away. */
export function windowProperties(node: LogicalNode): WindowProperties | undefined {
  switch (node.kind) {
    case 'window': {
      const { input, time, spec } = node;
      const width = input.schema.length;
      const timeKind = input.schema[node.timeColumn]?.type.kind ?? 'TIMESTAMP';
      return { starts: [width], ends: [width + 1], times: [width + 2], time, timeKind, spec };
    }
    case 'filter':
    case 'row-number':
    case 'top-n':
    case 'sort':
    case 'lookup-join':
    case 'unnest':
    case 'expand':
    case 'over':
      return windowProperties(node.input);
    case 'project': {
      const { projections } = node;
      return moved(windowProperties(node.input), (column) =>
        projections.flatMap((each, index) => (each.kind === 'column' && each.index === column ? [index] : [])),
      );
    }
    case 'aggregate':
      return aggregateProperties(node);
    case 'join':
      return windowJoinProperties(node);
    case 'scan':
    case 'values':
    case 'union':
    case 'set-operation':
    case 'match':
    case 'temporal-join':
      return undefined;
  }
}

/** The keys of a windowed aggregate that are the window’s bounds. */
function aggregateProperties(node: LogicalAggregate): WindowProperties | undefined {
  return moved(windowProperties(node.input), (column) =>
    node.keys.flatMap((key, index) => (key === column ? [index] : [])),
  );
}

function moved(
  properties: WindowProperties | undefined,
  places: (column: number) => readonly number[],
): WindowProperties | undefined {
  if (properties === undefined) return undefined;
  const starts = properties.starts.flatMap(places);
  const ends = properties.ends.flatMap(places);
  if (starts.length === 0 || ends.length === 0) return undefined;
  return { ...properties, starts, ends, times: properties.times.flatMap(places) };
}
