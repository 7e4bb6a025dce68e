/**
 * Where a source's progress lies, and the mark that says a slot is being made. The mark is written before the slot: a process
 * that dies in between finds it, and knows that a slot of that name is its own, of which nothing was read.
 */
import type { LogSettings } from '@millrace/engine/log/log-settings.ts';
import { decodeProgress, encodeProgress, type SourceProgress } from './source-progress.ts';

export class ProgressStore {
  readonly #settings: LogSettings;
  readonly key: string;

  constructor(settings: LogSettings, name: string) {
    this.#settings = settings;
    this.key = `cdc ${name}`;
  }

  read(): SourceProgress | undefined {
    return decodeProgress(this.#settings.get(this.key));
  }

  /** The generation that a slot is being made for; undefined when none is. */
  makingFor(): number | undefined {
    const generation = this.#settings.get(`${this.key} making`);
    return typeof generation === 'number' && generation > 0 ? generation : undefined;
  }

  async beginMaking(generation: number): Promise<void> {
    await this.#settings.put(`${this.key} making`, generation);
  }

  async made(progress: SourceProgress): Promise<void> {
    await this.#settings.put(this.key, encodeProgress(progress));
    await this.#settings.put(`${this.key} making`, 0);
  }

  /** What was read means nothing any more: the slot is to be made anew. */
  async forget(): Promise<void> {
    await this.beginMaking((this.read()?.generation ?? this.makingFor() ?? 0) + 1);
    await this.#settings.put(this.key, '');
  }

  /** For the commit that brings the events up to there. */
  entry(progress: SourceProgress): { readonly source: string; readonly value: string } {
    return { source: this.key, value: encodeProgress(progress) };
  }
}
