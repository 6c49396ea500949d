/** What `instrumentation.ts` has set up when the server began. */
const hooks = globalThis as typeof globalThis & { countStock?: () => void };

/** Remember who counts the stock. */
export function register(count: () => void): void {
  hooks.countStock = count;
}

/** Let it be counted by code of `instrumentation.ts`. */
export function countStock(): void {
  hooks.countStock?.();
}
