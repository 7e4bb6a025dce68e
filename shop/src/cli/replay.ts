/** `millrace replay`: results made anew from the log. */
import { resolve } from 'node:path';
import { replayLog } from '@millrace/engine/runtime/replay-log.ts';
import { embeddedScripts } from '../server/worker-pipeline.ts';
import { type Command, textFlag } from './command.ts';
import { ProgressBar } from './progress-bar.ts';
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
  },
  async run(input) {
    const bar = new ProgressBar();
    const { batches, seconds } = await replayLog({
      dataFolder: resolve(textFlag(input, 'data') ?? '.millrace'),
      scripts: embeddedScripts(),
      fromMs: timeFlag(input, 'from') ?? 0,
      onProgress: (share) => bar.show(share, 'replaying the log'),
    });
    bar.finish('replayed');
    console.log(`${batches} batches in ${seconds.toFixed(1)} s; start the server to serve them`);
    return 0;
  },
};
