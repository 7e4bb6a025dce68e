/**
 * How the server is getting on: every stage that events come by, the pipelines, memory and disk, now and in the last day.
 * It looks once a second at figures that others count anyway, in memory that does not grow.
 */
import type { FunctionHost } from '../function-runtime/function-host.ts';
import type { CommittedBatch } from '../server/pipeline-handle.ts';
import type { ServerMetrics } from '../server/server-metrics.ts';
import type { WorkerPipeline } from '../server/worker-pipeline.ts';
import type { WarehouseHost } from '../sinks/warehouse/warehouse-host.ts';
import { FigureHistory, type HistoryPage, RANGES, type Range } from './figure-history.ts';
import type { GroupReport } from './group-report.ts';
import { GroupSteps } from './group-steps.ts';
import { historyFigures } from './history-figures.ts';
import type {
  DiskStatus,
  GroupStatus,
  OperationsNews,
  OperationsStatus,
  QueryStatus,
  StageStatus,
} from './operations-status.ts';
import { PipelineReports } from './pipeline-reports.ts';
import { RecentLatencies } from './recent-latencies.ts';
import { ResourceGauge } from './resource-gauge.ts';
import { STAGES, Stages } from './stages.ts';

export interface OperationsParts {
  readonly dataFolder: string;
  readonly metrics: ServerMetrics;
  /** The clock that stamps arrivals, in epoch milliseconds. */
  readonly now: () => number;
  readonly sql: Pick<WorkerPipeline, 'reported' | 'nextSequences' | 'lag'>;
  readonly functions: Pick<FunctionHost, 'nextSequence' | 'stats' | 'running'>;
  /** Undefined when there is none. */
  readonly warehouse: Pick<WarehouseHost, 'progress'> | undefined;
}

const LOOK_EVERY_MS = 1_000;
/** What is told of the present is that of so much time. */
const PRESENT_MS = 30_000;
/** A pace that is taken over less says nothing. */
const SHORTEST_PACE_MS = 5 * 60_000;

