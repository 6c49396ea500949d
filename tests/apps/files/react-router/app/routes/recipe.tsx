import type { Route } from "./+types/recipe";

const INGREDIENTS = ["500 g flour", "350 g water", "10 g salt", "100 g sourdough"];

export function loader({ request }: Route.LoaderArgs) {
  if (new URL(request.url).searchParams.has("fail")) {
    throw new Error("the recipe was lost on demand"); // @expect loader
  }
  return { ingredients: INGREDIENTS };
}

export default function Recipe({ loaderData }: Route.ComponentProps) {
  return (
    <ul>
      {loaderData.ingredients.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
