const PRICES = new Map([
  ["country", 520],
  ["rye", 480],
]);

/** The price in cents; only what is on the list is sold. */
export function priceOf(loaf: string): number {
  const price = PRICES.get(loaf);
  if (price === undefined) {
    throw new RangeError(`nobody sells a ${loaf}`); // @expect lazy-import priceOf
  }
  return price;
}
