/** What the container that serves runs. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { runServing } from '../src/serve/run-serving.ts';

await runServing().catch((cause: unknown) => {
  const text =
    cause instanceof MillraceError ? `error ${cause.code}: ${cause.message}\n  ${cause.hint ?? ''}` : String(cause);
  process.stderr.write(`${text}\n`);
  process.exit(1);
});
