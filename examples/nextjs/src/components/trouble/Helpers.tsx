"use client";

import { mix } from "@/vendor/mixer.min.js";
import { weigh } from "@/vendor/scales.min.js";

/** A helper so small that minifiers put it into its caller. */
function assertWeight(grams: number): void {
  if (grams < 0) throw new RangeError("a loaf cannot weigh less than nothing on demand"); // @expect inlined
}

function sell(grams: number): void {
  assertWeight(grams);
}

class Till {
  #cents = 0;

  add(cents: number): void {
    if (!Number.isInteger(cents)) {
      throw new TypeError(`the till takes whole cents on demand, not ${cents}`); // @expect class-method add
    }
    this.#cents += cents;
  }
}

/** Errors below a handler: a helper that is inlined, a method, and code of others. */
export function Helpers() {
  return (
    <section>
      <button id="inlined" onClick={() => sell(-1)}>
        sell less than nothing
      </button>
      <button id="class-method" onClick={() => new Till().add(0.5)}>
        take half a cent
      </button>
      <button id="vendor-map" onClick={() => mix(0)}>
        mix nothing
      </button>
      <button id="vendor-plain" onClick={() => weigh(-1)}>
        weigh less than nothing
      </button>
    </section>
  );
}
