export function price(cents: number): string {
  if (!(cents >= 0)) {
    throw new Error(`no price: ${cents}`);
  }
  return `${(cents / 100).toFixed(2)} EUR`;
}
