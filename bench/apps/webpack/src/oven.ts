export class Oven {
  readonly places: number;

  constructor(places: number) {
    if (places < 1) throw new RangeError("an oven without places"); // @throws Oven
    this.places = places;
  }

  /** How many loaves go into each load. */
  plan(loaves: number): number[] {
    if (loaves < 0) throw new RangeError("nobody bakes fewer than none"); // @throws plan
    const loads = Array.from({ length: Math.floor(loaves / this.places) }, () => this.places);
    return loaves % this.places ? [...loads, loaves % this.places] : loads;
  }
}

export const bake = (loaves: number, places = 12): number[] => new Oven(places).plan(loaves);
