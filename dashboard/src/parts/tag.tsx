/** A word that says in which state something is; its colour only repeats it. */
import type { ComponentChildren } from 'preact';

export type TagTone = 'plain' | 'good' | 'warn' | 'bad' | 'accent';

export function Tag({ tone = 'plain', children }: { readonly tone?: TagTone; readonly children: ComponentChildren }) {
  return <span class={`tag tag-${tone}`}>{children}</span>;
}
