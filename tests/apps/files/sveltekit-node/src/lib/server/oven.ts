const RECIPES: Record<string, string[]> = {
	country: ['500 g flour', '350 g water', '10 g salt', '100 g sourdough']
};

export function recipeOf(loaf: string): string[] {
	const found = RECIPES[loaf];
	if (!found) {
		throw new RangeError("the recipe was lost on demand"); // @expect page-load
	}
	return found;
}
