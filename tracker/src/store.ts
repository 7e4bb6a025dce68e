/**
 * Keys and values in the browser's storage; in memory while they may not go there, or do not fit.
 *
 * Nothing here throws: storage may be full, blocked or absent, and a shop's page must not notice.
 */

export interface Store {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(): readonly string[];
  /** From now on values go to the browser's storage, and those in memory with them. */
  persist(): void;
  /** Deletes everything, on disk too, and stays in memory from now on. */
  forget(): void;
}

/** @param prefix what the keys begin with in the browser's storage, which the shop uses too. */
export function openStore(prefix: string): Store {
  const memory = new Map<string, string>();
  let disk: Storage | undefined;

  const set = (key: string, value: string) => {
    try {
      if (!disk) throw 0;
      disk.setItem(prefix + key, value);
      memory.delete(key);
    } catch {
      memory.set(key, value);
    }
  };
  const remove = (key: string) => {
    memory.delete(key);
    disk?.removeItem(prefix + key);
  };
  const keys = () => {
    const onDisk = Object.keys(disk ?? {}).filter((key) => key.startsWith(prefix));
    return [...new Set([...memory.keys(), ...onDisk.map((key) => key.slice(prefix.length))])];
  };
  return {
    get: (key) => memory.get(key) ?? disk?.getItem(prefix + key) ?? null,
    set,
    remove,
    keys,
    persist: () => {
      disk = browserStorage();
      for (const [key, value] of [...memory]) set(key, value);
    },
    forget: () => {
      disk = browserStorage();
      keys().forEach(remove);
      disk = undefined;
    },
  };
}

/** Undefined where the visitor blocks it: even asking may throw. */
function browserStorage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
