/** What is told of an upload beside its numbers: why it ended as it did, and what was found out of its file. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { Problem } from '../http/problem.ts';
import type { FeedHeader } from './feed-header.ts';
import type { UploadFault } from './feed-uploads.ts';

const MOST_READER_TRIES = 5;

/** What is told of a file beside its numbers. */
export function notesOf(encoding: string, { delimiter, others, absent, reordered }: FeedHeader): readonly string[] {
  const notes = [`read as ${encoding}, with ${JSON.stringify(delimiter)} between values`];
  if (reordered) notes.push('its columns stand in another order than in the mapping');
  if (others.length > 0) notes.push(`columns that the mapping does not know: ${others.slice(0, 20).join(', ')}`);
  if (absent.length > 0) notes.push(`optional columns that are not there: ${absent.join(', ')}`);
  return notes;
}

/** A full disk will be emptied; a thread that fails again and again will go on failing. */
export function isPassing(cause: unknown, tries: number): boolean {
  if (!(cause instanceof MillraceError) || cause.retry !== 'backoff') return false;
  return cause.code !== 'FEED_READER' || tries < MOST_READER_TRIES;
}

export function faultOf(cause: unknown): UploadFault {
  if (cause instanceof MillraceError)
    return { code: cause.code, message: [cause.message, cause.hint].filter(Boolean).join('; ') };
  if (cause instanceof Problem) return { code: cause.details.code, message: cause.details.detail };
  return {
    code: 'FEED_INTERRUPTED',
    message: `the file did not come in whole: ${cause instanceof Error ? cause.message : String(cause)}`,
  };
}

export const FILE_CHANGED: UploadFault = {
  code: 'FEED_INTERRUPTED',
  message: 'the file is no longer as it was: what was read of it stays, the rest is not read',
};

export const SERVER_ENDED: UploadFault = {
  code: 'FEED_INTERRUPTED',
  message: 'the server ended before the file had come in: send it again',
};
