/** `millrace backtest`: which decisions other rules would change. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { openViewReader } from '@millrace/engine/views/environment-view.ts';
import type { ViewReader } from '@millrace/engine/views/view-store.ts';
import { type BacktestResult, backtestDecisions } from '../backtest/backtest-decisions.ts';
import { backtestReport } from '../backtest/backtest-report.ts';
import { openFunctionsEnvironment } from '../function-runtime/function-store.ts';
import { judgesOf } from '../functions/score/judges-in-force.ts';
import { readRulesFiles } from '../server/rules-files.ts';
import { type Command, type CommandInput, textFlag } from './command.ts';
import { numberFlag } from './number-flag.ts';
import { ProgressBar } from './progress-bar.ts';
import { rulesPathsOf } from './start.ts';
import { timeFlag } from './time-flag.ts';

export const backtest: Command = {
  name: 'backtest',
  operands: '',
  about:
    'Judges stored orders again by other rules, and prints which decisions change; with precision and recall where labels exist. Only reads: the server may run.',
  arity: [0, 0],
  flags: {
    rules: { type: 'string', value: 'FILE', about: 'the other rules; the built-in ones when absent' },
    model: { type: 'string', value: 'FILE', about: 'a model beside the rules; none when absent' },
    from: {
      type: 'string',
      value: 'TIME',
      about: 'arrived at or after this time, ISO 8601; the first order when absent',
    },
    to: { type: 'string', value: 'TIME', about: 'arrived before this time; the last order when absent' },
    show: { type: 'string', value: 'N', default: '20', about: 'how many changed decisions are listed' },
    data: { type: 'string', value: 'FOLDER', default: '.millrace', about: 'the data folder' },
  },
  async run(input) {
    const show = numberFlag(input, 'show', 0, 1_000);
    const result = await run(input, resolve(textFlag(input, 'data') ?? '.millrace'));
    console.log(backtestReport(result, show));
    return 0;
  },
};

async function run(input: CommandInput, dataFolder: string): Promise<BacktestResult> {
  const texts = await readRulesFiles(rulesPathsOf(input));
  const judges = judgesOf({ rules: texts.rules ?? null, model: texts.model ?? null });
  // Opening makes what is missing, and nothing must appear by looking.
  if (!existsSync(join(dataFolder, 'functions'))) throw nothingDecided(dataFolder);
  const environment = openFunctionsEnvironment(dataFolder);
  try {
    const decisions = openViewReader(environment, 'decisions');
    if (!decisions) throw nothingDecided(dataFolder);
    const labels = openViewReader(environment, 'order_labels');
    const bounds = boundsOf(input, decisions);
    const bar = new ProgressBar();
    const onProgress = (share: number, orders: number) => bar.show(share, `${orders} orders judged again`);
    const result = backtestDecisions({ decisions, labels, judges, ...bounds, onProgress });
    bar.finish(`${result.orders} orders judged again`);
    return result;
  } finally {
    await environment.close();
  }
}

/** Without flags from the first order to the last. */
function boundsOf(input: CommandInput, decisions: ViewReader): { readonly fromMs: number; readonly toMs: number } {
  const end = (reverse: boolean) => Number(decisions.range({ limit: 1, reverse })[0]?.key[0] ?? 0);
  return { fromMs: timeFlag(input, 'from') ?? end(false), toMs: timeFlag(input, 'to') ?? end(true) + 1 };
}

function nothingDecided(dataFolder: string): MillraceError {
  return new MillraceError(`no orders have been decided in ${dataFolder}`, {
    code: 'NO_DECISIONS',
    domain: 'user',
    retry: 'never',
    hint: "Name the server's folder with --data.",
  });
}
