/** Whether a program is installed, and where: so that what is missing is named before it is called. */
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** @returns its file, or undefined. */
export async function onPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name);
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

export function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
