import { bake } from "./oven";
import { sell, type Order } from "./till";

type Answer = { total: number; loads: number[] };

/** Take an order and bake it. */
export function take(order: Order): Answer {
  if (!order.loaves.length) {
    throw new TypeError("an order of nothing"); // @throws take
  }
  return { total: sell(order), loads: bake(order.loaves.length) };
}

const page = globalThis as typeof globalThis & { take: typeof take };
page.take = take;
console.log(take({ loaves: ["rye", "country"], paid: 1000 }));
