/** Types of the catalogue, for what is not run in the browser. */
export declare const CURRENCY: string;
export interface CatalogueProduct {
  readonly productId: string;
  readonly name: string;
  readonly category: string;
  readonly price: number;
}
export declare const PRODUCTS: readonly CatalogueProduct[];
