/** A list as a shop would get it, for the user or the product that somebody picks. */
import { useParameter, useSetParameters } from '../../address/use-parameter.ts';
import { withQuery } from '../../api/request.ts';
import { useFetched } from '../../api/use-fetched.ts';
import { Choice } from '../../parts/choice.tsx';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import { useMay } from '../../session/session-provider.tsx';
import { ListPanels } from './list-panels.tsx';
import type { ProductSuggestion } from './recommendation-list.ts';
import { SuggestField, type Suggestion } from './suggest-field.tsx';

const OF = [
  ['user', 'For a user'],
  ['similar', 'Similar to a product'],
  ['bought-together', 'Bought with a product'],
] as const;
type Of = (typeof OF)[number][0];

export function ListsView() {
  const mayPeople = useMay('staff');
  const [asked] = useParameter('of', mayPeople ? 'user' : 'similar');
  const of: Of = OF.find(([value]) => value === asked)?.[0] ?? 'user';
  const [id, setId] = useParameter('id');
  const setParameters = useSetParameters();
  // A user is no product, and the other way round.
  const choose = (next: Of) => setParameters({ of: next, ...((next === 'user') !== (of === 'user') && { id: '' }) });
  return (
    <div class="stack">
      <Panel title="What is recommended" scope="as of now">
        <div class="toolbar recommend-toolbar">
          <Choice label="Which list" options={OF} value={of} onChoose={choose} />
          <SuggestField
            key={of === 'user' ? 'user' : 'product'}
            label={of === 'user' ? 'Id of a user or visitor' : 'Product by id, name or brand'}
            value={id}
            search={of === 'user' ? userSearch : productSearch}
            onChoose={setId}
          />
        </div>
        {id === '' && <Picks of={of} onPick={setId} />}
      </Panel>
      {id !== '' && <ListPanels path={listPath(of, id)} />}
    </div>
  );
}

function listPath(of: Of, id: string): string {
  const subject = encodeURIComponent(id);
  const path = of === 'user' ? `/v1/recommendations/${subject}` : `/v1/products/${subject}/${of}`;
  return withQuery(path, { n: 20, explain: true });
}

/** What others look at now: a way in where nobody knows an id. */
function Picks({ of, onPick }: { readonly of: Of; readonly onPick: (id: string) => void }) {
  const { data } = useFetched<{ readonly items: readonly { readonly productId: string }[] }>(
    of === 'user' ? null : '/v1/trending?n=6',
  );
  const items = data?.items ?? [];
  return (
    <EmptyNote>
      {of === 'user'
        ? 'Type how the id of a user or visitor begins, and pick one. An id that nobody knows gets what is trending.'
        : 'Type an id or a part of a name, and pick a product.'}
      {items.length > 0 && (
        <span class="picks">
          Draw interest now:
          {items.map(({ productId }) => (
            <button key={productId} type="button" class="button" onClick={() => onPick(productId)}>
              {productId}
            </button>
          ))}
        </span>
      )}
    </EmptyNote>
  );
}

function productSearch(text: string) {
  return {
    path: withQuery('/v1/suggestions/products', { text }),
    read: (answer: unknown): readonly Suggestion[] =>
      (answer as { readonly items: readonly ProductSuggestion[] }).items.map(({ productId, name, category }) => ({
        id: productId,
        text: name ?? productId,
        note: [name === null ? null : productId, category].filter(Boolean).join(', '),
      })),
  };
}

function userSearch(text: string) {
  return {
    path: withQuery('/v1/suggestions/users', { text }),
    read: (answer: unknown): readonly Suggestion[] =>
      (answer as { readonly items: readonly { readonly userId: string }[] }).items.map(({ userId }) => ({
        id: userId,
        text: userId,
        note: '',
      })),
  };
}
