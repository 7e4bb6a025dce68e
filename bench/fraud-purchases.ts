/**
 * How well the built-in rules find the frauds of a real shop, with what was known at each moment: purchases with a label
 * each, streamed in order through log, pipeline and functions, and counted by rule. The counts by address and device are
 * held against the same counts in one batch query.
 *
 *     node bench/fraud-purchases.ts [--file ../shared/data/fraud-purchases.csv.gz] [--model]
 *
 * With --model a logistic regression is trained on the first months and judged on the others.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { noTally, precision, recall, type Tally, tallied } from '../shop/src/backtest/tally.ts';
import { compareCounts } from './fraud-batch-counts.ts';
import { trainModel } from './fraud-model.ts';
import { type DecidedPurchase, streamPurchases } from './fraud-stream.ts';
import { readPurchases } from './purchase-file.ts';
import { machineFacts } from './report.ts';

const { values: settings } = parseArgs({
  options: {
    file: { type: 'string', default: '../shared/data/fraud-purchases.csv.gz' },
    model: { type: 'boolean', default: false },
  },
});

/** Good orders that may be flagged by mistake, as a share of all good ones. */
const FALSE_POSITIVES = 0.01;
/** Purchases before it train the model, later ones judge it. */
const TRAINED_UNTIL_MS = Date.UTC(2015, 3, 1);
const MODEL_POINTS = 100;

async function main(): Promise<void> {
  if (!existsSync(settings.file)) {
    console.log(`There is no ${settings.file}: this benchmark needs the file, which is not part of the project.`);
    return;
  }
  const purchases = await readPurchases(settings.file);
  const startedMs = performance.now();
  const decided = await streamPurchases(purchases);
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(`${decided.length} purchases in ${seconds.toFixed(0)} s\n${machineFacts()}\n`);
  await compareCounts(purchases, decided);
  printRules('all purchases', decided);
  printMonths(decided);
  if (settings.model) printModel(decided);
}

function printRules(title: string, decided: readonly DecidedPurchase[]): void {
  const frauds = decided.filter(({ isFraud }) => isFraud).length;
  console.log(`\n${title}: ${decided.length}, ${frauds} of them frauds`);
  console.log(`${''.padEnd(34)}${'hits'.padStart(8)}${'precision'.padStart(12)}${'recall'.padStart(12)}`);
  const rules = new Map<string, Tally>();
  for (const { codes, isFraud } of decided) {
    for (const code of codes) rules.set(code, tallied(rules.get(code) ?? noTally, isFraud));
  }
  for (const [code, tally] of [...rules].sort(([, a], [, b]) => b.hits - a.hits)) printTally(code, tally, frauds);
  printTally(
    'review or decline',
    tallyOf(decided, ({ outcome }) => outcome !== 'approve'),
    frauds,
  );
  printTally(
    'decline',
    tallyOf(decided, ({ outcome }) => outcome === 'decline'),
    frauds,
  );
  printRecallAt(decided, ({ score }) => score);
}

function printTally(name: string, tally: Tally, frauds: number): void {
  const share = (value: number | null) => (value === null ? '–' : value.toFixed(3)).padStart(12);
  console.log(
    `${name.padEnd(34)}${String(tally.hits).padStart(8)}${share(precision(tally))}${share(recall(tally, frauds))}`,
  );
}

/** The largest recall of any threshold at which not more than the allowed share of good orders is flagged. */
function printRecallAt(decided: readonly DecidedPurchase[], scoreOf: (purchase: DecidedPurchase) => number): void {
  const goods = decided.filter(({ isFraud }) => !isFraud).length;
  const frauds = decided.length - goods;
  const byScore = [...decided].sort((a, b) => scoreOf(b) - scoreOf(a));
  let best = { threshold: Number.POSITIVE_INFINITY, found: 0, wrong: 0 };
  let [found, wrong] = [0, 0];
  for (const [index, purchase] of byScore.entries()) {
    if (purchase.isFraud) found++;
    else wrong++;
    const next = byScore[index + 1];
    // Orders of one score are flagged together or not at all.
    if (next && scoreOf(next) === scoreOf(purchase)) continue;
    if (wrong > FALSE_POSITIVES * goods) break;
    best = { threshold: scoreOf(purchase), found, wrong };
  }
  const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(2)} %`;
  console.log(
    `recall at ${FALSE_POSITIVES * 100} % false positives: ${percent(best.found, frauds)} (score of ${best.threshold} or more, ` +
      `${percent(best.wrong, goods)} of the good orders)`,
  );
}

function printMonths(decided: readonly DecidedPurchase[]): void {
  console.log(
    `\n${'month'.padEnd(10)}${'purchases'.padStart(10)}${'frauds'.padStart(8)}${'precision'.padStart(12)}${'recall'.padStart(12)}`,
  );
  for (const [month, some] of Map.groupBy(decided, ({ atMs }) => new Date(atMs).toISOString().slice(0, 7))) {
    const frauds = some.filter(({ isFraud }) => isFraud).length;
    const tally = tallyOf(some, ({ outcome }) => outcome !== 'approve');
    const share = (value: number | null) => (value === null ? '–' : value.toFixed(3)).padStart(12);
    const figures = [share(precision(tally)), share(recall(tally, frauds))].join('');
    console.log(`${month.padEnd(10)}${String(some.length).padStart(10)}${String(frauds).padStart(8)}${figures}`);
  }
}

function printModel(decided: readonly DecidedPurchase[]): void {
  const early = decided.filter(({ atMs }) => atMs < TRAINED_UNTIL_MS);
  const late = decided.filter(({ atMs }) => atMs >= TRAINED_UNTIL_MS);
  const model = trainModel(early, MODEL_POINTS);
  console.log(`\nlogistic regression, trained on ${early.length} purchases before ${iso(TRAINED_UNTIL_MS)}:`);
  console.log(JSON.stringify(model.file, null, 1));
  for (const [title, some] of [
    ['before', early],
    ['from then on', late],
  ] as const) {
    console.log(`\n${title}: ${some.length} purchases, ${some.filter(({ isFraud }) => isFraud).length} frauds`);
    console.log('rules:');
    printRecallAt(some, ({ score }) => score);
    console.log('model:');
    printRecallAt(some, ({ signals }) => model.probability(signals));
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function tallyOf(decided: readonly DecidedPurchase[], flags: (purchase: DecidedPurchase) => boolean): Tally {
  return decided.filter(flags).reduce((tally, { isFraud }) => tallied(tally, isFraud), noTally);
}

await main();