export class Operations {
  readonly reports: PipelineReports;
  readonly stages: Stages;
  readonly #parts: OperationsParts;
  readonly #latencies: ReadonlyMap<string, RecentLatencies>;
  readonly #steps: ReadonlyMap<string, GroupSteps>;
  readonly #resources: ResourceGauge;
  readonly #histories = { hour: new FigureHistory('hour'), day: new FigureHistory('day') };
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: OperationsParts) {
    const { sql, metrics, dataFolder } = parts;
    this.#parts = parts;
    this.reports = new PipelineReports(sql.reported());
    this.stages = new Stages(metrics.latencies, () => this.#progress());
    this.#latencies = new Map(STAGES.map((stage) => [stage, new RecentLatencies(this.stages.latencies(stage))]));
    this.#steps = new Map(this.reports.groups.map(({ name, host }) => [name, new GroupSteps(name, host, metrics)]));
    this.#resources = new ResourceGauge(dataFolder, () => this.#heaps());
  }

  /** Begins to look, once a second until it is stopped. */
  start(): void {
    this.#look();
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  onBatch(batch: CommittedBatch): void {
    this.stages.onBatch(batch, this.#parts.now());
  }

  /** Pipelines or functions have committed. */
  onResults(): void {
    this.stages.advance(this.#parts.now());
  }

  /** What there is has been sent to those who look on. */
  onPushed(): void {
    this.stages.onPushed(this.#parts.now());
  }

  status(): OperationsStatus {
    const nowMs = this.#parts.now();
    return {
      ...this.#present(),
      groups: this.reports.groups.map((group) => this.#groupStatus(group, nowMs)),
      queries: this.#queries(nowMs),
      memory: this.#resources.memory(),
      disk: this.#diskStatus(),
    };
  }

  news(): OperationsNews {
    const nowMs = this.#parts.now();
    const groups = this.reports.groups.map((group) => ({
      ...this.#groupStatus(group, nowMs),
      figures: group.news(),
    }));
    return { ...this.#present(), groups };
  }

  history(range: Range, wanted: (name: string) => boolean): HistoryPage {
    return this.#histories[range].page(wanted);
  }

  /** A step of the history is noted with the first look that falls into it. */
  #look(): void {
    const nowMs = this.#parts.now();
    // Rates are by time that passes evenly: the clock may be set.
    const elapsedMs = performance.now();
    for (const latencies of this.#latencies.values()) latencies.look(elapsedMs);
    for (const steps of this.#steps.values()) steps.look(elapsedMs);
    this.reports.look(elapsedMs);
    this.#resources.look(elapsedMs);
    this.stages.onWarehouse(nowMs);
    for (const [range, { stepMs }] of Object.entries(RANGES) as [Range, { stepMs: number }][]) {
      const history = this.#histories[range];
      if (history.isDue(nowMs)) history.note(nowMs, historyFigures(this.status(), this.#stageStatuses(stepMs)));
    }
  }

  #present(): Pick<OperationsStatus, 'at' | 'stages' | 'lag'> {
    return {
      at: new Date(this.#parts.now()).toISOString(),
      stages: this.#stageStatuses(PRESENT_MS),
      lag: this.#parts.sql.lag(),
    };
  }

  #stageStatuses(sinceMs: number): readonly StageStatus[] {
    return STAGES.map((stage) => {
      const { perSecond = 0, latencyMs = null } = this.#latencies.get(stage)?.figures(sinceMs) ?? {};
      return { stage, eventsPerSecond: perSecond, latencyMs, waitingEvents: this.stages.waiting(stage) };
    });
  }

  /** The age of a commit is by the machine's clock, as its time is; it is told by the server's. */
  #groupStatus(group: GroupReport, nowMs: number): GroupStatus {
    const { name, running, host, pipelines } = group;
    const { push, commit, busyShare } = this.#steps.get(name)?.status(PRESENT_MS) ?? GroupSteps.NONE;
    const ageMs = host.lastStep && Math.max(0, Date.now() - host.lastStep.atMs);
    return {
      name,
      running,
      problem: host.problem?.message ?? null,
      pipelines,
      push,
      commit,
      busyShare,
      lastCommitAt: ageMs === undefined ? null : new Date(nowMs - ageMs).toISOString(),
      checkpointAgeMs: ageMs ?? null,
      stateEntries: group.stateEntries,
      stateBytes: this.#resources.disk?.parts[`state/${name}`] ?? null,
    };
  }

  #queries(nowMs: number): readonly QueryStatus[] {
    return this.reports.list().flatMap((pipeline) =>
      pipeline.queries.map(({ name, watermarkMs, rows, rowsPerSecond, lateRows }) => ({
        name,
        pipeline: pipeline.name,
        watermark: watermarkMs === null ? null : new Date(watermarkMs).toISOString(),
        delayMs: watermarkMs === null ? null : nowMs - watermarkMs,
        rows,
        rowsPerSecond,
        lateRows,
      })),
    );
  }

  /** The pace is that since the oldest look of the last hour. */
  #diskStatus(): DiskStatus | null {
    const { disk } = this.#resources;
    if (disk === undefined) return null;
    const { freeBytes, totalBytes } = disk;
    const parts = Object.entries(disk.parts).map(([name, bytes]) => ({ name, bytes }));
    const usedBytes = parts.reduce((sum, { bytes }) => sum + bytes, 0);
    const before = this.#histories.hour.oldest('disk.used');
    const isLongEnough = before !== undefined && before.ageMs >= SHORTEST_PACE_MS;
    const bytesPerHour = isLongEnough ? ((usedBytes - before.value) * 3_600_000) / before.ageMs : null;
    const lastsHours = bytesPerHour !== null && bytesPerHour > 0 ? freeBytes / bytesPerHour : null;
    return { parts, usedBytes, freeBytes, totalBytes, bytesPerHour, lastsHours };
  }

  /** Asked for with each commit: three numbers that are there anyway. */
  #progress() {
    const { sql, functions, warehouse } = this.#parts;
    return {
      groups: sql.nextSequences(),
      functions: functions.nextSequence,
      warehouseArrivalMs: warehouse?.progress?.arrivalMs,
    };
  }

  #heaps() {
    const groups = this.reports.groups.map(({ name, host }) => ({ name, bytes: host.figures.heapBytes }));
    return [...groups, { name: 'functions', bytes: this.#parts.functions.stats.heapBytes }];
  }
}
