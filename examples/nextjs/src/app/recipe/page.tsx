import { Suspense } from "react";

type Props = { searchParams: Promise<{ fail?: string }> };

const INGREDIENTS = ["500 g flour", "350 g water", "10 g salt", "100 g sourdough"];

export default async function Recipe({ searchParams }: Props) {
  const { fail } = await searchParams;
  if (fail === "1") {
    throw new Error("the recipe was lost on demand"); // @expect server-component Recipe
  }
  return (
    <>
      <h1>Country loaf</h1>
      <ul>
        {INGREDIENTS.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <Suspense fallback={<p>one moment</p>}>
        <Reviews lost={fail === "late"} />
      </Suspense>
    </>
  );
}

/** Comes after the page was sent: what fails here finds an answer of 200 on its way. */
async function Reviews({ lost }: { lost: boolean }) {
  await new Promise((resolve) => setTimeout(resolve, 10));
  if (lost) {
    throw new Error("the reviews were lost on demand"); // @expect streamed Reviews
  }
  return <p>No reviews yet.</p>;
}
