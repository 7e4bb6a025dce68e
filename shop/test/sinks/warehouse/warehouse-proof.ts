/** `npm run proof:warehouse -- --rounds 50 --seed 7`: the long form of the crash test; prints what docs/proofs.md records. */
import { parseArgs } from 'node:util';
import { TABLE_NAMES } from '../../../src/sinks/warehouse/warehouse-tables.ts';
import { warehouseRounds } from './warehouse-rounds.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    seed: { type: 'string', default: '7' },
    clients: { type: 'string', default: '4' },
  },
});
const rounds = Number(values.rounds);
const report = await warehouseRounds({
  rounds,
  seed: Number(values.seed),
  clients: Number(values.clients),
  onRound: (round, acknowledged) => {
    if (round % 10 === 0) console.log(`round ${round} of ${rounds}: ${acknowledged} events acknowledged`);
  },
});
const { written, expected, hashes, hashesOfFreshRun, hashesAfterReplay, complaints } = report;
const rows = TABLE_NAMES.flatMap((name) => {
  const counts = `${written[name]?.length} of ${expected[name]?.length}`;
  return expected[name] ? [[name, counts] as const] : [];
});
const differing = TABLE_NAMES.filter((name) => String(written[name]) !== String(expected[name]));
const { acknowledged, writersKilled, cutOff, unlisted } = report;
console.log({
  ...values,
  acknowledged,
  writersKilled,
  cutOff,
  rows: Object.fromEntries(rows),
  files: hashes.length,
  unlisted,
});
const freshSame = String(hashes) === String(hashesOfFreshRun);
const replaySame = String(hashes) === String(hashesAfterReplay);
console.log(`differing tables: ${differing.join() || 'none'}`);
console.log(`a fresh run over the log gives the same files: ${freshSame}; a replay does: ${replaySame}`);
if (!freshSame) console.log(different(hashesOfFreshRun));
if (!replaySame) console.log(different(hashesAfterReplay));
for (const complaint of complaints) console.log(complaint);
const isSame = differing.length === 0 && unlisted === 0 && freshSame && replaySame;
process.exitCode = isSame && complaints.length === 0 ? 0 : 1;

for (const name of TABLE_NAMES) {
  const [here, there] = [report.expected[name] ?? [], report.expectedOfFreshRun[name] ?? []];
  if (String(here) === String(there)) continue;
  const others = new Set(there);
  console.log(`of ${name} log and views differ themselves:`, here.filter((line) => !others.has(line)).slice(0, 3));
  const own = new Set(here);
  console.log('in a fresh run:', there.filter((line) => !own.has(line)).slice(0, 3));
}

function different(others: readonly string[]) {
  const here = hashes.filter((line) => !others.includes(line));
  return { here: here.slice(0, 10), there: others.filter((line) => !hashes.includes(line)).slice(0, 10) };
}
