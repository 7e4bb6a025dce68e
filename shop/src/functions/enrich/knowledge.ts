/** What the shop knows of its users and products, and how each kind of event changes it. */
import type { FoldTables } from '@millrace/engine/fold/fold.ts';
import type { ShopEvent } from '../shop-event.ts';
import { Identities } from './identities.ts';
import { isSale, OrderBook, type OrderChange, type OrderOwner, takesBack } from './order-book.ts';
import { type OnProduct, ProductCatalogue, type StoredProduct } from './product-catalogue.ts';
import { type StoredProfile, UserProfiles } from './user-profiles.ts';

export class Knowledge {
  readonly #identities: Identities;
  readonly #profiles: UserProfiles;
  readonly #products: ProductCatalogue;
  readonly #orders: OrderBook;

  constructor(tables: FoldTables, onProduct: OnProduct) {
    this.#identities = new Identities(tables);
    this.#profiles = new UserProfiles(tables);
    this.#products = new ProductCatalogue(tables, onProduct);
    this.#orders = new OrderBook(tables);
  }

  /** The user of an event, or who its anonymous visitor has turned out to be. */
  userOf({ userId, anonymousId }: ShopEvent): string | null {
    if (userId !== null || anonymousId === null) return userId;
    return this.#identities.userOf(anonymousId);
  }

  anonymousIdsOf(userId: string): readonly string[] {
    return this.#identities.anonymousIdsOf(userId);
  }

  /** @param isUser whether the name is a user's id, or else an anonymous visitor's. */
  profile(name: string, isUser: boolean): StoredProfile | undefined {
    return isUser ? this.#profiles.ofUser(name) : this.#profiles.ofStranger(name);
  }

  product(productId: string | null): StoredProduct | null {
    return (productId === null ? undefined : this.#products.get(productId)) ?? null;
  }

  /** Takes in what an event tells. Whatever is needed for it is read before anything changes. */
  learn(event: ShopEvent, visitor: OrderOwner | null): void {
    // What an event is completed with is read as well: later it would be too late.
    if (visitor !== null) this.profile(visitor.name, visitor.isUser);
    this.product(event.productId);
    switch (event.eventType) {
      case 'purchase':
        if (isSale(event)) this.#buy(event, visitor);
        break;
      case 'order_cancelled':
      case 'order_refunded':
      case 'order_recorded':
      case 'order_update':
        if (takesBack(event)) this.#takeBack(event);
        break;
      case 'identify':
        this.#identify(event);
        break;
      case 'product_update':
        if (event.productId !== null) this.#products.tell(event.productId, event);
        break;
      case 'inventory_update':
        if (event.productId !== null) this.#products.move(event.productId, event);
        break;
    }
  }

  #buy(event: ShopEvent, visitor: OrderOwner | null): void {
    const owner = this.#orders.read(event) ?? visitor;
    if (owner === null) return;
    this.#readPayer(owner);
    const change = this.#orders.add(event, owner);
    if (change === null) return;
    if (event.productId !== null) this.#products.sell(event.productId, event);
    this.#book(change);
  }

  #takeBack(event: ShopEvent): void {
    const owner = this.#orders.read(event);
    if (owner !== null) this.#readPayer(owner);
    const change = this.#orders.takeBack(event);
    if (change !== null) this.#book(change);
  }

  #book(change: OrderChange): void {
    const payer = this.#payer(change.owner);
    this.#profiles.spend(payer.name, payer.isUser, change);
  }

  #readPayer(owner: OrderOwner): void {
    const payer = this.#payer(owner);
    this.profile(payer.name, payer.isUser);
  }

  /** Whose profile has the order now: that of the user whom an anonymous visitor was first identified as. */
  #payer(owner: OrderOwner): OrderOwner {
    const userId = owner.isUser ? null : this.#identities.firstUserOf(owner.name);
    return userId === null ? owner : { name: userId, isUser: true };
  }

  #identify(event: ShopEvent): void {
    const { userId, anonymousId } = event;
    if (anonymousId !== null) {
      this.#identities.userOf(anonymousId);
      if (userId !== null) this.#identities.anonymousIdsOf(userId);
      this.profile(anonymousId, false);
    }
    if (userId !== null && anonymousId !== null) this.#identities.join(anonymousId, userId);
    this.#profiles.identify(event);
  }
}
