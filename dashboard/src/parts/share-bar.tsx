/** A thin bar for a share of the largest. Decoration: the figures beside it say the same. */

export function ShareBar({ share }: { readonly share: number }) {
  return (
    <svg class="share-bar" viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">
      <rect class="share-bar-ground" width="100" height="3" />
      <rect class="share-bar-value" width={Math.max(0.5, share * 100)} height="3" />
    </svg>
  );
}
