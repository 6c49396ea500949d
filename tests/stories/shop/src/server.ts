import { Cart, checkout } from "./cart";

function readOrder(text: string): Cart {
  const cart = new Cart();
  for (const line of JSON.parse(text)) {
    cart.add(line);
  }
  return cart;
}

export function handleOrder(text: string): string {
  return checkout(readOrder(text));
}

console.log(handleOrder(process.argv[2] ?? "[]"));
