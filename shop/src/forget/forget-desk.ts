/**
 * Forgets users, one after the other, and tells how far it is.
 *
 * FG1. What is to be done is on disk before it is begun, and each step is noted when it is done. Steps may be repeated. So
 *      a forgetting that a crash interrupts goes on with the next start.
 * FG2. First a `user_forget` event goes through the log, so that a replay forgets, too. Then the log itself is written
 *      anew: the event, and everything before it, names pseudonyms from then on. What is made of it later knows no other
 *      names, so the stores behind the log follow after it.
 * FG3. At the end nothing says which pseudonym was whose: the task is thrown away, and the report names nobody.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { LogSettings } from '@millrace/engine/log/log-settings.ts';
import { type AuditTrail, BY_THE_SERVER } from '../audit/audit-trail.ts';
import type { Collector } from '../events/collector.ts';
import type { PipelineProgress } from '../server/pipeline-handle.ts';
import { forgetEvents } from './forget-events.ts';
import { decodeJob, encodeJob, type ForgetJob, type ForgetReport, type ForgetTask } from './forget-job.ts';
import type { ForgetCounts, ForgetOrder, ForgetStep } from './forget-messages.ts';
import { runStep, type StepWatch } from './forget-steps.ts';

/** What can be kept from running while its store is written by others. */
export interface Pausable {
  /** @param gone when it is aborted, nothing is begun again. */
  whilePaused<Result>(work: () => Promise<Result>, gone: AbortSignal): Promise<Result>;
}

export interface ForgetDeskParts {
  readonly dataFolder: string;
  /** Tasks and reports, beside the log. */
  readonly settings: LogSettings;
  readonly log: StepWatch['log'];
  readonly collector: Collector;
  readonly audit: AuditTrail;
  /** The next sequence of the log. */
  readonly nextSequence: () => number;
  readonly progress: () => PipelineProgress;
  readonly moveOn: () => Promise<void>;
  readonly pipelines: Pausable;
  /** Absent where no warehouse is written. */
  readonly warehouse?: Pausable | undefined;
  readonly onProblem?: ((error: MillraceError) => void) | undefined;
}

const LOG_RECORDS = 'log records';
const REPORTS_KEPT = 100;
const ASK_EVERY_MS = 50;

export class ForgetDesk {
  readonly #parts: ForgetDeskParts;
  readonly #jobs = new Map<string, ForgetJob>();
  readonly #closing = new AbortController();
  #line: Promise<void> = Promise.resolve();

  constructor(parts: ForgetDeskParts) {
    this.#parts = parts;
    for (const [id, value] of parts.settings.entries()) this.#jobs.set(id, decodeJob(value));
  }

  /** Goes on with what a stop or a crash has interrupted. */
  resume(): void {
    for (const job of this.#jobs.values()) if (job.task) this.#enqueue(job);
  }

  /** Begins, or tells of the one that is under way for the same user. Resolves when it is on disk that it is to be done. */
  async forget(userId: string, dryRun: boolean): Promise<ForgetReport> {
    const underWay = [...this.#jobs.values()].find(
      ({ task, report }) => task?.userId === userId && report.dryRun === dryRun && report.status !== 'failed',
    );
    if (underWay) return underWay.report;
    const failed = [...this.#jobs.values()].find(
      ({ task, report }) => task?.userId === userId && report.dryRun === dryRun,
    );
    const job = failed ?? newJob(userId, dryRun);
    job.report = { ...job.report, status: 'waiting' };
    this.#jobs.set(job.report.forgetId, job);
    await this.#store(job);
    this.#enqueue(job);
    return job.report;
  }

  report(forgetId: string): ForgetReport | undefined {
    return this.#jobs.get(forgetId)?.report;
  }

  /** The newest last. */
  reports(): readonly ForgetReport[] {
    const reports = Array.from(this.#jobs.values(), ({ report }) => report);
    return reports.sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  }

  /** What is under way goes on with the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#line;
  }

  #enqueue(job: ForgetJob): void {
    this.#line = this.#line.then(() => this.#run(job));
  }

  async #run(job: ForgetJob): Promise<void> {
    if (this.#closing.signal.aborted || !job.task) return;
    job.report = { ...job.report, status: 'running' };
    try {
      const task = await this.#found(job, job.task);
      if (job.report.dryRun) await this.#count(job, task);
      else await this.#forget(job, task);
      await this.#finish(job);
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      job.report = { ...job.report, status: 'failed', step: null };
      await this.#store(job).catch(() => undefined);
      this.#parts.onProblem?.(error as MillraceError);
    }
  }

  /** Who the user also was; names get their pseudonyms here, once. */
  async #found(job: ForgetJob, task: ForgetTask): Promise<ForgetTask> {
    if (task.stepsDone.includes('find')) return task;
    const message = await this.#step(job, { ...task, names: [[task.userId, '']] }, 'find');
    if (message.kind !== 'found') throw new TypeError('the step find finds');
    const { anonymousIds, orderIds, isAmbiguous } = message.found;
    const names = [task.userId, ...anonymousIds].map(
      (name) => [name, `forgotten-${randomBytes(8).toString('hex')}`] as const,
    );
    job.report = { ...job.report, anonymousVisitors: anonymousIds.length };
    const found = { ...task, names, orderIds, isAmbiguous, stepsDone: ['find'] };
    await this.#keep(job, found);
    return found;
  }

  async #count(job: ForgetJob, task: ForgetTask): Promise<void> {
    for (const step of ['log', 'views', 'warehouse'] as const) await this.#counted(job, task, step);
    if (!task.isAmbiguous) await this.#counted(job, task, 'state');
  }

