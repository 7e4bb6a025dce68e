/** What all pages of the example have in common: products as they are drawn, the cart, consent and recommendations. */
import { CURRENCY, DRAWINGS, PRODUCTS, productOf } from './catalogue.js';

const ENDPOINT = document.querySelector('script[data-write-key]').src.replace('/tracker.js', '');

/** Calls the tracker, which may not have come yet. */
export const track = (...call) => {
  window.millrace ||= [];
  window.millrace.push(call);
};

export const euros = (amount) => new Intl.NumberFormat('en', { style: 'currency', currency: CURRENCY }).format(amount);
export const $ = (selector) => document.querySelector(selector);

/** What the tracker wants to know of a product. */
export const told = ({ productId, category, price }) => ({ productId, category, price, currency: CURRENCY });

export const pictureOf = ({ hue, category }) =>
  `<div class="picture" style="--hue:${hue}"><svg viewBox="0 0 24 24" aria-hidden="true">${DRAWINGS[category]}</svg></div>`;

/** Fills a list with products; a click on one is told, with the list of recommendations that it stood in. */
export function showProducts(list, products, recommendationId) {
  list.replaceChildren(
    ...products.map((product) => {
      const item = document.createElement('li');
      item.innerHTML = `<a class="product" href="/product.html?id=${product.productId}">${pictureOf(product)}
        <div><strong>${product.name}</strong><span>${euros(product.price)}</span></div></a>`;
      if (product.why)
        item.querySelector('div:last-child').insertAdjacentHTML('beforeend', `<span class="why">${product.why}</span>`);
      item.addEventListener('click', () => track('productClick', { ...told(product), recommendationId }));
      return item;
    }),
  );
}

const CART = 'example-cart';

export const cart = () =>
  JSON.parse(localStorage.getItem(CART) ?? '[]').filter(({ productId }) => productOf(productId));

export function changeCart(productId, pieces) {
  const lines = cart();
  const line = lines.find((each) => each.productId === productId) ?? lines[lines.push({ productId, quantity: 0 }) - 1];
  line.quantity += pieces;
  track(pieces > 0 ? 'addToCart' : 'removeFromCart', { ...told(productOf(productId)), quantity: Math.abs(pieces) });
  keepCart(lines.filter(({ quantity }) => quantity > 0));
}

export function keepCart(lines) {
  localStorage.setItem(CART, JSON.stringify(lines));
  const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  $('#cart').textContent = pieces === 0 ? 'Cart' : `Cart (${pieces})`;
}

export const totalOf = (lines) =>
  lines.reduce((sum, { productId, quantity }) => sum + productOf(productId).price * quantity, 0);

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks the server what the visitor may like: by user, or as long as nobody has signed in by the anonymous id. */
async function showRecommendations(tries = 3) {
  const section = $('#recommendations');
  if (!section) return;
  while (!window.millrace?.flush) await pause(50);
  // What this page has told comes first; the server takes a moment to make something of it.
  await window.millrace.flush();
  await pause(100);
  const { userId, anonymousId } = window.millrace.visitor?.() ?? {};
  const visitor = encodeURIComponent(userId ?? anonymousId ?? 'nobody');
  const response = await fetch(`${ENDPOINT}/v1/recommendations/${visitor}?n=4&explain=true`).catch(() => undefined);
  if (!response?.ok) return;
  const { recommendationId, items, reason } = await response.json();
  // What draws interest, while little is known of the visitor: shown once, and asked again soon.
  if (reason && tries > 0) setTimeout(showRecommendations, 1_500, tries - 1);
  if (reason && !section.hidden) return;
  const products = items.flatMap(({ productId, reasons }) => {
    const product = productOf(productId);
    return product ? [{ ...product, why: reasons?.[0]?.text ?? '' }] : [];
  });
  if (products.length === 0) return;
  section.innerHTML = '<h2>You may like</h2><ul class="products"></ul>';
  showProducts(section.lastChild, products.map(namedReasons), recommendationId);
  section.hidden = false;
  track('recommendationShown', recommendationId);
}

/** Reasons name products by their ids; shoppers know them by their names. */
function namedReasons(product) {
  const why = PRODUCTS.reduce(
    (text, { productId, name }) => text.replace(`at ${productId} `, `at the ${name} `),
    product.why,
  );
  return { ...product, why };
}

const CONSENT = 'example-consent';

/** The shop asks; the tracker keeps what happens in memory until there is an answer. */
function askForConsent() {
  const decided = localStorage.getItem(CONSENT);
  if (decided) return track('consent', decided);
  const bar = document.createElement('div');
  bar.className = 'consent';
  bar.innerHTML = `<p>May we remember what you look at, to show you what you may like?</p>
    <button>Yes</button><button class="quiet">No</button>`;
  bar.addEventListener('click', ({ target }) => {
    if (!(target instanceof HTMLButtonElement)) return;
    const decision = target.className === 'quiet' ? 'denied' : 'granted';
    localStorage.setItem(CONSENT, decision);
    track('consent', decision);
    bar.remove();
    if (decision === 'granted') showRecommendations();
  });
  document.body.append(bar);
}

export function openPage() {
  document.body.insertAdjacentHTML(
    'afterbegin',
    `<header><a class="brand" href="/">Harbour &amp; Pine</a>
      <form action="/search.html" role="search"><input name="q" type="search" placeholder="Search" aria-label="Search"></form>
      <nav><a href="/cart.html" id="cart">Cart</a><a href="/sign-in.html" id="account">Sign in</a></nav></header>`,
  );
  keepCart(cart());
  const user = localStorage.getItem('example-user');
  if (user) $('#account').textContent = user;
  askForConsent();
  showRecommendations();
}
