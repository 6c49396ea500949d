"use client";

import { useEffect, useState } from "react";

/** Errors of code that somebody else calls later: an effect, a timer, a promise. */
export function Later() {
  const [watched, setWatched] = useState(false);

  useEffect(() => {
    if (watched) throw new Error("nobody watches the oven on demand"); // @expect effect
  }, [watched]);

  function wait() {
    setTimeout(function ring() {
      throw new Error("the egg timer broke on demand"); // @expect timeout ring
    }, 10);
  }

  function promise() {
    void new Promise((_, reject) => {
      reject(new Error("the flour was not delivered on demand")); // @expect promise
    });
  }

  return (
    <section>
      <button id="effect" onClick={() => setWatched(true)}>
        fail in an effect
      </button>
      <button id="timeout" onClick={wait}>
        fail in a timer
      </button>
      <button id="promise" onClick={promise}>
        break a promise
      </button>
    </section>
  );
}
