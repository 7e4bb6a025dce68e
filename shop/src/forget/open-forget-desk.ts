/** The desk that forgets users, put together of a server's parts. */
import type { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { PipelineHandle } from '../server/pipeline-handle.ts';
import type { ServerCore } from '../server/server-core.ts';
import { ForgetDesk, type Pausable } from './forget-desk.ts';

export interface ForgetParts {
  readonly dataFolder: string;
  /** Tells how far pipelines and functions are. */
  readonly pipeline: PipelineHandle;
  readonly pipelines: Pausable;
  readonly warehouse: Pausable | undefined;
  readonly onProblem: ((error: MillraceError) => void) | undefined;
}

const SETTINGS = 'forget';

export function openForgetDesk({ log, collector, audit, commits }: ServerCore, parts: ForgetParts): ForgetDesk {
  const { pipeline, ...own } = parts;
  return new ForgetDesk({
    ...own,
    settings: log.openSettings(SETTINGS),
    log,
    collector,
    audit,
    nextSequence: () => log.bounds().next,
    progress: () => pipeline.progress(),
    moveOn: () => commits.heartbeat(),
  });
}
