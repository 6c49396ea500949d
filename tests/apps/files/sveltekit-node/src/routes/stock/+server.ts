import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

const STOCK = { country: 7, rye: 3, baguette: 12 };

export const GET: RequestHandler = ({ url }) => {
	if (url.searchParams.has('fail')) {
		throw new Error("the stock cannot be counted on demand"); // @expect endpoint
	}
	return json(STOCK);
};
