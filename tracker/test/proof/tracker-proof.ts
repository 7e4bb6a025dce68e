/** `npm run proof:tracker -- --rounds 1000 --seed 7`: the long form of the test; prints what docs/proofs.md records. */
import { parseArgs } from 'node:util';
import { leaveRounds } from './leave-rounds.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '1000' }, seed: { type: 'string', default: '7' } },
});
const rounds = Number(values.rounds);
const report = await leaveRounds({
  rounds,
  seed: Number(values.seed),
  onRound: (round, tracked) => {
    if (round % 50 === 0) console.log(`round ${round} of ${rounds}: ${tracked} events tracked`);
  },
});
console.log({ ...values, ...report });
console.log(`lost ${report.lost.length}, doubled ${report.doubled.length}`);
process.exitCode = report.lost.length + report.doubled.length === 0 ? 0 : 1;
