import { type Cart, formatCents } from "./cart";

export function printReceipt(cart: Cart): string {
  const total = cart.total();
  if (total > 100_000) {
    throw new Error("too much for one receipt");
  }
  return `total ${formatCents(total)}`;
}
