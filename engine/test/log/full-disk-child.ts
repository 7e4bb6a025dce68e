/** Fills the disk under a log, trims it, goes on, and prints what happened as JSON. */
import { MillraceError } from '../../src/errors/millrace-error.ts';
import { openLogWriter } from '../../src/log/lmdb-log-writer.ts';
import { recordsOf, textsOf } from './log-fixture.ts';

const [folder = ''] = process.argv.slice(2);
const log = openLogWriter(folder, 1);
const kept: string[] = [];
const failures: string[] = [];
let number = 0;

/** Three appends at once, so that a group of them fails together. False when they failed. */
async function appendThree(): Promise<boolean> {
  const texts = [0, 1, 2].map(() => `${number++} `.padEnd(60_000, 'x'));
  const appends = await Promise.allSettled(texts.map((text) => log.append(number, [recordsOf(0, text)])));
  appends.forEach((result, index) => {
    if (result.status === 'fulfilled') kept.push(texts[index] ?? '');
    else
      failures.push(result.reason instanceof MillraceError ? `${result.reason.code} ${result.reason.retry}` : 'other');
  });
  return appends.every(({ status }) => status === 'fulfilled');
}

function storedTexts(): string[] {
  return textsOf(log.read(1, 1e9)).map((text) => text.split(':')[2] ?? '');
}

const sameAs = (texts: readonly string[]) => JSON.stringify(storedTexts()) === JSON.stringify(texts);

while (await appendThree());
const fullAfter = kept.length;
for (let index = 0; index < 3; index++) await appendThree();
const intactWhenFull = sameAs(kept);
const trimmed = log.trim(number / 2);
await log.trimmed();
const readableAfterTrim = sameAs(kept.slice(trimmed));
let again = 0;
for (; again < 5; again++) if (!(await appendThree())) break;
const intactInTheEnd = sameAs(kept.slice(trimmed));
const { first, next } = log.bounds();
await log.close();
const result = { fullAfter, failures: [...new Set(failures)], intactWhenFull, trimmed, readableAfterTrim, again };
console.log(JSON.stringify({ ...result, intactInTheEnd, stored: next - first, kept: kept.length - trimmed }));
