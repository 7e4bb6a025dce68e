/** `npm run proof:cdc -- --rounds 100 --seed 7`: the long form of the crash test of CDC; prints what docs/proofs.md records. */
import { parseArgs } from 'node:util';
import { cdcRounds } from './cdc-rounds.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '7' },
    rows: { type: 'string', default: '60000' },
  },
});
const rounds = Number(values.rounds);
const report = await cdcRounds({
  rounds,
  seed: Number(values.seed),
  rows: Number(values.rows),
  onRound: (round, state) => {
    if (round % 10 === 0) console.log(`round ${round} of ${rounds}: ${state}`);
  },
});
const { differing, doubled, ...figures } = report;
console.log({ ...values, ...figures });
console.log(`differing ${differing.length}, doubled ${doubled.length}`);
for (const difference of [...differing, ...doubled].slice(0, 10)) console.log(difference.slice(0, 400));
process.exitCode = differing.length + doubled.length === 0 ? 0 : 1;
