/** What of a status is kept for the charts, under names like `p95.live` and `memory.heap.analytics`. */
import type { OperationsStatus, StageStatus } from './operations-status.ts';

type Figures = Record<string, number | null>;

/** @param stages as they were in the step that is noted. */
export function historyFigures(status: OperationsStatus, stages: readonly StageStatus[]): Readonly<Figures> {
  return {
    ...stageFigures(stages),
    'lag.events': status.lag.events,
    'lag.ms': status.lag.ms,
    ...groupFigures(status),
    ...Object.fromEntries(status.queries.map(({ name, delayMs }) => [`delay.${name}`, delayMs])),
    ...memoryFigures(status),
    ...diskFigures(status),
  };
}

/** Four figures for each stage: events a second and three quantiles. */
function stageFigures(stages: readonly StageStatus[]): Figures {
  const figures: Figures = {};
  for (const { stage, eventsPerSecond, latencyMs } of stages) {
    figures[`rate.${stage}`] = eventsPerSecond;
    for (const quantile of ['p50', 'p95', 'p99'] as const)
      figures[`${quantile}.${stage}`] = latencyMs?.[quantile] ?? null;
  }
  return figures;
}

function groupFigures({ groups }: OperationsStatus): Figures {
  const figures: Figures = {};
  for (const { name, commit, busyShare, stateEntries } of groups) {
    figures[`commit.${name}`] = commit.latencyMs?.p95 ?? null;
    figures[`busy.${name}`] = busyShare;
    figures[`state.${name}`] = stateEntries;
  }
  return figures;
}

/** Threads and processes by their names: which there are may change. */
function memoryFigures({ memory }: OperationsStatus): Figures {
  const named = (kind: string, parts: readonly { readonly name: string; readonly bytes: number }[]) =>
    parts.map(({ name, bytes }) => [`memory.${kind}.${name}`, bytes] as const);
  return {
    'memory.resident': memory.residentBytes,
    ...Object.fromEntries([...named('heap', memory.heaps), ...named('process', memory.processes)]),
  };
}

function diskFigures({ disk }: OperationsStatus): Figures {
  if (disk === null) return {};
  const parts = disk.parts.map(({ name, bytes }) => [`disk.part.${name}`, bytes] as const);
  return { 'disk.used': disk.usedBytes, 'disk.free': disk.freeBytes, ...Object.fromEntries(parts) };
}
