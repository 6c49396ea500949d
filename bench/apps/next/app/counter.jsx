"use client";

import { useState } from "react";

function checkBasket(loaves) {
  if (loaves > 2) {
    throw new RangeError("a basket holds three loaves"); // @throws checkBasket
  }
  return loaves + 1;
}

export function Counter() {
  const [loaves, setLoaves] = useState(0);

  function drop() {
    throw new Error("the basket fell"); // @throws drop
  }

  return (
    <section>
      <button onClick={() => setLoaves(checkBasket(loaves))}>add ({loaves})</button>
      <button onClick={drop}>drop</button>
    </section>
  );
}
