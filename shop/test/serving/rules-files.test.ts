/** The files of --rules and --model: in force from the start, read again when asked, and refused when they are broken. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestShop } from '../server/test-shop.ts';

let folder: string;
let rules: string;
let dataFolder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-rules-'));
  rules = join(folder, 'rules.yaml');
  dataFolder = join(folder, 'data');
});
afterAll(() => rm(folder, { recursive: true }));

const rulesOf = (weight: number) => `version: 1
outcomes: { review: 10, decline: 50 }
rules:
  - { code: ANY, name: Any order, weight: ${weight}, when: orderValue >= 1 }
`;
const order = (orderId: string) => ({ orderId, userId: 'ann', products: [{ productId: 'p', price: 5 }] });

describe('a rules file', () => {
  it('is in force for the first order, after a restart, and anew when it is read again', async () => {
    await writeFile(rules, rulesOf(20));
    const first = await openTestShop({ dataFolder, rulesPaths: { rules } });
    expect((await first.post('/v1/decisions', order('o-1'))).body).toMatchObject({ outcome: 'review', score: 20 });
    await writeFile(rules, rulesOf(60));
    expect((await first.post('/v1/decisions', order('o-2'))).body.score).toBe(20);
    expect((await first.post('/v1/rules/reload', {})).body).toEqual({ rules: 1, model: null, applied: true });
    expect((await first.post('/v1/decisions', order('o-3'))).body).toMatchObject({ outcome: 'decline', score: 60 });
    await writeFile(rules, 'version: 1\nrules: []');
    const refused = await first.post('/v1/rules/reload', {});
    expect(refused.body).toMatchObject({ status: 400, code: 'RULES_INVALID', line: 1, column: 1 });
    expect((await first.post('/v1/decisions', order('o-4'))).body.score).toBe(60);
    await first.close();
  });

  it('keeps the server from starting when it is broken; without one, what was in force stays', async () => {
    await expect(openTestShop({ dataFolder, rulesPaths: { rules } })).rejects.toMatchObject({ code: 'RULES_INVALID' });
    const next = await openTestShop({ dataFolder });
    expect((await next.post('/v1/decisions', order('o-5'))).body.score).toBe(60);
    await next.close();
  });
});
