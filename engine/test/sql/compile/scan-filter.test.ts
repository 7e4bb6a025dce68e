/** Rows that no query asks for need not be decoded, where it is sure that no query does. */
import { describe, expect, it } from 'vitest';
import { scanFilters } from '../../../src/sql/compile/scan-filter.ts';
import { parseScript } from '../../../src/sql/parse/parse-script.ts';
import { planScript } from '../../../src/sql/plan/plan-script.ts';

const TABLES = (emit: string) => `
CREATE TABLE arrivals (
  id STRING, kind STRING, code VARCHAR(3), n INT, seenAt TIMESTAMP_LTZ(3), whole AS COALESCE(id, kind),
  WATERMARK FOR seenAt AS seenAt - INTERVAL '0.001' SECOND
) WITH ('connector' = 'log', 'format' = 'json', 'scan.watermark.emit.strategy' = '${emit}');
CREATE TABLE seen (id STRING, n INT) WITH ('connector' = 'blackhole');`;

function filterOf(selects: readonly string[], emit = 'on-arrival') {
  const text = `${TABLES(emit)}\n${selects.map((select) => `INSERT INTO seen ${select};`).join('\n')}`;
  const [filter] = scanFilters(planScript(parseScript(text, 'query.sql')).plan).values();
  return filter;
}

describe('what all queries ask for', () => {
  it('is found through AND, OR, IN and computed columns', () => {
    const filter = filterOf([
      "SELECT whole, n FROM arrivals WHERE kind = 'a' AND n > 1",
      "SELECT id, n FROM arrivals WHERE n IS NOT NULL AND (kind IN ('b', 'c') OR kind = 'd' AND n < 7)",
      "SELECT id, COUNT(n) OVER (ORDER BY seenAt ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM arrivals WHERE kind = 'a'".replace(
        'COUNT(n)',
        'MAX(n)',
      ),
    ]);
    expect(filter?.column).toBe('kind');
    expect(filter?.values.toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is everything when one of them asks for other things, too', () => {
    const first = "SELECT id, n FROM arrivals WHERE kind = 'a'";
    expect(filterOf([first])).toEqual({ column: 'kind', values: ['a'] });
    for (const second of [
      'SELECT id, n FROM arrivals',
      "SELECT id, n FROM arrivals WHERE kind = 'b' OR n = 1",
      "SELECT id, n FROM arrivals WHERE kind <> 'b'",
      "SELECT id, n FROM arrivals WHERE id = 'b'",
      'SELECT id, n FROM arrivals WHERE kind = id',
      "SELECT id, n FROM arrivals WHERE whole = 'b'",
    ]) {
      expect(filterOf([first, second])).toBe(undefined);
    }
  });

  it('does not count where time goes by the rows, or texts are cut', () => {
    expect(filterOf(["SELECT id, n FROM arrivals WHERE kind = 'a'"], 'on-periodic')).toBe(undefined);
    expect(filterOf(["SELECT id, n FROM arrivals WHERE code = 'a'"])).toBe(undefined);
  });
});
