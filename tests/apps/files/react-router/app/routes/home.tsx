import { useState } from "react";

export default function Home() {
  const [loaves, setLoaves] = useState(0);

  function fall() {
    if (loaves < 12) throw new Error("the basket fell on demand"); // @expect browser
  }

  return (
    <main>
      <button onClick={() => setLoaves(loaves + 1)}>add a loaf ({loaves})</button>
      <button id="fall" onClick={fall}>
        drop the basket
      </button>
    </main>
  );
}
