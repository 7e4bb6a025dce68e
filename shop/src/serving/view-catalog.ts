/** The views that answers are read from, by name. A Map of readers is one. */
import type { ViewReader } from '@millrace/engine/views/view-store.ts';

export interface ViewCatalog {
  /** Undefined when no pipeline writes that view. */
  get(name: string): ViewReader | undefined;
  keys(): Iterable<string>;
}
