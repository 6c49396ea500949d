const CENTS = 320;

/** What so many loaves cost, as people read it. */
export function priceOf(loaves: number): string {
  if (loaves < 0) {
    throw new RangeError(`${loaves} loaves cannot be sold`);
  }
  return `${((loaves * CENTS) / 100).toFixed(2)} EUR`;
}
