/** `millrace forget`: removes a user's data from a running server, and prints what was done. */
import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { ForgetReport } from '../forget/forget-job.ts';
import type { Command, CommandInput } from './command.ts';
import { ProgressBar } from './progress-bar.ts';
import { requestServer, serverFlags } from './server-request.ts';

const ASK_EVERY_MS = 200;

export const forget: Command = {
  name: 'forget',
  operands: 'USER',
  about:
    'Forgets a user: profile, features, results, log and warehouse, with all anonymous visitors that turned out to be this user. It cannot be undone. Needs an admin key where the server has keys.',
  arity: [1, 1],
  flags: {
    'dry-run': { type: 'boolean', about: 'count what would go, and change nothing' },
    yes: { type: 'boolean', about: 'do not ask whether it is meant' },
    ...serverFlags,
  },
  async run(input) {
    const [userId = ''] = input.positionals;
    const dryRun = input.flags['dry-run'] === true;
    if (!dryRun && input.flags.yes !== true && !(await isMeant(userId))) {
      console.log('nothing was forgotten');
      return 1;
    }
    const path = `/v1/users/${encodeURIComponent(userId)}/forget`;
    const begun = await requestServer<ForgetReport>(input, 'POST', path, { dryRun });
    const report = await followed(input, begun);
    print(report);
    return report.status === 'done' ? 0 : 1;
  },
};

async function isMeant(userId: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new MillraceError('forgetting cannot be undone, and there is nobody to ask whether it is meant', {
      code: 'USAGE',
      domain: 'user',
      retry: 'never',
      hint: 'give --yes, or --dry-run to see what would go',
    });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Forget ${userId} for good? Write the name once more: `);
  terminal.close();
  return answer.trim() === userId;
}

async function followed(input: CommandInput, begun: ForgetReport): Promise<ForgetReport> {
  const bar = new ProgressBar();
  let report = begun;
  while (report.status === 'waiting' || report.status === 'running') {
    bar.show(report.share, report.step === null ? 'waiting' : `going through: ${report.step}`);
    await pause(ASK_EVERY_MS);
    report = await requestServer<ForgetReport>(input, 'GET', `/v1/forgets/${report.forgetId}`);
  }
  bar.finish(report.status);
  return report;
}

function print({ status, dryRun, counts, anonymousVisitors, notes, forgetId }: ForgetReport): void {
  if (status === 'failed') console.log(`it failed: the server's log says why; ask again to go on (${forgetId})`);
  const verb = dryRun ? 'would be forgotten' : 'forgotten';
  const rows = Object.entries(counts);
  for (const [place, count] of rows) console.log(`${String(count).padStart(10)}  ${place}`);
  if (rows.length === 0 && status === 'done') console.log('nothing of this user was found');
  else if (status === 'done') console.log(`${verb}, with ${anonymousVisitors} anonymous visitors (${forgetId})`);
  for (const note of notes) console.log(note);
}
