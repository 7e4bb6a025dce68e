/** What the collector needs of the log. */
import type { LogWriter } from '@millrace/engine/log/log.ts';

export type EventLog = LogWriter;
