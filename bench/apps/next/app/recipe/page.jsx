const INGREDIENTS = ["500 g flour", "350 g water", "10 g salt"];

export default async function Recipe({ searchParams }) {
  const { fail } = await searchParams;
  if (fail) {
    throw new Error("the recipe was lost"); // @throws Recipe
  }
  return INGREDIENTS.map((line) => <p key={line}>{line}</p>);
}
