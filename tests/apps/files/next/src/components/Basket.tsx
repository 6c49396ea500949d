"use client";

import { useState } from "react";

export function Basket() {
  const [loaves, setLoaves] = useState(0);

  function fall() {
    if (loaves < 12) throw new Error("the basket fell on demand"); // @expect browser
  }

  return (
    <section>
      <button onClick={() => setLoaves(loaves + 1)}>add a loaf ({loaves})</button>
      <button id="fall" onClick={fall}>
        drop the basket
      </button>
    </section>
  );
}
