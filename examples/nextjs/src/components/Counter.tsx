"use client";

import { useState } from "react";

function checkBasket(loaves: number): number {
  if (loaves > 2) {
    throw new RangeError(`a basket holds 3 loaves, not ${loaves + 1}`);
  }
  return loaves + 1;
}

/** Errors of an event handler, of a promise and of rendering. */
export function Counter() {
  const [loaves, setLoaves] = useState(0);
  const [broken, setBroken] = useState(false);

  function handleClick() {
    throw new Error("the basket fell on demand"); // @expect handle-click handleClick
  }

  async function handleAsync() {
    await Promise.resolve();
    throw new TypeError("the till did not answer on demand"); // @expect rejection handleAsync
  }

  if (broken) throw new Error("the shop window broke on demand"); // @expect render Counter

  return (
    <section>
      <button onClick={() => setLoaves(checkBasket(loaves))}>add a loaf ({loaves})</button>
      <button id="handle-click" onClick={handleClick}>
        fail in a handler
      </button>
      <button id="rejection" onClick={handleAsync}>
        reject a promise
      </button>
      <button id="render" onClick={() => setBroken(true)}>
        fail in rendering
      </button>
    </section>
  );
}
