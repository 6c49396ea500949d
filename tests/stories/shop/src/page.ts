import { Cart, checkout } from "./cart";

declare const document: { title: string };

function showTotal(cart: Cart): void {
  document.title = checkout(cart);
}

export async function openReceipt(cart: Cart): Promise<string> {
  const { printReceipt } = await import("./receipt");
  return printReceipt(cart);
}

showTotal(new Cart());
