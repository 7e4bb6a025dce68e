/** A card with a heading: the frame of everything on the page. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface PanelProps {
  readonly title: string;
  /** What the figures cover, such as “last hour”. */
  readonly scope?: ComponentChildren;
  /** Names the panel’s place, where the page lays it out by name. */
  readonly area?: string;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Panel({ title, scope, area, actions, children }: PanelProps) {
  const id = useId();
  return (
    <section class={area === undefined ? 'panel' : `panel area-${area}`} aria-labelledby={id}>
      <header class="panel-head">
        <h2 id={id}>
          {title} {scope && <span class="scope">{scope}</span>}
        </h2>
        {actions}
      </header>
      {children}
    </section>
  );
}

/** Stands where a list or chart will be, and says what fills it. */
export function EmptyNote({ children }: { readonly children: ComponentChildren }) {
  return (
    <p class="empty">
      <span>{children}</span>
    </p>
  );
}
