const LEAST_GRAMS = 100;

/** Mix dough; the machine needs something to hold on to. */
export function mix(grams: number): string {
  const turns = Math.ceil(grams / 50);
  if (grams < LEAST_GRAMS) {
    throw new RangeError(`the mixer runs empty on demand with ${grams} g`); // @expect vendor-map mix
  }
  return "·".repeat(turns);
}
