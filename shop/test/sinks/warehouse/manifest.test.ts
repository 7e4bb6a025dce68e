/** The manifest changes as a whole or not at all, and another process's readers see only what counts. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Manifest, type WarehouseFile } from '../../../src/sinks/warehouse/manifest.ts';
import { deleteRetired, deleteUnlisted, dropOldHours } from '../../../src/sinks/warehouse/retired-files.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 0, 15, 10);

let folder: string;
let manifest: Manifest;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-manifest-'));
  manifest = new Manifest(folder);
});

afterEach(async () => {
  await manifest.close();
  rmSync(folder, { recursive: true });
});

/** On disk, too. */
function file(name: string, hours = 0): WarehouseFile {
  const hourMs = START_MS + hours * HOUR_MS;
  const made: WarehouseFile = {
    ...{ table: 'events', hourMs, name, rows: 1, bytes: 4, minMs: hourMs, maxMs: hourMs, first: 1, last: 2 },
    columns: 'as declared',
  };
  mkdirSync(dirname(manifest.pathOf(made)), { recursive: true });
  writeFileSync(manifest.pathOf(made), 'PAR1');
  return made;
}

describe('the manifest', () => {
  it('lists what was added until it is retired, and tells positions of the same commit', () => {
    const [one, two] = [file('s1.parquet'), file('s2.parquet')];
    expect(manifest.commit({ added: [one, two], positions: { events: { next: 3 } } }, 0)).toBe(true);
    const merged = file('c1.parquet');
    expect(manifest.commit({ added: [merged], retired: [one, two] }, 1)).toBe(true);
    expect(manifest.files()).toEqual([merged]);
    expect(manifest.position('events')).toEqual({ next: 3 });
    expect(manifest.files('sessions')).toEqual([]);
  });

  it('changes nothing when a file to be retired has gone meanwhile', () => {
    const [one, other] = [file('s1.parquet'), file('c1.parquet')];
    manifest.commit({ added: [one] }, 0);
    manifest.commit({ retired: [one] }, 0);
    expect(manifest.commit({ added: [other], retired: [one], positions: { events: { next: 9 } } }, 0)).toBe(false);
    expect(manifest.files()).toEqual([]);
    expect(manifest.position('events')).toBeUndefined();
  });

  it('keeps a retired file on disk for its time of grace, and one that counts again for good', () => {
    const [one, two] = [file('s1.parquet'), file('s2.parquet')];
    manifest.commit({ added: [one, two] }, 0);
    manifest.commit({ retired: [one, two] }, 1_000);
    expect(deleteRetired(manifest, 1_000)).toBe(0);
    manifest.commit({ added: [two] }, 2_000);
    expect(deleteRetired(manifest, 5_000)).toBe(1);
    expect(existsSync(manifest.pathOf(one))).toBe(false);
    expect(existsSync(manifest.pathOf(two))).toBe(true);
  });

  it('drops whole hours by age, and deletes what a killed process has left', () => {
    const [old, young] = [file('s1.parquet'), file('s2.parquet', 5)];
    const left = file('s3.parquet', 5);
    manifest.commit({ added: [old, young] }, 0);
    expect(dropOldHours(manifest, START_MS + HOUR_MS, 0)).toBe(0);
    expect(dropOldHours(manifest, START_MS + HOUR_MS + 1, 0)).toBe(1);
    expect(manifest.files()).toEqual([young]);
    expect(deleteUnlisted(manifest)).toBe(1);
    expect(existsSync(manifest.pathOf(left))).toBe(false);
    expect(existsSync(manifest.pathOf(young))).toBe(true);
  });
});
