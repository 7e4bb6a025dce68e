/** `npm run proof:crash -- --rounds 200 --seed 7`: the long form of the crash test; prints what docs/proofs.md records. */
import { parseArgs } from 'node:util';
import { crashRounds } from './crash-rounds.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string', default: '7' },
    clients: { type: 'string', default: '4' },
  },
});
const rounds = Number(values.rounds);
const report = await crashRounds({
  rounds,
  seed: Number(values.seed),
  clients: Number(values.clients),
  onRound: (round, acknowledged) => {
    if (round % 10 === 0) console.log(`round ${round} of ${rounds}: ${acknowledged} events acknowledged`);
  },
});
const names = Object.keys(report.uninterrupted);
const differing = names.filter((name) => String(report.crashed[name]) !== String(report.uninterrupted[name]));
const rows = Object.fromEntries(
  names.map((name) => [name, `${report.crashed[name]?.length} of ${report.uninterrupted[name]?.length}`]),
);
console.log({ ...values, acknowledged: report.acknowledged, logged: report.logged, rows });
console.log(
  `lost ${report.lost.length}, doubled ${report.doubled.length}, differing views: ${differing.join() || 'none'}`,
);
process.exitCode = report.lost.length + report.doubled.length + differing.length === 0 ? 0 : 1;
