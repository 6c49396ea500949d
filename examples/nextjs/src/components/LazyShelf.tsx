"use client";

import dynamic from "next/dynamic";
import { useState } from "react";

const LazyPanel = dynamic(() => import("./LazyPanel"), { ssr: false, loading: () => <p>one moment</p> });

/** Two ways to load code later: a component, and a plain module. */
export function LazyShelf() {
  const [open, setOpen] = useState(false);

  async function weigh() {
    const { priceOf } = await import("./prices");
    priceOf("golden loaf");
  }

  return (
    <section>
      <button id="lazy-open" onClick={() => setOpen(true)}>
        open the shelf
      </button>
      <button id="lazy-import" onClick={weigh}>
        price what is not sold
      </button>
      {open && <LazyPanel />}
    </section>
  );
}
