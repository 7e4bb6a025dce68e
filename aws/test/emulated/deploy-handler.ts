/** The functions of the streams, as they are deployed, each on its stream and in environments of its own. */
import { fileURLToPath } from 'node:url';
import type { Deployed, EmulatedAws } from './emulated-aws.ts';
import type { MappingSettings } from './event-source-mapping.ts';
import { workerSandbox } from './worker-sandbox.ts';

/** The stream that each reads. */
export const STREAM_OF = { enrich: 'events', features: 'enriched', insights: 'insights' } as const;
export type StreamFunction = keyof typeof STREAM_OF;
export const STREAM_FUNCTIONS = Object.keys(STREAM_OF) as readonly StreamFunction[];

export interface HandlerOptions {
  /** Beside what all functions are told. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly mapping?: Partial<MappingSettings>;
}

export function deployHandler(aws: EmulatedAws, name: StreamFunction, options: HandlerOptions = {}): Deployed {
  const powertools = { POWERTOOLS_METRICS_DISABLED: 'true', POWERTOOLS_SERVICE_NAME: name };
  const load = workerSandbox({
    module: handlerFile(name),
    environment: { ...aws.environment(), ...powertools, ...options.environment },
  });
  const settings = { name, timeoutMs: 60_000, afterTimeout: 'zombie' } as const;
  const mapping = { streamName: STREAM_OF[name], reportBatchItemFailures: true, ...options.mapping };
  return aws.deploy(settings, load, mapping);
}

/** @param name of any function. */
export function handlerFile(name: string): string {
  return fileURLToPath(new URL(`../../src/lambdas/${name}/handler.ts`, import.meta.url));
}
