import type { GetServerSideProps } from "next";
import { useState } from "react";

export const getServerSideProps: GetServerSideProps = async ({ query }) => {
  if (query.fail) {
    throw new Error("the recipe was lost on demand"); // @expect server-props
  }
  return { props: { start: 1 } };
};

export default function Home({ start }: { start: number }) {
  const [loaves, setLoaves] = useState(start);

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
