/** `millrace replay`: results made anew from the log. */
import { resolve } from 'node:path';
import { requireLog } from '@millrace/engine/runtime/replay-log.ts';
import { replayShop } from '../function-runtime/replay-shop.ts';
import { lockDataFolder } from '../server/data-folder-lock.ts';
import { type Command, textFlag } from './command.ts';
import { ProgressBar } from './progress-bar.ts';
import { CONFIG_FLAG } from './start-flags.ts';
import { timeFlag } from './time-flag.ts';

export const replay: Command = {
  name: 'replay',
  operands: '',
  about:
    'Empties the results and makes them anew from the log, as if the shop had opened at --from. Stop the server first. The log keeps seven days: older results do not come back.',
  arity: [0, 0],
  flags: {
    from: { type: 'string', value: 'TIME', about: 'arrival time to begin at, ISO 8601; the whole log when absent' },
    data: { type: 'string', value: 'FOLDER', default: '.millrace', about: 'the data folder' },
    config: CONFIG_FLAG,
  },
  async run(input) {
    const dataFolder = resolve(textFlag(input, 'data') ?? '.millrace');
    const fromMs = timeFlag(input, 'from') ?? 0;
    requireLog(dataFolder);
    const unlock = lockDataFolder(dataFolder);
    try {
      const bar = new ProgressBar();
      const onProgress = (share: number) => bar.show(share, 'replaying the log');
      const settings = input.config?.alerts ? { alerts: input.config.alerts.settings } : undefined;
      const { batches, seconds } = await replayShop({ dataFolder, settings, fromMs, onProgress });
      bar.finish('replayed');
      console.log(`${batches} batches in ${seconds.toFixed(1)} s; start the server to serve them`);
    } finally {
      unlock();
    }
    return 0;
  },
};
