/** How many entries there are of each kind; a kind is chosen by pressing it. */
import { formatCount } from '../../../figures/format.ts';
import { EmptyNote } from '../../../parts/panel.tsx';
import { ShareBar } from '../../../parts/share-bar.tsx';
import type { Share, Summary } from './entry.ts';
import type { Filter, FilterName } from './quarantine-filter.ts';

const SHOWN = 5;

export function Facets({ summary, filter }: { readonly summary: Summary; readonly filter: Filter }) {
  if (summary.entries === 0) {
    return (
      <EmptyNote>
        {filter.words === '' ? 'Nothing is in quarantine: every event was good.' : 'No entry fits this filter.'}
      </EmptyNote>
    );
  }
  return (
    <div class="facets">
      <Facet title="Code" name="code" shares={summary.codes} filter={filter} />
      <Facet title="Source" name="source" shares={summary.sources} filter={filter} />
      <Facet title="Type of event" name="type" shares={summary.types} filter={filter} />
    </div>
  );
}

interface FacetProps {
  readonly title: string;
  readonly name: FilterName;
  readonly shares: readonly Share[];
  readonly filter: Filter;
}

function Facet({ title, name, shares, filter }: FacetProps) {
  const most = shares[0]?.entries ?? 1;
  const hidden = shares.length - SHOWN;
  return (
    <section aria-label={`By ${title.toLowerCase()}`}>
      <h3>{title}</h3>
      <ul class="facet">
        {shares.slice(0, SHOWN).map((share) => (
          <li key={share.name}>
            <FacetButton share={share} name={name} filter={filter} />
            <ShareBar share={share.entries / most} />
          </li>
        ))}
      </ul>
      {hidden > 0 && <p class="facet-more">and {formatCount(hidden)} more</p>}
    </section>
  );
}

/** What says no type cannot be asked for by type. */
function FacetButton({ share, name, filter }: { share: Share; name: FilterName; filter: Filter }) {
  const isChosen = filter.values[name] === share.name;
  const isNameless = name === 'type' && share.name === '-';
  return (
    <button
      type="button"
      class="facet-button"
      aria-pressed={isChosen}
      disabled={isNameless}
      onClick={() => filter.set(name, isChosen ? '' : share.name)}
    >
      <span class="facet-name">{isNameless ? 'none' : share.name}</span>
      <span>{formatCount(share.entries)}</span>
    </button>
  );
}
