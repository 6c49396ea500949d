import { registerWebWorker } from "@sentry/nextjs";

// Tells the page this worker's debug IDs, and hands its uncaught errors over with their stacks.
registerWebWorker({ self: self as unknown as Worker & typeof globalThis });

self.addEventListener("message", (event: MessageEvent<number>) => {
  self.postMessage(plan(event.data));
});

/** How many loaves go into each oven load. */
function plan(loaves: number): number[] {
  if (loaves < 0) {
    throw new RangeError(`nobody can bake ${loaves} loaves`); // @expect worker plan
  }
  const loads = Array.from({ length: Math.floor(loaves / 12) }, () => 12);
  return loaves % 12 ? [...loads, loaves % 12] : loads;
}
