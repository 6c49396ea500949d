export interface Basket {
  loaves: number;
  pounds: number;
}

export function weigh(basket: Basket): number {
  const pounds = basket.loaves * basket.pounds;
  if (pounds > 12) {
    throw new Error("the basket fell on demand"); // @expect browser
  }
  return pounds;
}
