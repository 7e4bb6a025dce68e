/**
 * A page's style sheet is fetched when the page is first opened, and stays: what it says of another page's elements would
 * change that page's look by the way that somebody came. So every rule of a page speaks of a class that is that page's alone.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCE = join(import.meta.dirname, '../src');

interface Sheet {
  readonly path: string;
  /** The page's folder, or `styles` for what every page has. */
  readonly place: string;
  readonly selectors: readonly string[];
}

const sheets = globSync('**/*.css', { cwd: SOURCE }).map((path): Sheet => {
  const place = /^pages\/([^/]+)\//.exec(path)?.[1] ?? 'styles';
  return { path, place, selectors: selectorsOf(readFileSync(join(SOURCE, path), 'utf8')) };
});

/** What stands before each block of declarations, without the steps of animations and what is asked of the window. */
function selectorsOf(css: string): readonly string[] {
  const plain = css.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/@keyframes[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}/g, '');
  const heads = [...plain.matchAll(/([^{};]+)\{/g)].map(([, head = '']) => head.trim());
  return heads
    .filter((head) => !head.startsWith('@'))
    .flatMap((head) => head.split(/,(?![^(]*\))/).map((one) => one.trim()));
}

function classesOf(selector: string): readonly string[] {
  return [...selector.matchAll(/\.([a-z][\w-]*)/g)].map(([, name = '']) => name);
}

/** In which places each class is spoken of. */
function placesByClass(): ReadonlyMap<string, ReadonlySet<string>> {
  const places = new Map<string, Set<string>>();
  for (const { place, selectors } of sheets) {
    for (const name of selectors.flatMap(classesOf)) places.set(name, (places.get(name) ?? new Set()).add(place));
  }
  return places;
}

describe('the style sheet of a page', () => {
  it('says nothing of what another page may draw', () => {
    const places = placesByClass();
    const strays = sheets
      .filter(({ place }) => place !== 'styles')
      .flatMap(({ path, selectors }) =>
        selectors
          .filter((selector) => !classesOf(selector).some((name) => places.get(name)?.size === 1))
          .map((selector) => `${path}: ${selector}`),
      );
    expect(strays).toEqual([]);
  });
});

/** Names that the source puts together, such as `series-${number}`, count for all that begin so; uPlot draws its own. */
function isDrawn(name: string, source: string): boolean {
  if (name.startsWith('u-')) return true;
  if (new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(source)) return true;
  const parts = name.split('-').slice(0, -1);
  return parts.some((_, end) => source.includes(`${parts.slice(0, end + 1).join('-')}-\${`));
}

describe('every style sheet', () => {
  it('speaks of classes that something draws', () => {
    const source = globSync('**/*.{ts,tsx}', { cwd: SOURCE })
      .map((path) => readFileSync(join(SOURCE, path), 'utf8'))
      .join('\n');
    const strays = sheets.flatMap(({ path, selectors }) =>
      [...new Set(selectors.flatMap(classesOf))]
        .filter((name) => !isDrawn(name, source))
        .map((name) => `${path}: .${name}`),
    );
    expect(strays).toEqual([]);
  });
});
