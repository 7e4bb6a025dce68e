/** docs/errors.md and the sources name the same error codes, with the same domains and statuses. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFiles, root } from './tidy/source-tree.ts';

const sources = projectFiles(/^(engine|shop|aws)\/src\/.*\.ts$/);
const everything = sources.map(({ text }) => text).join('\n');

/** Codes of errors are upper snake case, those of verdicts lower; a word of generated code is neither. */
const CODE = '[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*|[a-z]+(?:_[a-z]+)+';

interface Entry {
  readonly code: string;
  /** Domains, or the status of a problem document. */
  readonly second: string;
}

const page = readFileSync(join(root, 'docs/errors.md'), 'utf8');
const entries: readonly Entry[] = [...page.matchAll(new RegExp(`^\\| \`(${CODE})\` +\\| ([^|]+?) +\\|`, 'gm'))].map(
  (match) => ({ code: match[1] ?? '', second: match[2] ?? '' }),
);
const catalogued = entries.map(({ code }) => code);

function found(pattern: string): readonly (readonly string[])[] {
  return [...everything.matchAll(new RegExp(pattern, 'g'))].map((match) => match.slice(1));
}

function unique(codes: Iterable<string | undefined>): readonly string[] {
  return [...new Set(codes)].flatMap((code) => code ?? []).sort();
}

/** What the sources throw, refuse and answer with: `code: 'X'`, `code = 'X'`, `refuse('X', …)`. */
const thrown = unique([
  ...found(`\\bcode: '(${CODE})'`).map(([code]) => code),
  ...found(`\\bcode = '(${CODE})'`).map(([code]) => code),
  ...found(`\\brefuse\\(\\s*'(${CODE})'`).map(([code]) => code),
  ...found(`'(SQL_[A-Z_]*[A-Z])'`).map(([code]) => code),
]);

describe('the error catalogue', () => {
  it('finds the codes in the sources at all', () => {
    expect(thrown).toEqual(expect.arrayContaining(['SQL_SYNTAX', 'SQL_NOT_GROUPED', 'STORAGE_FULL', 'clock_skew']));
  });

  it('has every code that the sources use', () => {
    expect(thrown.filter((code) => !catalogued.includes(code))).toEqual([]);
  });

  it('has no code that nothing uses, and none twice', () => {
    expect(catalogued.filter((code) => !everything.includes(`'${code}'`))).toEqual([]);
    expect(catalogued.length).toBe(unique(catalogued).length);
  });

  it('says whose errors they are as the sources do', () => {
    for (const code of unique(found(`code: '(${CODE})',\\s*(?://.*\\s*)*domain: '`).map(([each]) => each))) {
      const domains = found(`code: '${code}',\\s*(?://.*\\s*)*domain: '(\\w+)'`).map(([domain]) => domain);
      const entry = entries.find((each) => each.code === code);
      expect([code, unique(entry?.second.split(', ') ?? [])]).toEqual([code, unique(domains)]);
    }
  });

  it('says with which status problems are answered as the sources do', () => {
    for (const [status, code] of found(`status: (\\d+),\\s*code: '(${CODE})'`)) {
      expect(entries).toContainEqual({ code, second: status });
    }
  });
});
