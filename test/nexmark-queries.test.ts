/** The Nexmark queries as the benchmark runs them, and the one that asks the clock over an input that ends at once. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodedConnector } from '../bench/nexmark/decoded-connector.ts';
import { nexmarkEvents } from '../bench/nexmark/generator/nexmark-events.ts';
import { SMALL_STREAM } from '../bench/nexmark/generator/small-stream.ts';
import { queryNames, queryScript } from '../bench/nexmark/nexmark-queries.ts';
import { originalQueries } from '../bench/nexmark/original-queries.ts';
import { openPipeline } from '../engine/src/runtime/open-pipeline.ts';
import { MemoryStateStore } from '../engine/src/state/environment-state-store.ts';
import { withInputs } from '../engine/test/sql-cases/sql-case.ts';
import { runPrinting } from '../engine/test/sql-cases/three-ways.ts';

const events = withInputs('${inputs}/nexmark.json');
const side = withInputs('${inputs}/nexmark-side.csv');

describe.each(queryNames())('Nexmark %s', (name) => {
  it.each(['filesystem', 'decoded'] as const)('runs as in the benchmark, with its input %s', async (kind) => {
    const text = queryScript(name, { kind, events, side });
    const pipeline = openPipeline({
      scripts: [{ file: `${name}.sql`, text }],
      store: new MemoryStateStore(),
      connectors: [decodedConnector],
    });
    while ((await pipeline.push(100)) !== 'end');
    expect(Object.keys(pipeline.gauges()).some((id) => id.endsWith('sink'))).toBe(true);
    await pipeline.close();
  });
});

describe('Nexmark q12', () => {
  it('counts every bid once, in windows of ten seconds of the clock that the end of the file closes', async () => {
    const began = Date.now();
    const text = queryScript('q12', { kind: 'filesystem', events, side }).replace("'blackhole'", "'print'");
    const { rows } = await runPrinting([{ file: 'q12.sql', text }], 'through');
    const counted = new Map<number, number>();
    for (const row of rows) {
      const [, bidder = '', count = '', start = '', end = ''] = /\[(.+), (.+), (.+), (.+)\]/.exec(row) ?? [];
      const startMs = Date.parse(`${start}Z`);
      expect(startMs % 10_000).toBe(0);
      expect(Date.parse(`${end}Z`) - startMs).toBe(10_000);
      expect(startMs).toBeGreaterThan(began - 10_000);
      counted.set(Number(bidder), (counted.get(Number(bidder)) ?? 0) + Number(count));
    }
    const bids = [...nexmarkEvents(SMALL_STREAM)].flatMap(({ bid }) => bid ?? []);
    const expected = Map.groupBy(bids, ({ bidder }) => bidder);
    expect(counted).toEqual(new Map(Array.from(expected, ([bidder, { length }]) => [bidder, length])));
  });
});

describe('the original query files', () => {
  it('keep their queries and views, and get our tables', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nexmark-'));
    writeFileSync(
      join(folder, 'ddl_views.sql'),
      'CREATE VIEW bid AS SELECT bid.price FROM ${NEXMARK_TABLE} WHERE event_type = 2;',
    );
    const sink =
      "CREATE TABLE nexmark_q3 (price BIGINT, m STRING) PARTITIONED BY (m) WITH ('connector' = 'elsewhere');";
    writeFileSync(join(folder, 'q3.sql'), `${sink}\nINSERT INTO nexmark_q3 SELECT MAX(price), 'm' FROM bid;`);
    const [query, ...others] = originalQueries(folder);
    expect(others).toEqual([]);
    const { rows } = await runPrinting([{ file: 'q3.sql', text: query?.script ?? '' }], 'through');
    const bids = [...nexmarkEvents(SMALL_STREAM)].flatMap(({ bid }) => bid ?? []);
    expect(rows).toEqual([`nexmark_q3> +I[${Math.max(...bids.map(({ price }) => price))}, m]`]);
  });
});
