import { Cart, formatCents } from "./cart";
import { report } from "./sdk";
import "./shop.css";

declare const EDITION: string;

/** Where a worker's raw source would be, if it were deployed by mistake. */
const PRICING = "/assets/pricing.worker.ts";

const cart = new Cart().add({ name: "bread", cents: 320 });

function show(text: string): void {
  const place = document.querySelector("output");
  if (place) {
    place.textContent = text;
  }
}

function checkOut(): void {
  if (cart.total() < 1_000) {
    throw new Error("the order is too small to be delivered");
  }
  show(`ordered for ${formatCents(cart.total())}`);
}

async function openReceipt(): Promise<void> {
  const { printReceipt } = await import("./receipt");
  show(printReceipt(cart));
}

async function askPrices(): Promise<void> {
  const answer = await fetch(PRICING, { method: "HEAD" });
  show(answer.ok ? "prices are up to date" : "prices may have changed");
}

function listen(id: string, act: () => unknown): void {
  document.getElementById(id)?.addEventListener("click", () => void act());
}

listen("order", checkOut);
listen("receipt", openReceipt);
listen("prices", askPrices);
report(EDITION);

if ("serviceWorker" in navigator) {
  void navigator.serviceWorker.register("/sw.js");
}
