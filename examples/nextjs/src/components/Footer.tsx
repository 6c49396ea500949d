"use client";

import { useState } from "react";

/** It stands in the root layout, outside of each boundary but the last one, `global-error.tsx`. */
export function Footer({ release }: { release: string }) {
  const [read, setRead] = useState(false);
  if (read) {
    throw new Error("the footer tore on demand"); // @expect global-error Footer
  }
  return (
    <footer>
      release {release} <button id="global-error" onClick={() => setRead(true)}>tear</button>
    </footer>
  );
}
