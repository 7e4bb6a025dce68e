/** Reads a SQL script that the user has named. */
import { readFile } from 'node:fs/promises';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { PipelineScript } from '@millrace/engine/runtime/pipeline-messages.ts';

/** @throws MillraceError SCRIPT_NOT_FOUND. */
export async function readScript(file: string): Promise<PipelineScript> {
  try {
    return { file, text: await readFile(file, 'utf8') };
  } catch (cause) {
    throw new MillraceError(`the script '${file}' cannot be read`, {
      code: 'SCRIPT_NOT_FOUND',
      domain: 'user',
      retry: 'never',
      hint: 'give the path of a file with SQL statements',
      cause,
    });
  }
}
