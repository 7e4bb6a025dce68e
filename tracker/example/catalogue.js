/** What the example shop sells; the server is told of it, too. */
export const CURRENCY = 'EUR';

export const PRODUCTS = [
  { productId: 'tent', name: 'Two-person tent', category: 'outdoors', price: 189, hue: 150 },
  { productId: 'stove', name: 'Camping stove', category: 'outdoors', price: 49.9, hue: 168 },
  { productId: 'lantern', name: 'Storm lantern', category: 'outdoors', price: 34.5, hue: 132 },
  { productId: 'kettle', name: 'Pour-over kettle', category: 'kitchen', price: 59, hue: 28 },
  { productId: 'pan', name: 'Cast-iron pan', category: 'kitchen', price: 74.5, hue: 16 },
  { productId: 'knife', name: "Chef's knife", category: 'kitchen', price: 89.9, hue: 40 },
  { productId: 'atlas', name: 'Atlas of islands', category: 'books', price: 39, hue: 220 },
  { productId: 'field-guide', name: 'Field guide to birds', category: 'books', price: 24.9, hue: 236 },
  { productId: 'cookbook', name: 'Cooking over fire', category: 'books', price: 32, hue: 204 },
  { productId: 'radio', name: 'Pocket radio', category: 'audio', price: 64, hue: 330 },
  { productId: 'headphones', name: 'Headphones', category: 'audio', price: 149, hue: 348 },
  { productId: 'speaker', name: 'Travel speaker', category: 'audio', price: 99, hue: 312 },
];

/** One drawing a category, on a field of 24 by 24. */
export const DRAWINGS = {
  outdoors: '<path d="M12 4 3 20h18L12 4Zm0 7-4 9h8l-4-9Z"/>',
  kitchen: '<path d="M4 10h14v5a5 5 0 0 1-5 5H9a5 5 0 0 1-5-5v-5Zm14 2h3m-14-8v3m4-3v3m4-3v3"/>',
  books: '<path d="M4 5h6a2 2 0 0 1 2 2v13a2 2 0 0 0-2-2H4V5Zm16 0h-6a2 2 0 0 0-2 2v13a2 2 0 0 1 2-2h6V5Z"/>',
  audio: '<path d="M4 15v-3a8 8 0 0 1 16 0v3M4 14h3v6H5a1 1 0 0 1-1-1v-5Zm16 0h-3v6h2a1 1 0 0 0 1-1v-5Z"/>',
};

export const productOf = (productId) => PRODUCTS.find((product) => product.productId === productId);
