type Cents = number;

const PRICES = new Map<string, Cents>([
  ["country", 520],
  ["rye", 480],
]);

/** Only what is on the list is sold. */
export function priceOf(loaf: string): Cents {
  const price = PRICES.get(loaf);
  if (price === undefined) throw new RangeError("nobody sells a " + loaf); // @throws priceOf
  return price;
}
