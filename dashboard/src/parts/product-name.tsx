/** A product: its name, and its id where somebody has to write it down. Names come from outside and may be of any length. */

interface ProductNameProps {
  readonly productId: string;
  readonly name: string | null | undefined;
  /** Leads there; plain text when absent. */
  readonly href?: string | undefined;
}

const LONGEST = 200;

export function ProductName({ productId, name, href }: ProductNameProps) {
  const shown = (name ?? productId).slice(0, LONGEST);
  return (
    <span class="product-name" title={shown}>
      {href === undefined ? <b>{shown}</b> : <a href={href}>{shown}</a>}
      {name && <small>{productId}</small>}
    </span>
  );
}
