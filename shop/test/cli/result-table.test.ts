/** Results of queries on a terminal. */
import { describe, expect, it } from 'vitest';
import { resultTable } from '../../src/cli/result-table.ts';

const columns = (...names: string[]) => names.map((name) => ({ name, type: name === 'n' ? 'BIGINT' : 'VARCHAR' }));
const result = (names: readonly string[], rows: readonly (readonly unknown[])[]) => ({
  columns: columns(...names),
  rows,
  rowCount: rows.length,
  truncated: false,
});

describe('a result on a terminal', () => {
  it('has numbers on the right and text on the left', () => {
    const rows = [
      ['books', 5],
      ['games', '12345'],
    ];
    expect(resultTable(result(['category', 'n'], rows), 80)).toEqual([
      'category      n',
      '────────  ─────',
      'books         5',
      'games     12345',
    ]);
  });

  it('cuts the widest columns where the terminal ends', () => {
    const lines = resultTable(result(['a', 'b'], [['x'.repeat(200), 'short']]), 80);
    expect(Math.max(...lines.map((line) => line.length))).toBe(80);
    expect(lines[2]).toMatch(/^x+… {2}short$/);
  });

  it('gives each row a block where there are more columns than fit', () => {
    const names = Array.from({ length: 30 }, (_, place) => `column_${place}`);
    const lines = resultTable(result(names, [names.map((name) => `of ${name}`)]), 80);
    expect(lines).toHaveLength(31);
    expect(lines[30]).toBe('column_29  of column_29');
  });

  it('shows nothing that a terminal would obey', () => {
    const [, , line] = resultTable(result(['a'], [['red \u001b[31m\nnext\u202e']]), 80);
    expect(line).toBe('red  [31m next');
  });

  it('shows lists and objects as JSON, and NULL as nothing', () => {
    const [, , line] = resultTable(result(['a', 'b', 'c'], [[[1, 2], { x: 'y' }, null]]), 80);
    expect(line).toBe('[1,2]  {"x":"y"}');
  });
});
