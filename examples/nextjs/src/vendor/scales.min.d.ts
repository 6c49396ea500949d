export function weigh(grams: number): string;
