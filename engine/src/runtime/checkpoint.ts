/** What a checkpoint holds, and how it is brought back: operator state, source positions, sink positions. */
import type { Dataflow } from '../sql/compile/dataflow.ts';
import type { StateStore, StateTable, StateValue } from '../state/state-store.ts';
import type { RunningSource } from './pipeline.ts';

/** Positions are entries of one table: slot = place in the script, value = [name, position]. */
const SOURCES = 'positions/sources';
const SINKS = 'positions/sinks';

/** Writes everything that changed since the last checkpoint. Call it inside the store's transaction. */
export function writeCheckpoint(store: StateStore, dataflow: Dataflow, sources: readonly RunningSource[]): void {
  for (const operator of dataflow.operators) operator.snapshot(store.table(operator.id));
  const sourceTable = store.table(SOURCES);
  sources.forEach(({ name, source }, slot) => {
    sourceTable.put(slot, [name, source.position()]);
  });
  const sinkTable = store.table(SINKS);
  dataflow.sinks.forEach(({ node, sink }, slot) => {
    sinkTable.put(slot, [node.id, sink.position()]);
  });
}

/** The opposite of writeCheckpoint, on freshly made operators, sources and sinks. */
export function restoreCheckpoint(store: StateStore, dataflow: Dataflow, sources: readonly RunningSource[]): void {
  for (const operator of dataflow.operators) operator.restore(store.table(operator.id));
  const sourcePositions = readPositions(store.table(SOURCES));
  sources.forEach(({ source }, slot) => {
    const position = sourcePositions.get(slot);
    if (position !== undefined) source.seek(position);
  });
  const sinkPositions = readPositions(store.table(SINKS));
  dataflow.sinks.forEach(({ sink }, slot) => {
    const position = sinkPositions.get(slot);
    if (position !== undefined) sink.seek(position);
  });
}

function readPositions(table: StateTable): ReadonlyMap<number, StateValue> {
  const positions = new Map<number, StateValue>();
  for (const [slot, value] of table.entries()) {
    if (Array.isArray(value)) positions.set(slot, value[1] ?? null);
  }
  return positions;
}
