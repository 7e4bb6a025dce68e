/** Appends numbered records until it is killed, and prints each number when its append is acknowledged. */
import { writeSync } from 'node:fs';
import { openLogWriter } from '../../src/log/lmdb-log-writer.ts';
import { recordsOf } from './log-fixture.ts';

const [folder = '', first = '0'] = process.argv.slice(2);
const log = openLogWriter(folder, 4);
let number = Number(first);

async function appendForever(): Promise<void> {
  for (;;) {
    const mine = number++;
    const filler = '.'.repeat(mine % 50 === 0 ? 400_000 : mine % 700);
    const sequence = await log.append(mine, [recordsOf(mine % 4, `${mine}`, filler)]);
    writeSync(1, `${mine} ${sequence}\n`);
    if (mine % 300 === 0) log.trim(mine - 600);
  }
}

await Promise.all(Array.from({ length: 20 }, appendForever));
