/** Reads the rows of one file, whatever its format. */

import type { DecodeFailure } from '../formats/decode-failure.ts';
import type { Change, Row } from '../row/row.ts';

/** A place between two rows of a file: bytes (unpacked) before it, and lines before it. */
export interface FilePosition {
  readonly offset: number;
  readonly line: number;
}

export const FILE_START: FilePosition = { offset: 0, line: 0 };

/** Takes a row, or what was wrong with it, with the number of its line, from 1. A row comes unless `change` says else. */
export type OnResult = (result: Row | DecodeFailure, line: number, change?: Change) => void;

export interface FileRows {
  /** Hands over up to about `maxRows` results; true when the file has ended. */
  read(maxRows: number, onResult: OnResult): boolean | Promise<boolean>;
  position(): FilePosition;
  close(): void;
}

/** Opens a file at a position. */
export type OpenFileRows = (path: string, position: FilePosition) => FileRows;
