/** `npm run proof:state -- --hours 24 --rate 20 --seed 7`: the long form; prints what docs/proofs.md records. */
import { parseArgs } from 'node:util';
import { entriesOf, growth, type StateSample, stateLine } from './state-line.ts';

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '24' },
    rate: { type: 'string', default: '20' },
    seed: { type: 'string', default: '7' },
  },
});
/** What counts as flat: the last third of the hours against the first. */
const FLAT = 1.1;

const day = { hours: Number(values.hours), rowsPerSecond: Number(values.rate), seed: Number(values.seed) };
const samples: StateSample[] = [];
await stateLine(day, 'bounded', (sample) => {
  samples.push(sample);
  const megabytes = ((sample.heapBytes ?? 0) / 1e6).toFixed(1);
  console.log(`hour ${sample.hour}: ${entriesOf(sample)} entries, ${sample.bytes} bytes, heap ${megabytes} MB`);
});
const warm = samples.slice(1);
const figures = {
  entries: growth(warm, entriesOf),
  bytes: growth(warm, ({ bytes }) => bytes),
  heap: growth(warm, ({ heapBytes }) => heapBytes ?? 1),
};
console.log({ ...values, rows: day.hours * 3600 * day.rowsPerSecond, last: samples.at(-1)?.entries, growth: figures });
process.exitCode = Object.values(figures).every((each) => each < FLAT) ? 0 : 1;
