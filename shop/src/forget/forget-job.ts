/** One forgetting: what is to be done, how far it is, and what it has found. */
import type { PlainValue } from '@millrace/engine/storage/plain-value.ts';
import type { Names } from './anonymiser.ts';
import type { ForgetCounts, ForgetStep } from './forget-messages.ts';

/** What anyone may be told: it names nobody. */
export interface ForgetReport {
  readonly forgetId: string;
  readonly status: 'waiting' | 'running' | 'done' | 'failed';
  readonly dryRun: boolean;
  /** What it is at; null before and after. */
  readonly step: ForgetStep | 'functions' | null;
  /** How far the step is, from 0 to 1. */
  readonly share: number;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** How many anonymous visitors turned out to be this user. */
  readonly anonymousVisitors: number;
  /** How much was found of the user, by place; of a dry run, would be. */
  readonly counts: ForgetCounts;
  /** What stays, and until when. */
  readonly notes: readonly string[];
}

/** What has to be known until it is done, and is then thrown away. */
export interface ForgetTask extends Names {
  readonly userId: string;
  readonly orderIds: readonly string[];
  readonly isAmbiguous: boolean;
  /** Steps that have been done: after a crash the next one is begun. */
  readonly stepsDone: readonly string[];
}

export interface ForgetJob {
  report: ForgetReport;
  /** Null once it is over. */
  task: ForgetTask | null;
}

export function encodeJob(job: ForgetJob): PlainValue {
  return JSON.stringify(job);
}

export function decodeJob(value: PlainValue): ForgetJob {
  return JSON.parse(String(value));
}
