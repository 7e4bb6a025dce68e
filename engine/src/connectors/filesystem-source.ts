/**
 * The source of the `filesystem` connector: all files at a path, one after another in the order of their names, read
 * once. It ends with the last file.
 */
import { MillraceError } from '../errors/millrace-error.ts';
import { DecodeFailure } from '../formats/decode-failure.ts';
import { Change } from '../row/row.ts';
import type { StateValue } from '../state/state-store.ts';
import { BatchOutput, type SourceOutputs } from './batch-output.ts';
import { listFiles, type TableFile } from './file-list.ts';
import { FILE_START, type FilePosition, type FileRows } from './file-rows.ts';
import type { ReadStatus, Source } from './source.ts';

export interface FilesystemSourceOptions {
  /** A file or a folder. */
  readonly path: string;
  /** Opens a file; its name tells the partitions. */
  readonly open: (file: TableFile, position: FilePosition) => FileRows;
  /** Rows that cannot be read are left out instead of failing the job. */
  readonly ignoreParseErrors: boolean;
  /** The option that would set it, for the hint. */
  readonly ignoreOption: string;
}

/** Where the source is: the file that it reads or reads next; null after the last one. */
interface Place {
  readonly file: string | null;
  readonly position: FilePosition;
}

export class FilesystemSource implements Source {
  readonly #options: FilesystemSourceOptions;
  readonly #output: BatchOutput;
  #files: readonly TableFile[];
  #rows: FileRows | undefined;
  /** Where #rows begins when it is opened. */
  #opensAt: FilePosition = FILE_START;
  /** Rows that were left out. */
  skippedRows = 0;

  constructor(options: FilesystemSourceOptions, outputs: SourceOutputs) {
    this.#options = options;
    this.#output = new BatchOutput(outputs);
    this.#files = listFiles(options.path);
  }

  async read(maxRows: number): Promise<ReadStatus> {
    this.#output.begin(Date.now());
    let left = maxRows;
    while (left > 0 && this.#files.length > 0) left -= await this.#readFile(left);
    this.#output.end();
    return this.#files.length === 0 ? 'end' : 'more';
  }

  /** Reads from the current file, and goes on to the next when it has ended. Returns how many rows came. */
  async #readFile(maxRows: number): Promise<number> {
    const [file, ...others] = this.#files;
    if (file === undefined) return 0;
    this.#rows ??= this.#options.open(file, this.#opensAt);
    let count = 0;
    const ended = await this.#rows.read(maxRows, (result, line, change) => {
      count += 1;
      if (result instanceof DecodeFailure) this.#skip(result, file, line);
      else this.#output.row(result, change ?? Change.INSERT);
    });
    if (ended) {
      this.#rows.close();
      this.#rows = undefined;
      this.#opensAt = FILE_START;
      this.#files = others;
    }
    return count;
  }

  #skip(failure: DecodeFailure, file: TableFile, line: number): void {
    if (!this.#options.ignoreParseErrors) throw this.#badRow(failure, file, line);
    this.skippedRows += 1;
  }

  #badRow({ reason }: DecodeFailure, file: TableFile, line: number): MillraceError {
    return new MillraceError(`${file.path}:${line} ${reason}`, {
      code: 'SOURCE_BAD_ROW',
      domain: 'user',
      retry: 'never',
      hint: `mend the line, or leave such rows out with '${this.#options.ignoreOption}' = 'true'`,
    });
  }

  position(): StateValue {
    const [file] = this.#files;
    const { offset, line } = this.#rows?.position() ?? this.#opensAt;
    return { file: file?.name ?? null, offset, line };
  }

  /** @throws MillraceError SOURCE_NOT_FOUND when the file of the position is gone. */
  seek(position: StateValue): void {
    const { file, position: start } = readPlace(position);
    this.#rows?.close();
    this.#rows = undefined;
    const files = listFiles(this.#options.path);
    const index = file === null ? files.length : files.findIndex(({ name }) => name === file);
    if (index < 0) throw this.#fileGone(file ?? '');
    this.#files = files.slice(index);
    this.#opensAt = start;
  }

  #fileGone(name: string): MillraceError {
    return new MillraceError(`${this.#options.path} no longer holds the file ${name}, which was half read`, {
      code: 'SOURCE_NOT_FOUND',
      domain: 'external',
      retry: 'never',
      hint: 'bring the file back, or start with an empty data folder',
    });
  }

  close(): void {
    this.#rows?.close();
    this.#rows = undefined;
  }
}

function readPlace(position: StateValue): Place {
  const { file, offset, line } = position as { file: string | null; offset: number; line: number };
  return { file, position: { offset, line } };
}
