import { priceOf } from "./prices";

export interface Order {
  loaves: string[];
  paid: number;
}

/** The change in cents. */
export function sell({ loaves, paid }: Order): number {
  const total = loaves.map((loaf) => priceOf(loaf)).reduce((sum, price) => sum + price, 0);

  function giveChange(): number {
    if (paid < total) {
      const missing = total - paid;
      throw new RangeError("the purse is too light by " + missing); // @throws giveChange
    }
    return paid - total;
  }

  return giveChange();
}
