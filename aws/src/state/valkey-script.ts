/** A Lua script that Valkey is sent once, and is then called by its digest. */
import { createHash } from 'node:crypto';

/** What is used of a client, of a single server or of a cluster: iovalkey's `Redis` and `Cluster` are such. */
export interface Valkey {
  call(command: string, ...args: (string | number)[]): Promise<unknown>;
}

export class ValkeyScript {
  readonly #lua: string;
  readonly #digest: string;

  /** @param lua touches only what is among its KEYS, and all of these lie in one slot. */
  constructor(lua: string) {
    this.#lua = lua;
    this.#digest = createHash('sha1').update(lua).digest('hex');
  }

  async run(valkey: Valkey, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    try {
      return await valkey.call('EVALSHA', this.#digest, keys.length, ...keys, ...args);
    } catch (error) {
      // A server that was started anew, or took over from another, knows no scripts.
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return valkey.call('EVAL', this.#lua, keys.length, ...keys, ...args);
    }
  }
}
