/** `millrace send`: a CSV file becomes events, over HTTP like any client's. */

import { basename } from 'node:path';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { VerdictCounts } from '../client/event-client.ts';
import { dryRunFeed } from '../sources/csv/dry-run-feed.ts';
import { loadMapping } from '../sources/csv/feed-mapping.ts';
import { type Command, type CommandInput, textFlag } from './command.ts';
import { describeDryRun } from './describe-dry-run.ts';
import { numberFlag } from './number-flag.ts';
import { ProgressBar } from './progress-bar.ts';
import { sendFeed } from './send-feed.ts';

export const send: Command = {
  name: 'send',
  operands: 'FILE',
  about:
    'Sends a CSV file (.gz too) to a running server as events, in order. Sending it again adds nothing: a row keeps its id.',
  arity: [1, 1],
  flags: {
    mapping: {
      type: 'string',
      value: 'NAME',
      about: 'online-retail, rees46, or the path of a mapping file; always needed',
    },
    url: { type: 'string', default: 'http://127.0.0.1:8080', about: 'the server' },
    batch: { type: 'string', value: 'ROWS', default: '1000', about: 'events a request' },
    'dry-run': { type: 'boolean', about: 'show the first events and every problem, and send nothing' },
    'write-key': { type: 'string', value: 'KEY', about: 'the write key, where the server asks for one' },
  },
  async run(input) {
    if (input.flags['dry-run'] === true) return dryRun(input);
    const writeKey = textFlag(input, 'write-key');
    const bar = new ProgressBar();
    let events = 0;
    const counts = await sendFeed({
      path: input.positionals[0] ?? '',
      mapping: mappingOf(input),
      url: textFlag(input, 'url') ?? '',
      ...(writeKey === undefined ? {} : { writeKey }),
      batchRows: numberFlag(input, 'batch', 1, 10_000),
      onProgress: (share, sent) => {
        events = sent;
        bar.show(share, `${sent.toLocaleString('en')} events`);
      },
    });
    bar.finish(`${events.toLocaleString('en')} events`);
    console.log(summary(counts));
    if (counts.quarantined > 0) console.log(WHY);
    return 0;
  },
};

const WHY = "Why: the same with --dry-run tells it line by line, 'millrace quarantine list' what was kept.";

/** Needs no server. Exits with 1 when a row has a problem, so that a script can ask before it sends. */
async function dryRun(input: CommandInput): Promise<number> {
  const path = input.positionals[0] ?? '';
  const name = mappingOf(input);
  const bar = new ProgressBar();
  const report = await dryRunFeed({
    path,
    name,
    file: basename(path),
    mapping: await loadMapping(name),
    onProgress: (share, rows) => bar.show(share, `${rows.toLocaleString('en')} rows`),
  });
  bar.finish(`${report.rows.toLocaleString('en')} rows`);
  for (const line of describeDryRun(report)) console.log(line);
  return report.bad > 0 ? 1 : 0;
}

/** @throws MillraceError USAGE when it is missing: the columns of a file say nothing of what they mean. */
function mappingOf(input: CommandInput): string {
  const name = textFlag(input, 'mapping');
  if (name !== undefined && name !== '') return name;
  throw new MillraceError('--mapping is missing: what the columns of the file mean', {
    code: 'USAGE',
    domain: 'user',
    retry: 'never',
    hint: 'give --mapping online-retail, rees46, or the path of a mapping file (docs/feeds.md)',
  });
}

function summary({ accepted, duplicates, late, quarantined }: VerdictCounts): string {
  return `${accepted} accepted, ${duplicates} duplicates, ${late} late, ${quarantined} quarantined`;
}
