/** Other rules over decided orders: what would change, held against labels; beside a running server, which it leaves alone. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { noTally, precision, recall, tallied } from '../../src/backtest/tally.ts';
import { runCommand } from '../../src/cli/run-command.ts';
import { openTestShop, type TestShop } from '../server/test-shop.ts';

let dataFolder: string;
let shop: TestShop;

/** Orders of 10, 20 … 80; the dearest two are frauds, the cheapest one is good, of the rest nobody knows. */
const VALUES = [10, 20, 30, 40, 50, 60, 70, 80];

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'millrace-backtest-'));
  shop = await openTestShop({ dataFolder });
  for (const value of VALUES) {
    const products = [{ productId: 'p', price: value }];
    await shop.post('/v1/decisions', { orderId: `o-${value}`, userId: `u-${value}`, products });
  }
  const labels = [
    ['o-80', 'chargeback'],
    ['o-70', 'confirmed_fraud'],
    ['o-10', 'confirmed_good'],
  ] as const;
  for (const [orderId, label] of labels) await shop.post(`/v1/orders/${orderId}/label`, { label });
}, 60_000);
afterAll(async () => {
  await shop.close();
  await rm(dataFolder, { recursive: true });
});

async function backtest(...flags: readonly string[]) {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(...String(line).split('\n')));
  const error = vi.spyOn(console, 'error').mockImplementation((line) => void lines.push(String(line)));
  const code = await runCommand(['backtest', '--data', dataFolder, ...flags]);
  for (const spy of [log, error]) spy.mockRestore();
  return {
    code,
    lines,
    row: (name: string) =>
      lines
        .find((line) => line.startsWith(name))
        ?.trim()
        .split(/\s{2,}/),
  };
}

async function rulesFile(text: string): Promise<string> {
  const path = join(dataFolder, 'new.yaml');
  await writeFile(path, text);
  return path;
}

const DEAR = `version: 1
outcomes: { review: 10, decline: 20 }
rules:
  - { code: DEAR, name: Dear, weight: 12, when: orderValue >= 60 }
  - { code: VERY_DEAR, name: Very dear, weight: 10, when: orderValue >= 80 }
`;

describe('a backtest', () => {
  it('changes nothing by the rules that were in force', async () => {
    const { code, lines } = await backtest();
    expect(code).toBe(0);
    expect(lines[0]).toBe('8 orders, 0 would be decided otherwise (0.0 %)');
    expect(lines[1]).toBe('3 have a label, 2 of them are frauds');
  });

  it('says which decisions change, and how well each rule finds the frauds that are known', async () => {
    const { lines, row } = await backtest('--rules', await rulesFile(DEAR));
    expect(lines[0]).toBe('8 orders, 3 would be decided otherwise (37.5 %)');
    expect(row('approve')).toEqual(['approve', '5', '2', '1']);
    expect(row('DEAR')).toEqual(['DEAR', '0', '3', '–', '100.0 %', '0.0 %', '100.0 %']);
    expect(row('VERY_DEAR')).toEqual(['VERY_DEAR', '0', '1', '–', '100.0 %', '0.0 %', '50.0 %']);
    expect(row('review or decline')).toEqual(['review or decline', '0', '3', '–', '100.0 %', '0.0 %', '100.0 %']);
    expect(lines.some((line) => line.includes('approve 0 → decline 22') && line.endsWith('chargeback'))).toBe(true);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('shows as many changes as it is asked for, and tells of the others', async () => {
    const { lines } = await backtest('--rules', await rulesFile(DEAR), '--show', '1');
    expect(lines.at(-1)).toBe('… and 2 more');
  });

  it('keeps to the time that it is given', async () => {
    const decided = await shop.get('/v1/decisions/o-40');
    const { lines } = await backtest('--from', decided.body.receivedAt);
    expect(lines[0]).toBe('5 orders, 0 would be decided otherwise (0.0 %)');
    const before = await backtest('--to', decided.body.receivedAt);
    expect(before.lines[0]).toBe('3 orders, 0 would be decided otherwise (0.0 %)');
  });

  it('leaves the server as it was', async () => {
    await backtest('--rules', await rulesFile(DEAR));
    const products = [{ productId: 'p', price: 90 }];
    const { body } = await shop.post('/v1/decisions', { orderId: 'o-90', userId: 'u-90', products });
    expect(body.outcome).toBe('approve');
  });

  it('refuses broken rules with line and column, and folders without decisions', async () => {
    const broken = await backtest('--rules', await rulesFile(DEAR.replace('orderValue', 'orderWorth')));
    expect(broken.code).toBe(2);
    expect(broken.lines[0]).toMatch(/error RULES_INVALID: .*new\.yaml:4:\d+: there is no signal orderWorth/);
    const missing = await backtest('--rules', join(dataFolder, 'none.yaml'));
    expect(missing.lines[0]).toContain('RULES_NOT_FOUND');
    const empty = await mkdtemp(join(tmpdir(), 'millrace-backtest-'));
    expect((await backtest('--data', empty)).lines[0]).toContain('NO_DECISIONS');
    await rm(empty, { recursive: true });
  });
});

describe('a tally', () => {
  it('counts only what is known for precision and recall', () => {
    const tally = [true, true, false, null, null].reduce(tallied, noTally);
    expect([tally.hits, precision(tally), recall(tally, 8)]).toEqual([5, 2 / 3, 0.25]);
    expect([precision(noTally), recall(noTally, 0)]).toEqual([null, null]);
  });
});
