import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** The statements of a place, without comments and with single spaces. */
function statements(place: string): readonly string[] {
  const text = readFileSync(new URL(`../../../pipelines/tables/${place}.sql`, import.meta.url), 'utf8');
  const plain = text.replaceAll(/--.*/g, '').replaceAll(/\s+/g, ' ');
  return plain.split(';').map((statement) => statement.trim());
}

describe('pipelines/tables/files.sql', () => {
  it('has the tables of embedded.sql, with a file read event by event in place of the log, and printing in place of views', () => {
    const embedded = statements('embedded').map((statement) =>
      statement
        .replace("'connector' = 'log'", "'connector' = 'filesystem', 'path' = '${events}'")
        .replace(/'scan.watermark.emit.strategy' = '[a-z-]+', /, '')
        .replace(
          "'scan.watermark.idle-timeout'",
          "'scan.watermark.emit.strategy' = 'on-event', 'scan.watermark.idle-timeout'",
        )
        .replace(/WITH \( 'connector' = 'view'.*/, "WITH ('connector' = 'print')"),
    );
    expect(statements('files')).toEqual(embedded);
  });
});
