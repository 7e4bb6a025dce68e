/** `millrace replay`: results made anew from the log. */
import { resolve } from 'node:path';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { replayLog } from '@millrace/engine/runtime/replay-log.ts';
import { embeddedScripts } from '../server/worker-pipeline.ts';
import { type Command, type CommandInput, textFlag } from './command.ts';
import { ProgressBar } from './progress-bar.ts';

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
      fromMs: startTime(input),
      onProgress: (share) => bar.show(share, 'replaying the log'),
    });
    bar.finish('replayed');
    console.log(`${batches} batches in ${seconds.toFixed(1)} s; start the server to serve them`);
    return 0;
  },
};

function startTime(input: CommandInput): number {
  const text = textFlag(input, 'from');
  if (text === undefined) return 0;
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return time;
  throw new MillraceError(`--from is '${text}', which is no time`, {
    code: 'USAGE',
    domain: 'user',
    retry: 'never',
    hint: 'write it like 2026-01-31T10:30:00Z',
  });
}