  async #forget(job: ForgetJob, begun: ForgetTask): Promise<void> {
    const { pipelines, warehouse } = this.#parts;
    let task = begun;
    const once = async (step: string, work: () => Promise<void>) => {
      if (task.stepsDone.includes(step)) return;
      await work();
      task = { ...task, stepsDone: [...task.stepsDone, step] };
      await this.#keep(job, task);
    };
    await once('functions', () => this.#tellFunctions(job, task));
    await once('log', async () => {
      await this.#counted(job, task, 'log');
      job.report = { ...job.report, counts: withoutOwn(job.report.counts, forgetEvents('', task).values.length) };
    });
    await once('state', () =>
      pipelines.whilePaused(async () => {
        if (task.isAmbiguous) job.report = { ...job.report, notes: [AMBIGUOUS] };
        else await this.#counted(job, task, 'state');
        await this.#counted(job, task, 'views');
      }, this.#closing.signal),
    );
    const inWarehouse = () => this.#counted(job, task, 'warehouse');
    await once('warehouse', () =>
      warehouse ? warehouse.whilePaused(inWarehouse, this.#closing.signal) : inWarehouse(),
    );
  }

  /** Resolves when pipelines and functions have committed everything up to the event. */
  async #tellFunctions(job: ForgetJob, task: ForgetTask): Promise<void> {
    const { collector, nextSequence, progress, moveOn } = this.#parts;
    job.report = { ...job.report, step: 'functions', share: 0 };
    await collector.collect(forgetEvents(job.report.forgetId, task));
    const last = nextSequence() - 1;
    while (progress().sequence < last) {
      this.#closing.signal.throwIfAborted();
      await moveOn();
      await pause(ASK_EVERY_MS);
    }
  }

  async #counted(job: ForgetJob, task: ForgetTask, step: ForgetStep): Promise<void> {
    const message = await this.#step(job, task, step);
    if (message.kind !== 'done') throw new TypeError(`the step ${step} counts`);
    job.report = { ...job.report, counts: { ...job.report.counts, ...nonZero(message.counts) } };
  }

  #step(job: ForgetJob, task: ForgetTask, step: ForgetStep) {
    const { dataFolder, log } = this.#parts;
    const { userId, names, secret } = task;
    const order: ForgetOrder = { step, dataFolder, userId, names, secret, dryRun: job.report.dryRun };
    job.report = { ...job.report, step, share: 0 };
    const onProgress = (share: number) => {
      job.report = { ...job.report, share };
    };
    return runStep(order, { log, onProgress, gone: this.#closing.signal });
  }

  async #finish(job: ForgetJob): Promise<void> {
    const finishedAt = new Date().toISOString();
    job.report = { ...job.report, status: 'done', step: null, share: 1, finishedAt };
    const { forgetId, dryRun, counts } = job.report;
    const details = { forgetId, places: Object.keys(counts), rows: total(counts) };
    if (!dryRun) await this.#parts.audit.record({ ...BY_THE_SERVER, kind: 'user_forgotten', details });
    job.task = null;
    await this.#store(job);
    await this.#dropOldReports();
  }

  async #dropOldReports(): Promise<void> {
    const over = this.reports().filter(({ status }) => status === 'done');
    for (const { forgetId } of over.slice(0, Math.max(0, over.length - REPORTS_KEPT))) {
      this.#jobs.delete(forgetId);
      await this.#parts.settings.remove(forgetId);
    }
  }

  async #keep(job: ForgetJob, task: ForgetTask): Promise<void> {
    job.task = task;
    await this.#store(job);
  }

  #store(job: ForgetJob): Promise<void> {
    return this.#parts.settings.put(job.report.forgetId, encodeJob(job));
  }
}

const AMBIGUOUS =
  'The name is also that of something else, such as a product. What the pipelines remember of open visits and of the last days keeps it until they are over, seven days at most: forget the user once more then.';

function newJob(userId: string, dryRun: boolean): ForgetJob {
  const secret = randomBytes(16).toString('hex');
  const startedAt = new Date().toISOString();
  return {
    task: { userId, names: [], secret, orderIds: [], isAmbiguous: false, stepsDone: [] },
    report: {
      forgetId: randomUUID(),
      status: 'waiting',
      dryRun,
      step: null,
      share: 0,
      startedAt,
      finishedAt: null,
      anonymousVisitors: 0,
      counts: {},
      notes: [],
    },
  };
}

function nonZero(counts: ForgetCounts): ForgetCounts {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

/** The events that tell of the forgetting name the user, too, until the log is written anew. */
function withoutOwn(counts: ForgetCounts, events: number): ForgetCounts {
  return nonZero({ ...counts, [LOG_RECORDS]: Math.max(0, (counts[LOG_RECORDS] ?? 0) - events) });
}

function total(counts: ForgetCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
