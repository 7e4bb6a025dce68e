/** Layers import only what lies to their left. A new folder must be given its place here before it compiles into anything. */
import { describe, expect, it } from 'vitest';
import { importsOf, projectFiles, type SourceFile } from './tidy/source-tree.ts';

/** The client's, which stands alone, and the engine's layers, lowest first. A file may import its own layer and lower ones. */
const LAYERS: readonly (readonly string[])[] = [
  ['client/src'],
  ['engine/src/errors'],
  ['engine/src/row'],
  ['engine/src/formats'],
  ['engine/src/storage'],
  ['engine/src/log', 'engine/src/state', 'engine/src/views', 'engine/src/fold'],
  ['engine/src/operators'],
  ['engine/src/connectors'],
  ['engine/src/sql/compile'],
  ['engine/src/runtime'],
  ['shop/src'],
  ['aws/src', 'aws/app'],
];

/** The front end of SQL knows no operator: it may import these, and nothing else of the engine. */
const FRONT_END: readonly (readonly [folder: string, allowed: readonly string[]])[] = [
  ['engine/src/sql/parse', ['engine/src/errors', 'engine/src/row']],
  ['engine/src/sql/functions', ['engine/src/errors', 'engine/src/row', 'engine/src/sql/parse']],
  ['engine/src/sql/bind', ['engine/src/errors', 'engine/src/row', 'engine/src/sql/parse', 'engine/src/sql/functions']],
  [
    'engine/src/sql/plan',
    ['engine/src/errors', 'engine/src/row', 'engine/src/sql/parse', 'engine/src/sql/functions', 'engine/src/sql/bind'],
  ],
];

const sources = projectFiles(/^(client|engine|shop|dashboard|tracker|aws)\/src\/.*\.tsx?$/);
const contracts = ['engine/src/state/state-store.ts', 'engine/src/sql/plan/physical-plan.ts'];

function layerOf(path: string): number {
  return LAYERS.findIndex((folders) => folders.some((folder) => path.startsWith(`${folder}/`)));
}

/** The page and the tracker talk to the server by HTTP only. */
function inBrowser({ path }: SourceFile): boolean {
  return /^(dashboard|tracker)\//.test(path);
}

function frontEndOf(path: string): readonly [string, readonly string[]] | undefined {
  return FRONT_END.find(([folder]) => path.startsWith(`${folder}/`));
}

/** Plans, bound expressions and signatures are data that every later layer may read. */
function isAllowed(from: string, to: string): boolean {
  if (!to.startsWith('engine/') && !to.startsWith('shop/') && !to.startsWith('aws/')) return true;
  const frontEnd = frontEndOf(from);
  if (frontEnd) return [frontEnd[0], ...frontEnd[1]].some((folder) => to.startsWith(`${folder}/`));
  if (frontEndOf(to)) return layerOf(from) >= layerOf('engine/src/connectors/x') || contracts.includes(to);
  return layerOf(to) <= layerOf(from);
}

function violations(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) =>
    importsOf(file)
      .filter((target) => !isAllowed(file.path, target))
      .map((target) => `${file.path} imports ${target}`),
  );
}

describe('import direction', () => {
  it('finds a place for every source folder', () => {
    const homeless = sources.filter((file) => !inBrowser(file) && layerOf(file.path) < 0 && !frontEndOf(file.path));
    expect(homeless.map((file) => file.path)).toEqual([]);
  });

  it('never runs from a lower layer to a higher one', () => {
    expect(violations(sources.filter((file) => !inBrowser(file)))).toEqual([]);
  });

  it('keeps lmdb inside engine/src/storage', () => {
    const importers = sources.filter((file) => importsOf(file).includes('lmdb')).map((file) => file.path);
    expect(importers.filter((path) => !path.startsWith('engine/src/storage/'))).toEqual([]);
  });

  it('keeps input and output out of the functions that run in any place', () => {
    const pure = sources.filter((file) => file.path.startsWith('shop/src/functions/'));
    const offenders = pure.flatMap((file) => importsOf(file).filter((target) => target.startsWith('node:')));
    expect(offenders).toEqual([]);
  });

  it("keeps the server's code out of the page and the tracker", () => {
    const offenders = sources
      .filter(inBrowser)
      .flatMap((file) => importsOf(file).filter((target) => /^(engine|shop|node:)/.test(target)));
    expect(offenders).toEqual([]);
  });

  it('sees a violation when there is one', () => {
    const bad = { path: 'engine/src/row/row.ts', text: "import { a } from '../runtime/pipeline.ts';\n", lines: [] };
    expect(violations([bad])).toEqual(['engine/src/row/row.ts imports engine/src/runtime/pipeline.ts']);
  });
});
