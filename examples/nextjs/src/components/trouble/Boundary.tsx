"use client";

import { useState } from "react";

/** An error of rendering that the route's own boundary takes. */
export function Boundary() {
  const [open, setOpen] = useState(true);
  return (
    <section>
      <button id="boundary" onClick={() => setOpen(false)}>
        close the shop
      </button>
      <Sign open={open} />
    </section>
  );
}

function Sign({ open }: { open: boolean }) {
  if (!open) {
    throw new Error("the sign fell off on demand"); // @expect boundary Sign
  }
  return <p>open</p>;
}
