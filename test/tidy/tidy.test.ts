/**
 * House rules that a machine can hold. Hard rules allow nothing. Ratchets hold what is not yet as it should be: a count
 * may fall, never rise, and whoever lowers it lowers the number in ratchets.json too.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  exportedNames,
  type FunctionShape,
  functionShapes,
  projectFiles,
  root,
  type SourceFile,
} from './source-tree.ts';

const code = projectFiles(/\.tsx?$/);
const sources = code.filter((file) => /^(client|engine|shop|dashboard|tracker|aws)\/src\//.test(file.path));
const written = projectFiles(/\.(tsx?|sql|md|json|ya?ml|css|html)$|^\.ci\//).filter(
  (file) => !/package-lock\.json$|^test\/tidy\//.test(file.path),
);
const tests = code.filter((file) => /\/test\//.test(file.path));
const shapes = sources.flatMap((file) => functionShapes(file));
const ratchets: Readonly<Record<string, number>> = JSON.parse(
  readFileSync(join(root, 'test/tidy/ratchets.json'), 'utf8'),
);

const DODGES = /@ts-(ignore|nocheck|expect-error)|\bas any\b|: any(?=[;,)\]>|=[])/;

/** The offenders must be exactly as many as the ratchet says: more is a regression, fewer means: lower the ratchet. */
function expectRatchet(name: string, offenders: readonly string[]): void {
  const allowed = ratchets[name] ?? 0;
  const advice = offenders.length > allowed ? `mend:\n${offenders.join('\n')}` : 'lower it in test/tidy/ratchets.json';
  expect(offenders.length, `ratchet "${name}" is ${allowed}; ${advice}`).toBe(allowed);
}

function matching(files: readonly SourceFile[], pattern: RegExp): readonly string[] {
  return files.flatMap((file) =>
    file.lines.flatMap((line, index) => (pattern.test(line) ? [`${file.path}:${index + 1} ${line.trim()}`] : [])),
  );
}

function at(shape: FunctionShape): string {
  return `${shape.path}:${shape.line} ${shape.name} (${shape.lines} lines, ${shape.parameters} parameters)`;
}

/** The words of a file's name, without their plural. */
function nameWords(path: string): readonly string[] {
  const base = path.replace(/^.*\//, '').replace(/(\.d)?\.tsx?$/, '');
  return base.split('-').map((word) => (word.length > 3 ? word.replace(/s$/, '') : word));
}

function isComment(line: string): boolean {
  return /^\s*(\/\/|\/\*|\*)/.test(line);
}

describe('files', () => {
  it('are named in kebab-case, and never for a drawer', () => {
    const bad = code.filter(
      (file) => !/^[a-z0-9./-]+$/.test(file.path) || /\/(utils?|helpers?|common|misc|types)(\/|\.ts)/.test(file.path),
    );
    expect(bad.map((file) => file.path)).toEqual([]);
  });

  it('end at 500 lines', () => {
    expect(code.filter((file) => file.lines.length > 500).map((file) => file.path)).toEqual([]);
  });

  it('seldom pass 300 lines', () => {
    const long = code.filter((file) => file.lines.length > 300);
    expectRatchet(
      'filesOver300Lines',
      long.map((file) => `${file.path} (${file.lines.length})`),
    );
  });

  it('open with a header that says what they are for', () => {
    const bare = sources.filter((file) => !/^(#!.*\n)?(\/\*\*|\/\/)/.test(file.text));
    expect(bare.map((file) => file.path)).toEqual([]);
  });

  it('are named after what they export: name and export share a word', () => {
    const strangers = sources.filter((file) => {
      const exported = exportedNames(file).join(' ').toLowerCase();
      return exported !== '' && !nameWords(file.path).some((word) => exported.includes(word));
    });
    expectRatchet(
      'filesNotNamedAfterAnExport',
      strangers.map((file) => file.path),
    );
  });
});

describe('functions', () => {
  it('end at 70 lines', () => {
    expect(shapes.filter((shape) => shape.lines > 70).map(at)).toEqual([]);
  });

  it('are under 10 lines for the most part', () => {
    const short = shapes.filter((shape) => shape.lines < 10).length;
    expect(short / shapes.length).toBeGreaterThan(0.6);
  });

  it('take four parameters at most', () => {
    expectRatchet('functionsOverFourParameters', shapes.filter((shape) => shape.parameters > 4).map(at));
  });
});

describe('code', () => {
  it('does not dodge the compiler', () => {
    const code = sources.map((file) => ({ ...file, lines: file.lines.map((line) => (isComment(line) ? '' : line)) }));
    expect(matching(code, DODGES)).toEqual([]);
    expectRatchet('dodgesInTests', matching(tests, DODGES));
  });

  it('crosses types by `as unknown as` only where nothing else does', () => {
    expectRatchet('doubleCasts', matching(sources, /\bas unknown as\b/));
  });

  it('leaves nothing for later on main', () => {
    const later = new RegExp(['TO', 'DO|FIX', 'ME'].join(''));
    expect(matching(written, later)).toEqual([]);
  });

  it('skips no test', () => {
    expect(matching(tests, /\b(it|test|describe)\.(skip|only|todo)\(/)).toEqual([]);
  });

  it('explains itself: between a tenth and a fifth of the lines are comments', () => {
    const lines = sources.flatMap((file) => file.lines).filter((line) => line.trim() !== '');
    const share = lines.filter(isComment).length / lines.length;
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.22);
  });

  it('names no place of the machine it was written on', () => {
    const places = new RegExp(['/wo', 'rk/|/ro', 'ot/|regis', 'try\\.npmjs|/home/\\w'].join(''));
    expect(matching(written, places)).toEqual([]);
  });
});
