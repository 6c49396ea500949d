type Props = { searchParams: Promise<{ fail?: string }> };

const INGREDIENTS = ["500 g flour", "350 g water", "10 g salt", "100 g sourdough"];

export default async function Recipe({ searchParams }: Props) {
  const { fail } = await searchParams;
  if (fail) {
    throw new Error("the recipe was lost on demand"); // @expect server-component
  }
  return (
    <ul>
      {INGREDIENTS.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
