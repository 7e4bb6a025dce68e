/**
 * The Python packages of `aws/test/requirements.txt`, in a folder that Python is pointed at: installed at the first need, or
 * ahead of it by `npm run aws:requirements`. Nothing of the machine's own Python is changed.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { onPath } from './on-path.ts';

const REQUIREMENTS = fileURLToPath(new URL('../requirements.txt', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/millrace-python/', import.meta.url));

export const PYTHON = 'python3';
const ADVICE = 'install Python 3 with pip (apt-get install python3-pip)';

/**
 * @param requirements another list of packages. @returns what goes into PYTHONPATH.
 * @throws when Python or pip is missing, and says what to install.
 */
export async function pythonPackages(requirements: string = REQUIREMENTS): Promise<string> {
  if ((await onPath(PYTHON)) === undefined) throw new Error(`found no ${PYTHON}: ${ADVICE}`);
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const folder = join(CACHE, wanted);
  if (!existsSync(folder)) await install(folder, requirements);
  return folder;
}

/** Whole or not at all, also when several do it at once. */
async function install(folder: string, requirements: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const unfinished = await mkdtemp(join(CACHE, 'unfinished-'));
  try {
    const args = ['-m', 'pip', 'install', '--quiet', '--target', unfinished, '--requirement', requirements];
    await promisify(execFile)(PYTHON, args);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(folder))
      throw new Error(`${PYTHON} -m pip did not install ${requirements}: ${ADVICE}`, { cause: error });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = await pythonPackages();
  process.stdout.write(`${dirname(REQUIREMENTS)}/requirements.txt is installed in ${folder}\n`);
}
