/**
 * How good next-product recommendations are, and what they cost: visits of real data go through the recommendations' fold
 * as events, then each prefix of other visits is asked for the next product, by the question that the API asks. The present
 * product and those seen before stay eligible, as in the published figures.
 *
 *     node bench/recommend.ts [--every 1] [--sensitivity] [--api 500]
 *
 * `--every` takes each so-manieth question; `--sensitivity` moves one setting at a time away from its default; `--api` is
 * how many of the questions also go through a running server. Its lists are the fold's but for visits which, sent in
 * haste, look like a machine's and are left out.
 */
import { parseArgs } from 'node:util';
import { JsonTables } from '../engine/src/fold/json-tables.ts';
import { type Recommendations, recommend } from '../shop/src/functions/recommend/recommend.ts';
import { RECOMMEND_DEFAULTS, type RecommendSettings } from '../shop/src/functions/recommend/recommend-settings.ts';
import { askThroughApi } from './recommend-api.ts';
import { machineFacts } from './report.ts';
import { diginetica, eventsOf, type NextProduct, retailrocket, type SessionData } from './session-events.ts';

const { values: options } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    sensitivity: { type: 'boolean', default: false },
    api: { type: 'string', default: '500' },
  },
});

/** Asked for in the published figures. */
export const PLACES = 20;
const PUBLISHED: readonly (readonly [method: string, hitRate: number, reciprocalRank: number])[] = [
  ['AR', 43.94, 14.65],
  ['SR', 40.85, 14.31],
  ['S-KNN', 48.46, 17.36],
  ['V-SKNN', 52.03, 18.41],
  ['GRU4Rec', 50.97, 17.5],
  ['NARM', 49.79, 15.85],
];

/** Values to either side of each default. */
const GRID: { readonly [Name in keyof RecommendSettings]?: readonly number[] } = {
  neighbours: [50, 100, 200, 500],
  sampleSessions: [250, 500, 1_000, 2_000],
  postingChunks: [1, 2, 4, 8],
  sessionItems: [10, 20, 40],
  contextItems: [3, 5, 10],
  positionDecay: [1, 2, 3, 5],
  distanceDecay: [2, 4, 8],
  sharedRarity: [0, 1, 2, 3],
  itemRarity: [0, 0.5, 1, 2],
  lengthPower: [0, 0.25, 0.5],
  matchedWeight: [1, 1.5, 2],
  sessionAge: [0.5, 1, 2],
  sequenceWeight: [0, 0.02, 0.05, 0.1],
  trendWeight: [0, 0.03, 0.1],
};
const QUESTIONS_OF_THE_GRID = 5_000;

interface Quality {
  readonly hitRate: number;
  readonly reciprocalRank: number;
}

function trained({ training }: SessionData, settings: RecommendSettings): Recommendations {
  const fold = recommend(settings).open(new JsonTables(), () => undefined);
  for (const event of eventsOf(training)) fold.apply(event);
  return fold;
}

function listFor(fold: Recommendations, products: readonly string[]): readonly string[] {
  const about = { n: PLACES, category: null, exclude: [], includeSeen: true, explain: false, nowMs: 0 };
  return fold.recommend({ kind: 'session', products, ...about }).items.map(({ productId }) => productId);
}

function qualityOf(
  questions: readonly NextProduct[],
  answer: (prefix: readonly string[]) => readonly string[],
): Quality {
  let hits = 0;
  let ranks = 0;
  for (const { prefix, next } of questions) {
    const place = answer(prefix).indexOf(next);
    if (place < 0) continue;
    hits += 1;
    ranks += 1 / (place + 1);
  }
  return { hitRate: (100 * hits) / questions.length, reciprocalRank: (100 * ranks) / questions.length };
}

function each<Item>(items: readonly Item[], step: number): readonly Item[] {
  return items.filter((_, index) => index % step === 0);
}

/** Microseconds of processor time. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

async function measure(data: SessionData): Promise<void> {
  const events = data.training.reduce((sum, { products }) => sum + products.length, 0);
  const before = processorTime();
  const fold = trained(data, RECOMMEND_DEFAULTS);
  const learned = processorTime();
  const questions = each(data.questions, Number(options.every));
  const latencies: number[] = [];
  const quality = qualityOf(questions, (prefix) => {
    const began = performance.now();
    const list = listFor(fold, prefix);
    latencies.push(performance.now() - began);
    return list;
  });
  const asked = processorTime();
  latencies.sort((a, b) => a - b);
  console.log(`\n${data.name}: ${data.training.length} visits, ${events} events, ${questions.length} questions`);
  print('Millrace', quality);
  if (data.name === 'Diginetica') for (const [method, ...figures] of PUBLISHED) print(method, asQuality(figures));
  console.log(`an event ${((learned - before) / events).toFixed(2)} µs, a question \
${((asked - learned) / questions.length).toFixed(0)} µs of processor time; a question P95 \
${(latencies[Math.floor(latencies.length * 0.95)] ?? Number.NaN).toFixed(2)} ms; \
memory ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB with the data itself`);
  const sample = each(questions, Math.ceil(questions.length / Math.max(1, Number(options.api))));
  if (Number(options.api) > 0) await compareWithApi(data, fold, sample);
}

/** How many of the server's lists are those of the fold, product by product. */
async function compareWithApi(data: SessionData, fold: Recommendations, sample: readonly NextProduct[]): Promise<void> {
  const lists = await askThroughApi(data, sample);
  const same = lists.filter((list, index) => String(list) === String(listFor(fold, sample[index]?.prefix ?? [])));
  const byPrefix = new Map(sample.map(({ prefix }, index) => [String(prefix), lists[index] ?? []]));
  print(
    `through the API, ${sample.length}`,
    qualityOf(sample, (prefix) => byPrefix.get(String(prefix)) ?? []),
  );
  console.log(`${same.length} of ${lists.length} lists of the server are those of the fold`);
}

function sensitivity(data: SessionData): void {
  const questions = each(data.questions, Math.max(1, Math.floor(data.questions.length / QUESTIONS_OF_THE_GRID)));
  console.log(`\n${data.name}: one setting at a time, ${questions.length} questions; * is the default`);
  for (const [name, values] of Object.entries(GRID)) {
    for (const value of values) {
      const settings = { ...RECOMMEND_DEFAULTS, [name]: value };
      const fold = trained(data, settings);
      const mark = RECOMMEND_DEFAULTS[name as keyof RecommendSettings] === value ? '*' : '';
      print(
        `${name} ${value}${mark}`,
        qualityOf(questions, (prefix) => listFor(fold, prefix)),
      );
    }
  }
}

function print(name: string, { hitRate, reciprocalRank }: Quality): void {
  console.log(
    `${name.padEnd(28)} HR@${PLACES} ${hitRate.toFixed(2).padStart(6)}  MRR@${PLACES} ${reciprocalRank.toFixed(2).padStart(6)}`,
  );
}

function asQuality([hitRate = 0, reciprocalRank = 0]: readonly number[]): Quality {
  return { hitRate, reciprocalRank };
}

console.log(machineFacts());
for (const data of [diginetica(), retailrocket()]) {
  if (data === null) continue;
  if (options.sensitivity) sensitivity(data);
  else await measure(data);
}
