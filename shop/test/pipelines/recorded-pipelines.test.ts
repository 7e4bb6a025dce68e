/** Every pipeline against what Apache Flink 2.2 printed for it, three ways. */
import { describe, expect, it } from 'vitest';
import { readGolden } from '../../../engine/test/sql-cases/golden-file.ts';
import { runPrinting, WAYS_TO_RUN } from '../../../engine/test/sql-cases/three-ways.ts';
import { recordedPipelines } from './recorded-pipelines.ts';

const ROWS_PER_STEP = 97;

describe.each(recordedPipelines())('pipeline $name over recorded events', ({ scripts, goldenPath }) => {
  it.each(WAYS_TO_RUN)("prints Flink's rows when it runs %s", async (way) => {
    const golden = readGolden(goldenPath);
    expect(golden.rows.length).toBeGreaterThan(10);
    expect((await runPrinting(scripts, way, ROWS_PER_STEP)).rows).toEqual(golden.rows);
  });
});
