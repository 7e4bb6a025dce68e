/** Fetches the next page of a list. */
import { ActionButton } from './action-button.tsx';

export function MoreButton({ more }: { readonly more: (() => Promise<void>) | undefined }) {
  return more ? (
    <div class="more">
      <ActionButton onAct={more}>Show more</ActionButton>
    </div>
  ) : null;
}
