"use client";

export default function LazyPanel() {
  function reach(): void {
    throw new Error("the top shelf is empty on demand"); // @expect lazy-panel reach
  }

  return (
    <p>
      The shelf is open.{" "}
      <button id="lazy-panel" onClick={reach}>
        reach for the top
      </button>
    </p>
  );
}
