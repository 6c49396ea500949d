import { recipeOf } from '$lib/server/oven';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => {
	return { recipe: recipeOf(url.searchParams.get('loaf') ?? 'country') };
};
