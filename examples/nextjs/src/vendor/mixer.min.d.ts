export function mix(grams: number): string;
