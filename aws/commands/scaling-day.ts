/**
 * Draws a day of the enriched stream's shards, with a flash sale in it, told beforehand or not.
 *
 *     npm run -s aws:scaling-day -- --sale 20:00 --times 3 [--known] [--people 1]
 */
import { parseArgs } from 'node:util';
import { BASELINE, timesAsMany } from '@millrace/shop/plan/traffic.ts';
import { drawDay } from '../src/scaling/draw-day.ts';
import { bytesOf, saleDay } from '../src/scaling/sale-day.ts';
import { scalingDay } from '../src/scaling/scaling-day.ts';

const { values } = parseArgs({
  options: {
    sale: { type: 'string', default: '20:00' },
    times: { type: 'string', default: '3' },
    people: { type: 'string', default: '1' },
    known: { type: 'boolean', default: false },
  },
});

const clock = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(values.sale);
const times = Number(values.times);
const people = Number(values.people);
if (!clock || !(times >= 1 && times <= 100) || !(people > 0 && people <= 10)) {
  console.error('--sale is HH:MM, --times 1 to 100, --people up to 10 times those of the baseline');
  process.exit(1);
}

const traffic = timesAsMany(BASELINE, people);
const minute = Number(clock[1]) * 60 + Number(clock[2]);
const bytesPerSecond = saleDay(traffic, 'enriched', { minute, times });
const startMs = Date.UTC(2026, 0, 1);
const sale = {
  name: 'the sale',
  fromMs: startMs + minute * 60_000,
  toMs: startMs + (minute + 80) * 60_000,
  bytesPerSecond: Math.max(...bytesPerSecond),
};
const day = scalingDay({
  settings: {
    least: 2,
    most: 128,
    headroom: 1.5,
    quietMinutes: 60,
    everyMinutes: 5,
    peaks: values.known ? [sale] : [],
  },
  startMs,
  bytesPerSecond,
  recordBytes: 20 * bytesOf(traffic, 'enriched'),
  shards: 4,
});
for (const line of drawDay(day.minutes)) console.log(line);
const late = day.minutes.filter(({ throttled }) => throttled > 0).length;
console.log(
  `\n${day.changes.length} changes of at most 10; ${late} minutes in which producers had to wait${values.known ? '' : ' (the sale was not known)'}.`,
);
