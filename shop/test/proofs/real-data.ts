/** Where real data lies that may be evaluated but not redistributed, and what to say when it is not there. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';

const FOLDER = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

/** The path of a file of the folder `../shared/data` beside the project. */
export function realData(file: string): string {
  return `${FOLDER}${file}`;
}

/** Reports, as a test that did not run, that a proof needs a file which is not there. */
export function needsRealData(file: string): void {
  if (existsSync(realData(file))) return;
  describe('a proof on real data did not run', () => {
    it.skipIf(true)(
      `needs ../shared/data/${file}: others' data, which may not be passed on with the project`,
      () => {},
    );
  });
}
