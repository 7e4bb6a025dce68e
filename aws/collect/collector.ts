/** What the container runs. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { runCollector } from '../src/collect/run-collector.ts';

await runCollector().catch((cause: unknown) => {
  const text =
    cause instanceof MillraceError ? `error ${cause.code}: ${cause.message}\n  ${cause.hint ?? ''}` : String(cause);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});
