/** `millrace backtest`: which decisions other rules would change. */
import { resolve } from 'node:path';
import type { BacktestResult } from '../backtest/backtest-decisions.ts';
import { backtestReport } from '../backtest/backtest-report.ts';
import { backtestStored } from '../backtest/stored-backtest.ts';
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
  const bar = new ProgressBar();
  const onProgress = (share: number, orders: number) => bar.show(share, `${orders} orders judged again`);
  const bounds = { fromMs: timeFlag(input, 'from'), toMs: timeFlag(input, 'to') };
  const result = await backtestStored({ dataFolder, judges, ...bounds, onProgress });
  bar.finish(`${result.orders} orders judged again`);
  return result;
}
