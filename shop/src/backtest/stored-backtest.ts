/** A backtest over the decisions of a data folder. It only reads, and a server may run on the folder. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { openViewReader } from '@millrace/engine/views/environment-view.ts';
import type { ViewReader } from '@millrace/engine/views/view-store.ts';
import { openFunctionsEnvironment } from '../function-runtime/function-store.ts';
import { type BacktestInput, type BacktestResult, backtestDecisions } from './backtest-decisions.ts';

export interface StoredBacktest extends Pick<BacktestInput, 'judges' | 'today' | 'onProgress'> {
  readonly dataFolder: string;
  /** From the first order, and to the last, when absent. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** @throws MillraceError NO_DECISIONS. */
export async function backtestStored({ dataFolder, fromMs, toMs, ...input }: StoredBacktest): Promise<BacktestResult> {
  // Opening makes what is missing, and nothing must appear by looking.
  if (!existsSync(join(dataFolder, 'functions'))) throw nothingDecided(dataFolder);
  const environment = openFunctionsEnvironment(dataFolder);
  try {
    const decisions = openViewReader(environment, 'decisions');
    if (!decisions) throw nothingDecided(dataFolder);
    const labels = openViewReader(environment, 'order_labels');
    const bounds = { fromMs: fromMs ?? endOf(decisions, false), toMs: toMs ?? endOf(decisions, true) + 1 };
    return backtestDecisions({ ...input, decisions, labels, ...bounds });
  } finally {
    await environment.close();
  }
}

function endOf(decisions: ViewReader, reverse: boolean): number {
  return Number(decisions.range({ limit: 1, reverse })[0]?.key[0] ?? 0);
}

function nothingDecided(dataFolder: string): MillraceError {
  return new MillraceError(`no orders have been decided in ${dataFolder}`, {
    code: 'NO_DECISIONS',
    domain: 'user',
    retry: 'never',
    hint: "Name the server's folder with --data.",
  });
}
